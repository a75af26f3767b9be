"""CSV to a table: every cell a text, every row counted, nothing padded, cut or guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

import polars as pl

from collectors.readers.encodings import decode_text
from collectors.readers.limits import CELL_CHARACTERS, CSV_ROWS
from collectors.readers.marks import Mark
from collectors.readers.raw_table import ROW, RawTable, TableReading, cell_name
from collectors.readers.upload_form import is_heading_row

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_STRAY_QUOTE = re.compile(r'(?:^|,)[^",\n]+"')
#: Up to so many, it is quicker to look at what is within marks of quotation than at every cell.
_MOST_QUOTES = 1_000
#: So few are split in less time than a reader takes to begin.
_FEW_BYTES = 16_384
#: A file with a hundred broken rows is broken in one way.
_MOST_BROKEN_ROWS = 100


def read_csv(data: bytes) -> TableReading:
    """Comma-separated text with headings in its first row."""
    decoded = decode_text(data)
    if decoded.data is None:
        return TableReading(None, decoded.marks)
    body, above = decoded.data, 0
    if body.startswith((b"\r", b"\n")):
        leading = len(body) - len(body.lstrip(b"\r\n"))
        above, body = body[:leading].count(b"\n"), body[leading:]
    if not body or body.isspace():
        return TableReading(None, (*decoded.marks, Mark("file-empty")))
    header, faults = read_header(body)
    if not faults:
        cells, faults = _read_cells(body, len(header), above)
    if faults:
        return TableReading(None, (*decoded.marks, *faults))
    return TableReading(RawTable(None, header, above + 1, cells), decoded.marks)


def read_header(body: bytes) -> tuple[tuple[str, ...], tuple[Mark, ...]]:
    first = body[: body.find(b"\n") if b"\n" in body else len(body)]
    if len(first) > 1 << 20:
        return (), (Mark("cell-too-long", 1),)
    try:
        header = next(csv.reader(_lines(body), strict=True))
    except (csv.Error, StopIteration):
        return (), (Mark("csv-quote", 1),)
    text = first.decode()
    if len(header) == 1:
        for separator, name in _SEPARATORS.items():
            if separator in text:
                return (), (Mark("csv-separator", detail=name),)
    return tuple(header), ()


def _read_cells(body: bytes, width: int, above: int) -> tuple[pl.DataFrame, tuple[Mark, ...]]:
    names = [cell_name(n) for n in range(width)]
    if (plain := _split_few(body, names)) is not None:
        return _number_rows(plain, above)
    try:
        table = parse_rows(body, names)
    except pl.exceptions.PolarsError:
        return pl.DataFrame(), _explain(body, width, above)
    if has_short_rows(body, table):
        faults = _explain(body, width, above, blank_rows=True)
        if faults:
            return pl.DataFrame(), faults
    return _number_rows(table, above)


def _split_few(body: bytes, names: Sequence[str]) -> pl.DataFrame | None:
    """As :func:`parse_rows` reads a few rows, all as long as they should be; None of any others, and of quoted cells.

    The first use of the library's reader in a process costs as much as all else of the reading.
    """
    text = body[: _FEW_BYTES + 1].replace(b"\r\n", b"\n")
    if len(body) > _FEW_BYTES or any(byte in text for byte in (b'"', b"\r", b"\0")):
        return None
    rows = [line.split(",") for line in text.decode().removesuffix("\n").split("\n")]
    if len(names) == 1 or any(len(row) != len(names) for row in rows):
        return None
    columns = zip(names, zip(*rows, strict=True), strict=True)
    return pl.DataFrame([pl.Series(name, [cell or None for cell in cells], dtype=pl.String) for name, cells in columns])


def parse_rows(body: bytes, names: Sequence[str]) -> pl.DataFrame:
    """Every row, that of the headings too, as texts.

    Raises:
        PolarsError: a row has too many cells, a mark of quotation is open, or it is no UTF-8.
    """
    return pl.read_csv(
        body, has_header=False, schema=dict.fromkeys(names, pl.String), infer_schema=False, empty_string_is_null=True
    )


def has_short_rows(body: bytes, table: pl.DataFrame) -> bool:
    """Short rows are padded by the reader without a word, so separators are counted against cells."""
    if b'"' not in body and b"\r" not in body:
        # What is no cell is a separator or a line end, and to add up lengths is quickest.
        in_cells = sum(length or 0 for length in table.select(pl.all().str.len_bytes().sum()).row(0))
        return len(body) + (not body.endswith(b"\n")) != in_cells + table.width * table.height
    return body.count(b",") != (table.width - 1) * table.height + _commas_inside(body, table)


def _number_rows(table: pl.DataFrame, above: int) -> tuple[pl.DataFrame, tuple[Mark, ...]]:
    cells = table.with_row_index(ROW, above + 1).with_columns(pl.col(ROW).cast(pl.Int64)).slice(1)
    return cells, too_many_rows(cells.height) or tuple(_too_long(cells))


def too_many_rows(count: int) -> tuple[Mark, ...]:
    """A mark where there are more than an upload may have."""
    if count <= CSV_ROWS:
        return ()
    return (Mark("file-too-large", detail=f"{count:,} rows, and the most is {CSV_ROWS:,}"),)


def _commas_inside(body: bytes, table: pl.DataFrame) -> int:
    quoted = find_quoted_cells(body)
    if quoted is not None:
        return sum(cell.count(b",") for cell in quoted)
    inside = table.select(pl.all().str.count_matches(",", literal=True).sum())
    return sum(count or 0 for count in inside.row(0))


def find_quoted_cells(body: bytes) -> list[bytes] | None:
    """What is within marks of quotation; None where that is much, or a mark is not at the end of a cell."""
    places = [match.start() for match in islice(re.finditer(b'"', body), _MOST_QUOTES + 1)]
    pairs = list(zip(places[::2], places[1::2], strict=False))
    if len(places) > _MOST_QUOTES or len(places) % 2 or not all(_is_whole_cell(body, *pair) for pair in pairs):
        return None
    return [body[start + 1 : end] for start, end in pairs]


def _is_whole_cell(body: bytes, start: int, end: int) -> bool:
    is_first = start == 0 or body[start - 1 : start] in (b",", b"\n")
    return is_first and (end == len(body) - 1 or body.startswith((b",", b"\n", b"\r\n"), end + 1))


def _too_long(cells: pl.DataFrame) -> Iterator[Mark]:
    # Bytes are quicker to count than characters, and never fewer.
    names = [name for name in cells.columns if name != ROW]
    longest = cells.select(pl.col(names).str.len_bytes().max()).row(0)
    for name, length in zip(names, longest, strict=True):
        if (length or 0) > CELL_CHARACTERS:
            for row in cells.filter(pl.col(name).str.len_chars() > CELL_CHARACTERS)[ROW]:
                yield Mark("cell-too-long", row)


def _lines(body: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")


def _explain(body: bytes, width: int, above: int, *, blank_rows: bool = False) -> tuple[Mark, ...]:
    """Reads slowly what could not be read fast, to name the rows that are wrong."""
    csv.field_size_limit(1 << 27)
    under = _row_of_headings(body, above)
    if under:
        return (Mark("header-row", above + 1, detail=f"; they seem to be in row {under}"),)
    marks = list(_walk(body, width, above))[:_MOST_BROKEN_ROWS]
    if marks or blank_rows:
        return tuple(marks)
    alone = next((n for n, line in enumerate(_lines(body), start=1 + above) if line.endswith("\r")), None)
    if alone is not None:
        return (Mark("csv-line-end", alone),)
    stray = (n for n, line in enumerate(_lines(body), start=1 + above) if _STRAY_QUOTE.search(line))
    return (Mark("csv-quote", next(stray, None)),)


def _row_of_headings(body: bytes, above: int) -> int | None:
    """The row of the headings, where a narrower title is above them."""
    records = islice(csv.reader(_lines(body)), 1, 20)
    return next((number for number, record in enumerate(records, start=above + 2) if is_heading_row(record)), None)


def _walk(body: bytes, width: int, above: int) -> Iterator[Mark]:
    reader = csv.reader(_lines(body), strict=True)
    number = above
    try:
        for record in reader:
            number += 1
            if len(record) > width or (len(record) < width and any(cell.strip() for cell in record)):
                yield Mark("csv-fields", number, value=str(len(record)), detail=str(width))
    except csv.Error as error:
        hint = "; the mark that opens here is never closed" if "unexpected end" in str(error) else ""
        yield Mark("csv-quote", number + 1, detail=hint)
