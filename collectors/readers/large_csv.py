"""A large CSV file read piece by piece, so that its texts are never held at once: most columns become enumerations.

Only a plain file is: UTF-8 without a fault, and no cell with a line end or a mark of quotation in it. The reader of
whole files takes any other, and says what is wrong with it.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO

import polars as pl

from collectors.readers.csv_reader import (
    find_quoted_cells,
    has_short_rows,
    parse_rows,
    read_csv,
    read_header,
    too_many_rows,
)
from collectors.readers.limits import CELL_CHARACTERS, MEBI
from collectors.readers.raw_table import ROW, RawTable, TableReading, cell_name, enumerate_texts, recurs

PIECE_BYTES = 8 * MEBI


class _NotPlain(Exception):
    """This file is for the reader of whole files."""


def read_csv_file(path: Path) -> TableReading:
    """As :func:`~collectors.readers.csv_reader.read_csv` reads the file's bytes."""
    try:
        return _read_in_pieces(path)
    except (_NotPlain, UnicodeDecodeError, pl.exceptions.PolarsError):
        return read_csv(path.read_bytes())


def _read_in_pieces(path: Path) -> TableReading:
    if path.stat().st_size <= PIECE_BYTES:
        raise _NotPlain
    with path.open("rb") as stream:
        pieces = _split(stream)
        first = next(pieces).removeprefix(BOM_UTF8)
        header, faults = read_header(first)
        if faults or first.startswith((b"\r", b"\n")):
            raise _NotPlain
        table = _join(_parse(piece, len(header)) for piece in chain([first], pieces))
    if too_many := too_many_rows(table.height):
        return TableReading(None, too_many)
    return TableReading(
        RawTable(None, header, 1, table.with_row_index(ROW, 2).with_columns(pl.col(ROW).cast(pl.Int64)))
    )


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """Pieces of whole lines."""
    while data := stream.read(PIECE_BYTES):
        line_end = stream.readline(PIECE_BYTES)
        if len(line_end) == PIECE_BYTES and not line_end.endswith(b"\n"):
            raise _NotPlain
        yield data + line_end


def _parse(piece: bytes, width: int) -> pl.DataFrame:
    if b'"' in piece and piece.count(b'"') % 2:
        raise _NotPlain
    table = parse_rows(piece, [cell_name(n) for n in range(width)])
    longest = max(length or 0 for length in table.select(pl.all().str.len_bytes().max()).row(0))
    if b"\x00" in piece or has_short_rows(piece, table) or longest > CELL_CHARACTERS:
        raise _NotPlain
    if _has_odd_cells(piece, table):
        raise _NotPlain
    return table


def _has_odd_cells(piece: bytes, table: pl.DataFrame) -> bool:
    """Whether a cell holds a mark of quotation or a line end."""
    quoted = find_quoted_cells(piece)
    if quoted is not None:
        return any(b"\n" in cell for cell in quoted)
    return bool(table.select(pl.any_horizontal(pl.all().str.contains('["\n]').any())).item())


def _join(tables: Iterator[pl.DataFrame]) -> pl.DataFrame:
    """One table without the row of headings; what recurs in the first piece is an enumeration."""
    first = next(tables)[1:]
    categories = {name: pl.Categorical(pl.Categories.random()) for name in first.columns if recurs(first[name])}
    coded = [table.cast(categories) for table in chain([first], tables)]  # type: ignore[arg-type]
    table = pl.concat(coded)
    return table.with_columns(enumerate_texts(table[name]) for name in categories)
