"""The one CSV file that holds every table: a client's and an episode's columns on each row, beside one of each child.

Each table is split off with its first row for each key. A column repeated on several rows must be
the same on all, or blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from collectors.readers.raw_table import ROW as CELL_ROW
from collectors.readers.raw_table import cell_name
from collectors.records.headings import Headings
from collectors.records.marks import RECORD_MARK_SCHEMA, collect_marks, marks_at
from collectors.records.table_matching import MatchedTable, SourceTable, location_columns, trimmed_cell

_FIRST = "_first"


def split_tables(
    source: SourceTable, headings: Headings, nothing: Sequence[str]
) -> tuple[list[MatchedTable], pl.DataFrame]:
    """Tables with a row for each key, and marks where repeated columns differ or a row says nothing new.

    ``nothing``: words that some systems write in a cell without content.
    """
    cells, without_consent = _split_off_stubs(_cells(source, headings))
    matched: list[MatchedTable] = []
    marks = [marks_at(without_consent, "record-without-consent", table=None)]
    telling = [pl.Series(dtype=pl.Int64)]
    for table in headings.tables():
        columns = list(headings.positions(source.header, table))
        own = [column for column in columns if column not in headings.shared]
        if own:
            rows = _fill_first_rows(
                _rows_of(cells, columns, own, headings.definitions.tables(headings.code)[table].key, nothing), columns
            )
            marks += _differences(rows, table, columns)
            firsts = rows.filter(pl.col(_FIRST) == pl.int_range(pl.len(), dtype=pl.UInt32))
            telling.append(firsts[CELL_ROW])
            matched.append(_place(firsts, table, columns, headings))
    again = cells.lazy().filter(~pl.col(CELL_ROW).is_in(pl.concat(telling).unique().implode()))
    marks.append(marks_at(again.select(row=CELL_ROW), "record-row-again", table=None))
    return matched, collect_marks(marks)


def _cells(source: SourceTable, headings: Headings) -> pl.DataFrame:
    """Each known column once under its name, blank rows left out."""
    positions = {c: at for table in headings.tables() for c, at in headings.positions(source.header, table).items()}
    named = source.cells.select(
        CELL_ROW, *(trimmed_cell(pl.col(cell_name(at[0]))).alias(c) for c, at in positions.items())
    )
    return named.filter(pl.any_horizontal(pl.col(list(positions)).is_not_null())) if positions else named.clear()


def _split_off_stubs(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.LazyFrame]:
    """Rows to read, and those (``row``) that only say of a client that there is no consent: they name no episode."""
    if not {"CONSENT", "EPISODID"} <= set(cells.columns):
        return cells, pl.LazyFrame(schema={"row": pl.Int64})
    stub = (pl.col("CONSENT") == "N").fill_null(value=False) & pl.col("EPISODID").is_null()
    return cells.filter(~stub), cells.lazy().filter(stub).select(row=CELL_ROW)


def _rows_of(
    cells: pl.DataFrame, columns: Sequence[str], own: Sequence[str], key: Sequence[str], nothing: Sequence[str]
) -> pl.DataFrame:
    """Rows that say something of the table, and ``_first``: which of them was the first with the same key."""
    words = pl.Series(nothing, dtype=pl.String).implode()
    telling = [key[-1], *own] if key[-1] in columns else own
    says = [pl.col(name).is_not_null() & ~pl.col(name).is_in(words) for name in telling]
    rows = cells.select(CELL_ROW, *columns).filter(pl.any_horizontal(says)).with_row_index(_FIRST)
    key_columns = [name for name in key if name in columns]
    if len(key_columns) < len(key):
        return rows
    whole = pl.all_horizontal(pl.col(key_columns).is_not_null())
    return rows.with_columns(
        pl.when(whole).then(pl.col(_FIRST).first().over(key_columns)).otherwise(_FIRST).alias(_FIRST)
    )


def _fill_first_rows(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A cell that the first row with a key leaves blank, filled from the next row with that key."""
    is_late = [(pl.col(c).is_not_null() & pl.col(c).gather(_FIRST).is_null()).any() for c in columns]
    late = [name for name, is_any in rows.select(is_late).to_dicts()[0].items() if is_any]
    return rows.with_columns(pl.col(late).backward_fill().over(_FIRST)) if late else rows


def _differences(rows: pl.DataFrame, table: str, columns: Sequence[str]) -> Iterator[pl.LazyFrame]:
    """Marks on cells that differ from the first row with the same key; a blank one does not."""
    first = rows[_FIRST]
    all_differs = rows.select(pl.col(c).is_not_null() & pl.col(c).ne_missing(pl.col(c).gather(_FIRST)) for c in columns)
    for column in columns:
        differs = all_differs[column]
        if differs.any():
            rows_that_differ = (
                rows.lazy().filter(differs).select(row=CELL_ROW, first=rows[CELL_ROW].gather(first.filter(differs)))
            )
            detail = pl.concat_str(pl.lit("row "), pl.col("first").cast(pl.String))
            marked = rows_that_differ.with_columns(
                code=pl.lit("record-repeated-differs"), column=pl.lit(column), value=pl.lit(None, pl.String),
                detail=detail, table=pl.lit(table),
            )  # fmt: skip
            yield marked.select(list(RECORD_MARK_SCHEMA))


def _place(firsts: pl.DataFrame, table: str, columns: Sequence[str], headings: Headings) -> MatchedTable:
    number = pl.int_range(pl.len(), dtype=pl.Int64)
    return MatchedTable(
        table, firsts.select(*columns, *location_columns(headings, table, number=number, parent=pl.lit(None, pl.Int64)))
    )
