"""How a file's cells stand, column by column: mandatory or not, and valid, blank, invalid or of an older release."""

from __future__ import annotations

import polars as pl

from indicators.records.code_spellings import fold, map_spellings
from indicators.records.field_states import MANDATORY, UNDETERMINED, group_by_column, write_state_condition
from indicators.records.nhs_numbers import is_right_nhs_number
from indicators.records.period_constants import list_constants
from indicators.records.record_definitions import RecordColumn
from indicators.records.record_frames import Records
from indicators.records.record_sets import RecordSet

VALID, BLANK, BLANK_MANDATORY = "valid", "blank", "blank where mandatory"
INVALID, OLD = "invalid", "valid in an older release only"
#: One row for each table, column, state and standing that occurs.
SUMMARY_SCHEMA = {
    "table": pl.String, "column": pl.String, "state": pl.String, "standing": pl.String, "cells": pl.Int64,
}  # fmt: skip


def summarise_fields(records: Records) -> pl.DataFrame:
    """Counts of cells (``SUMMARY_SCHEMA``), in the order of tables and columns; no cell is in it."""
    states = group_by_column(records.record_set.files.field_states)
    parts = [pl.DataFrame(schema=SUMMARY_SCHEMA)]
    for name, table in records.record_set.tables.items():
        rows = records.tables[name].lazy().with_columns(**list_constants(records))
        for column in table.columns.values():
            state = pl.sql_expr(write_state_condition(states.get((name, column.column), [])))
            standing = describe_standing(column, records.record_set, state)
            counted = rows.select(state=state, standing=standing).group_by("state", "standing").len("cells").collect()
            parts.append(_place(counted, name, column.column))
    return pl.concat(parts)


def describe_standing(column: RecordColumn, record_set: RecordSet, state: pl.Expr) -> pl.Expr:
    """What is to be said of each cell of a column, where ``state`` is what the column is in its row."""
    cell = pl.col(column.column)
    blank = pl.when(state == MANDATORY).then(pl.lit(BLANK_MANDATORY)).otherwise(pl.lit(BLANK))
    return pl.when(cell.is_null()).then(blank).otherwise(_judge(column, record_set, cell))


def _judge(column: RecordColumn, record_set: RecordSet, cell: pl.Expr) -> pl.Expr:
    if column.type == "nhs_number":
        return pl.when(is_right_nhs_number(cell)).then(pl.lit(VALID)).otherwise(pl.lit(INVALID))
    codes = record_set.codes.get(column.code_list or "")
    if not codes:
        return pl.lit(VALID)
    listed = {fold(code): VALID for code in codes}
    spelled = dict.fromkeys(map_spellings(record_set, column.code_list or ""), OLD)
    folded = cell.str.replace_all(r"\s+", " ").str.strip_chars().str.to_lowercase()
    return folded.replace_strict(spelled | listed, default=INVALID, return_dtype=pl.String)


def _place(counts: pl.DataFrame, table: str, column: str) -> pl.DataFrame:
    placed = counts.select(
        pl.lit(table).alias("table"), pl.lit(column).alias("column"), pl.col("state").fill_null(UNDETERMINED),
        "standing", pl.col("cells").cast(pl.Int64),
    )  # fmt: skip
    return placed.sort("state", "standing")
