"""Rules of single columns of typed rows: each breach is a finding."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectors.figures.row_rules import RowRule
from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from indicators.figures.figure_schema import CONTROL_CHARACTERS, NOTE_CHARACTERS

note = pl.col("note")
#: The contract of stored figures has the same limits, which these keep from being met by anything but a bug.
RULES = (
    RowRule("denominator-negative", "denominator", pl.col("denominator") < 0),
    RowRule("rounded-to-zero", "rounded_to", pl.col("rounded_to") <= 0),
    RowRule("note-too-long", "note", note.str.len_chars() > NOTE_CHARACTERS),
    RowRule("text-control", "note", note.str.contains(CONTROL_CHARACTERS)),
)


def column_marks(typed: pl.DataFrame, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Marks for every value that breaks a rule; ``texts`` are the cells as they were typed."""
    named = typed.with_columns(**{f"typed_{name}": text for name, text in texts.items()})
    broken = [
        named.filter(rule.when).select(
            pl.lit(rule.code).alias("code"), ROW, pl.lit(rule.column).alias("column"),
            pl.col(f"typed_{rule.column}").cast(pl.String).alias("value"), rule.detail.alias("detail"),
        )
        for rule in RULES
    ]  # fmt: skip
    return pl.concat(broken).cast(MARK_SCHEMA)  # type: ignore[arg-type]
