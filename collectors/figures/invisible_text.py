"""Characters that nobody sees: taken out of a table's headings and cells, and told.

A zero-width space makes two areas of one, and a right-to-left mark shows a text in another order than it is stored.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import polars as pl

from collectors.figures.distinct_texts import change_texts
from collectors.readers.invisible_characters import INVISIBLE
from collectors.readers.raw_table import ROW, RawTable, cell_name, enumerate_texts


class CleanedColumn(NamedTuple):
    """What was cleaned of one column (its position): how many cells, and the first row."""

    position: int
    cells: int
    first_row: int


def clean_table(table: RawTable) -> tuple[RawTable, tuple[CleanedColumn, ...]]:
    """The table without them, and where they were; a heading counts as a cell of its row."""
    header = pl.Series(table.header, dtype=pl.String)
    clean_header = header.str.replace_all(INVISIBLE, "")
    in_header = [old != new for old, new in zip(header, clean_header, strict=True)]
    found = _find_columns(table.cells)
    if not found and not any(in_header):
        return table, ()
    columns = [_clean(table.cells[name]) if name in found else table.cells[name] for name in table.cells.columns]
    cleaned = [
        _count_cleaned(table, position, found.get(cell_name(position)), in_header[position])
        for position in range(len(table.header))
        if in_header[position] or cell_name(position) in found
    ]
    return replace(table, header=tuple(clean_header), cells=pl.DataFrame(columns)), tuple(cleaned)


def _find_columns(cells: pl.DataFrame) -> dict[str, pl.Series]:
    """The columns that have such characters, and in which rows."""
    words = {name: _words(cells[name]) for name in cells.columns if name != ROW}
    # Nearly always there is none, and one question is quicker than one for each column.
    if not words or not pl.concat(words.values(), rechunk=False).str.contains(INVISIBLE).any():
        return {}
    asked = {name: texts.str.contains(INVISIBLE).any() for name, texts in words.items()}
    return {name: change_texts(cells[name], _contains).fill_null(False) for name, found in asked.items() if found}


def _words(column: pl.Series) -> pl.Series:
    return pl.Series(column.dtype.categories, dtype=pl.String) if column.dtype == pl.Enum else column  # type: ignore[attr-defined]


def _contains(texts: pl.Series) -> pl.Series:
    return texts.str.contains(INVISIBLE)


def _clean(column: pl.Series) -> pl.Series:
    clean = change_texts(column, lambda texts: texts.str.replace_all(INVISIBLE, ""))
    clean = clean.set(clean == "", None).alias(column.name)
    return enumerate_texts(clean) if column.dtype == pl.Enum else clean


def _count_cleaned(table: RawTable, position: int, marked_rows: pl.Series | None, in_header: bool) -> CleanedColumn:
    count = 0 if marked_rows is None else int(marked_rows.sum())
    rows = table.cells[ROW].filter(marked_rows) if marked_rows is not None and count else None
    first = table.header_row if in_header or rows is None else int(rows[0])
    return CleanedColumn(position, count + in_header, first)
