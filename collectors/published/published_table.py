"""A publisher's CSV file or workbook to one table: the headings are looked for, titles above and notes below stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from collectors.published.period_headings import (
    cells_under_periods,
    find_period_headings,
    heading_marks,
    period_faults,
)
from collectors.published.periods_across import lay_out_periods
from collectors.published.records import as_records
from collectors.readers.csv_reader import read_csv
from collectors.readers.encodings import decode_text
from collectors.readers.file_kinds import detect_kind
from collectors.readers.limits import CSV_ROWS
from collectors.readers.marks import Mark
from collectors.readers.raw_table import ROW
from collectors.readers.whole_workbook.reader import read_workbook
from mappings.definitions.published_sources import PublishedFigure, Source
from returnonce.near_matches import find_near_matches

PARTS = ("numerator", "denominator", "value")
#: What of a figure is read from columns: its parts, and the ends of an interval.
COLUMNS = (*PARTS, "lower", "upper")
#: How far down a table may begin.
_MOST_ABOVE = 200
#: So many cells with text a note has.
_NOTE = 2
_MOST_FAULTS = 100
_SEPARATORS = (",", "\t", ";", "|")
Rows = Sequence[tuple[int, dict[int, str]]]


@dataclass(frozen=True)
class PublishedTable:
    """``cells``: ``row`` as the file shows it, then the columns by their headings, all texts; a blank cell is null.

    Each is a record: a row or, where periods stand side by side, a row under one period.
    """

    cells: pl.DataFrame
    sheet: str | None = None
    #: Rows with text above the headings, and those of the headings themselves.
    above: tuple[int, ...] = ()
    #: Records under whose period nothing stands.
    blank: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.Int64}))


@dataclass(frozen=True)
class PublishedTableReading:
    """A table, or the marks that say why there is none."""

    table: PublishedTable | None
    marks: tuple[Mark, ...] = ()


def read_table(data: bytes, source: Source) -> PublishedTableReading:
    """The table that has every column of the mapping."""
    if detect_kind(data[:4096]) in {"zip", "xlsx", "old-excel"}:
        return _read_sheets(data, source)
    plain = read_csv(data)
    if source.heading_rows == 1 and plain.table is not None:
        headings = [_fold(heading) for heading in plain.table.header]
        if _needed(source) <= set(headings) or _looks_whole(headings):
            return _from_columns(plain.table.cells, headings, source, marks=plain.marks)
    return _read_ragged_csv(data, source) or PublishedTableReading(None, plain.marks)


def columns_of(figure: PublishedFigure) -> set[str]:
    """Every column that a figure of a mapping reads."""
    used = set(figure.where) | {split.column for split in figure.breakdown.values()}
    for name in COLUMNS:
        part = getattr(figure, name)
        for term in part.terms if part else ():
            used |= {term.column, *term.where}
    return used


def _needed(source: Source) -> set[str]:
    needed = {*source.columns, *(level.area for level in source.levels)}
    needed |= {source.level_column} if any(level.level for level in source.levels) else set()
    needed |= {source.period_column} if any(figure.period.text is None for figure in source.figures) else set()
    needed |= {source.releases.column} if source.releases else set()
    needed = needed.union(*map(columns_of, source.figures))
    return needed - cells_under_periods(source) - ({source.period_column} if source.periods_across else set())


def _looks_whole(headings: Sequence[str]) -> bool:
    """Whether the first row of a file without a title above it."""
    return len(headings) > 1 and all(headings)


def _read_sheets(data: bytes, source: Source) -> PublishedTableReading:
    workbook = read_workbook(data)
    if workbook.marks:
        return PublishedTableReading(None, workbook.marks)
    visible = [sheet for sheet in workbook.sheets if sheet.visible and sheet.rows]
    wanted = [s for s in workbook.sheets if s.rows and _is_called(s.name, source.sheet)] if source.sheet else visible
    if not wanted:
        named = ", ".join(sheet.name for sheet in visible) or "none that can be seen"
        return PublishedTableReading(None, (Mark("published-sheet", None, None, source.sheet or "", named),))
    readings = [_from_rows(sheet.rows, source, sheet=sheet.name) for sheet in wanted]
    return min(readings, key=_rank)


def _rank(reading: PublishedTableReading) -> tuple[bool, int]:
    """The least is the best: one that has a table, then one with the fewest marks."""
    return reading.table is None, len(reading.marks)


def _is_called(name: str, sheet: str) -> bool:
    return _fold(name).casefold() == _fold(sheet).casefold()


def _read_ragged_csv(data: bytes, source: Source) -> PublishedTableReading | None:
    """A file with titles above or notes below, whose rows are of different widths; None where it is none."""
    decoded = decode_text(data)
    if decoded.data is None or not decoded.data.strip():
        return None
    text = decoded.data.decode()
    readings = [
        _read_records(records, source, decoded.marks)
        for separator in _SEPARATORS
        if (records := _records(text, separator))
    ]
    return min(readings, key=_rank, default=None)


def _records(text: str, separator: str) -> list[list[str]]:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return []
    return records if len(records) <= CSV_ROWS and max(map(len, records), default=0) > 1 else []


def _read_records(records: list[list[str]], source: Source, marks: tuple[Mark, ...]) -> PublishedTableReading:
    numbered = ((n, {c: t for c, t in enumerate(record) if t.strip()}) for n, record in enumerate(records, start=1))
    reading = _from_rows([(number, cells) for number, cells in numbered if cells], source, marks=marks)
    if reading.table is None:
        return reading
    width = len(records[reading.table.above[-1] - 1])
    faults = tuple(
        Mark("csv-fields", number, value=str(len(record)), detail=str(width))
        for number, record in enumerate(records, start=1)
        # A note under a table is short; a longer row of another width has lost or gained a cell.
        if number > reading.table.above[-1] and len(record) != width and sum(map(bool, map(str.strip, record))) > _NOTE
    )
    return PublishedTableReading(None, (*reading.marks, *faults[:_MOST_FAULTS])) if faults else reading


def _from_rows(
    rows: Rows, source: Source, *, sheet: str | None = None, marks: tuple[Mark, ...] = ()
) -> PublishedTableReading:
    needed, depth = _needed(source), source.heading_rows
    tries = [(at, _headings(rows, at, depth)) for at in range(min(len(rows) - depth + 1, _MOST_ABOVE))]
    if not tries:
        return PublishedTableReading(None, (*marks, Mark("file-empty")))
    # Of rows that name as many columns, the one with the periods.
    at, headings = max(
        tries, key=lambda each: (len(needed & set(each[1])), bool(find_period_headings(each[1], source)), -each[0])
    )
    body = rows[at + depth :]
    names = [ROW, *(str(n) for n in range(len(headings)))]
    columns = [[number for number, _ in body]] + [
        [_fold(cells[n]) if n in cells else None for _, cells in body] for n in range(len(headings))
    ]
    schema = {ROW: pl.Int64} | dict.fromkeys(names[1:], pl.String)
    frame = pl.DataFrame(dict(zip(names, columns, strict=True)), schema=schema)
    above = tuple(number for number, _ in rows[: at + depth])
    return _from_columns(frame, headings, source, marks=marks, sheet=sheet, above=above)


def _headings(rows: Rows, at: int, depth: int) -> list[str]:
    """The headings that begin at a row; of several rows, the upper ones reach to the right over blank cells.

    They reach no column that has nothing in the rows below, and from none.
    """
    width = max((column for _, cells in rows[at : at + depth] for column in cells), default=-1) + 1
    stacked = [[_fold(cells.get(n, "")) for n in range(width)] for _, cells in rows[at : at + depth]]
    for level, upper in enumerate(stacked[:-1], start=1):
        reaching = ""
        for n in range(width):
            has_more = any(lower[n] for lower in stacked[level:])
            # A label of several rows, with nothing below it, is of its own column alone.
            reaching = (upper[n] if has_more else "") if upper[n] else reaching
            upper[n] = reaching if has_more else upper[n]
    return [" ".join(filter(None, column)) for column in zip(*stacked, strict=True)]


def _from_columns(
    cells: pl.DataFrame,
    headings: Sequence[str],
    source: Source,
    *,
    marks: tuple[Mark, ...] = (),
    sheet: str | None = None,
    above: tuple[int, ...] = (1,),
) -> PublishedTableReading:
    periods = find_period_headings(headings, source)
    faults = [
        *_heading_faults(headings, source, above[-1]),
        *period_faults(periods, source, headings, above[-1]),
    ]
    if faults:
        return PublishedTableReading(None, (*marks, *faults))
    named = cells.rename(dict(zip(cells.columns[1:], _unique(headings), strict=True)))
    if not periods:
        return PublishedTableReading(PublishedTable(as_records(named), sheet, above), marks)
    records, blank = lay_out_periods(named, headings, source)
    marks = (*marks, *heading_marks(headings, source, periods))
    return PublishedTableReading(PublishedTable(records, sheet, above, blank), marks)


def _heading_faults(headings: Sequence[str], source: Source, row: int) -> Iterator[Mark]:
    needed = _needed(source)
    for name in sorted(needed - set(headings)):
        near = find_near_matches(name, [h for h in headings if h], n=3, cutoff=0.4)
        yield Mark("published-columns", row, None, name, f"{source.source}; near it: {', '.join(near) or 'none'}")
    for name in sorted(needed):
        if headings.count(name) > 1:
            yield Mark("header-duplicate", row, None, name, "a publisher's file names each column once")


def _unique(headings: Iterable[str]) -> list[str]:
    """Headings as names of columns; a blank or repeated one, which no mapping reads, gets its number."""
    names: list[str] = []
    for n, heading in enumerate(headings):
        names.append(heading if heading and heading not in {*names, ROW} else f"{heading or 'column'}_{n + 1}")
    return names


def _fold(text: str) -> str:
    return " ".join(text.split())
