"""Characters that nobody sees: taken out of the cells of records, and told by column, never by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from collectors.readers.invisible_characters import INVISIBLE
from collectors.readers.marks import RecordMark
from collectors.readers.raw_table import ROW, cell_name
from collectors.records.table_matching import SourceTable


def clean_cells(source: SourceTable) -> tuple[SourceTable, Mapping[int, RecordMark]]:
    """The table without them, and by position of the column a mark that still lacks table and column."""
    cells = source.cells
    names = {at: cell_name(at) for at in range(len(source.header)) if cell_name(at) in cells.columns}
    # Nearly every file is plain ASCII, which is told from the lengths at a sixth of the cost of looking for them.
    asked = [at for at, name in names.items() if cells.schema[name] == pl.String]
    wide = cells.select(_is_wide(names[at]).alias(names[at]) for at in asked)
    found = [at for at in asked if wide[names[at]][0] and cells[names[at]].str.contains(INVISIBLE).any()]
    if not found:
        return source, {}
    cleaned = cells.with_columns(pl.col(names[at]).str.replace_all(INVISIBLE, "") for at in found)
    return replace(source, cells=cleaned), {at: _mark(cells, names[at]) for at in found}


def name_marks(
    marks: Mapping[int, RecordMark], table: str | None, positions: Iterable[Mapping[str, list[int]]]
) -> Iterator[RecordMark]:
    """The marks of columns that are read, under the record set's names."""
    columns = {at: column for known in positions for column, places in known.items() for at in places}
    return (mark._replace(table=table, column=columns[at]) for at, mark in marks.items() if at in columns)


def _is_wide(name: str) -> pl.Expr:
    return (pl.col(name).str.len_bytes() != pl.col(name).str.len_chars()).any()


def _mark(cells: pl.DataFrame, name: str) -> RecordMark:
    rows = cells[ROW].filter(cells[name].str.contains(INVISIBLE).fill_null(value=False))
    count = "1 cell" if rows.len() == 1 else f"{rows.len():,} cells"
    return RecordMark("record-text-cleaned", row=int(rows[0]), detail=count)
