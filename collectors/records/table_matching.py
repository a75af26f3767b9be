"""Which table of the record set each file or sheet is, and which column each heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from collectors.readers.marks import RecordMark
from collectors.readers.multi_table_files.xml_shapes import find_shape
from collectors.readers.raw_table import ROW as CELL_ROW
from collectors.readers.raw_table import cell_name
from collectors.readers.sheet_metadata import column_letter
from collectors.records import limits
from collectors.records.headings import (
    FEWEST_HEADINGS,
    Headings,
    find_table_by_headings,
    find_table_by_name,
    names_team,
)
from indicators.records.record_frames import FILE, ID, PARENT, ROW


@dataclass(frozen=True, eq=False)
class SourceTable:
    """One file, sheet or table of XML as the worker read it; ``place`` is what it is called in findings."""

    name: str
    place: str | None
    header: tuple[str, ...]
    header_row: int | None
    cells: pl.DataFrame
    table: str | None = None


@dataclass(frozen=True, eq=False)
class MatchedTable:
    """A table of the record set: text columns under its names, and where each row was read."""

    table: str
    frame: pl.DataFrame


def find_headings(source: SourceTable, headings: Headings) -> SourceTable:
    """A sheet with the row of its headings found: the one of the first rows that names most columns."""
    best, at = 0, 0
    rows = [tuple(cell or "" for cell in row[1:]) for row in source.cells.head(limits.ROWS_ABOVE_HEADINGS).iter_rows()]
    for number, row in enumerate(rows):
        if (known_count := headings.count_known(row)) > best:
            best, at = known_count, number
    if not best:
        return source
    header_row = int(source.cells[CELL_ROW][at])
    return SourceTable(source.name, source.place, rows[at], header_row, source.cells.slice(at + 1))


def choose_table(source: SourceTable, headings: Headings) -> str | None:
    """The table after which the sheet or file is named, if it has a column of its own; else the one most alike."""
    if source.table is not None:
        return source.table if source.table in headings.columns else None
    named = find_table_by_name(headings, source.name)
    own = {table for table in headings.tables() if headings.positions(source.header, table).keys() - headings.shared}
    if named and (named in own or (not own and len(headings.positions(source.header, named)) >= FEWEST_HEADINGS)):
        return named
    return find_table_by_headings(headings, source.header, names=(source.name,))


def match_columns(source: SourceTable, table: str, headings: Headings) -> MatchedTable:
    """A table's columns under our names, blank rows left out but for records of XML that official rules name."""
    positions = headings.positions(source.header, table)
    columns = [
        trimmed_cell(pl.col(cell_name(positions_found[0]))).alias(column)
        for column, positions_found in positions.items()
    ]
    blank = pl.all_horizontal(column.is_null() for column in columns) if columns else pl.lit(value=True)
    shape = find_shape(headings.code) if ID in source.cells.columns else None
    cells = source.cells if shape and table in shape.blank_rows else source.cells.filter(~blank)
    number, parent = pl.int_range(pl.len(), dtype=pl.Int64), pl.lit(None, pl.Int64)
    if shape:
        number, parent = pl.col(ID), pl.col(PARENT)
    return MatchedTable(table, cells.select(*columns, *location_columns(headings, table, number=number, parent=parent)))


def trimmed_cell(cell: pl.Expr) -> pl.Expr:
    """A cell without spaces at its ends; none, if nothing is left."""
    text = cell.str.strip_chars()
    return pl.when(text != "").then(text)


def location_columns(headings: Headings, table: str, *, number: pl.Expr, parent: pl.Expr) -> list[pl.Expr]:
    """Where each row was read. The file name is the definition's: a sender's may be somebody's name."""
    file = pl.lit(headings.definitions.tables(headings.code)[table].file)
    return [pl.col(CELL_ROW).alias(ROW), number.alias(ID), parent.alias(PARENT), file.alias(FILE)]


def describe_columns(
    source: SourceTable, place: str | None, positions: Iterable[dict[str, list[int]]]
) -> Iterator[RecordMark]:
    """Marks on columns that no version knows, by their letters, and on columns that are there twice and differ."""
    positions_by_table = list(positions)
    known_positions = {at for columns in positions_by_table for column in columns.values() for at in column}
    for at in range(len(source.header)):
        if at not in known_positions and _has_cells(source.cells, at):
            # An element of XML has no letter, and its name, which is not one of ours, is not repeated.
            column = None if source.table else column_letter(at)
            code = "record-team-column" if names_team(source.header[at]) else "record-unknown-column"
            yield RecordMark(code, place, source.header_row, column)
    twice = {
        column: positions_found
        for columns in positions_by_table
        for column, positions_found in columns.items()
        if len(positions_found) > 1
    }
    for column, found in twice.items():
        if any(_differ(source.cells, found[0], other) for other in found[1:]):
            letters = ", ".join(column_letter(at) for at in found)
            yield RecordMark("record-column-twice", place, source.header_row, column, None if source.table else letters)


def column_positions(source: SourceTable, positions: Iterable[Mapping[str, list[int]]]) -> dict[str, int]:
    """Where each column stands, by the name that findings give it: of columns that no version knows, their letters.
    None for a table of XML."""
    if source.table is not None:
        return {}
    named = {column: at[0] for columns in positions for column, at in columns.items()}
    unknown = {column_letter(at): at for at in range(len(source.header)) if at not in named.values()}
    return unknown | named


def _has_cells(cells: pl.DataFrame, at: int) -> bool:
    return bool((cells[cell_name(at)].str.strip_chars().fill_null("") != "").any())


def _differ(cells: pl.DataFrame, one: int, other: int) -> bool:
    return bool(cells[cell_name(one)].ne_missing(cells[cell_name(other)]).any())
