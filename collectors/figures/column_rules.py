"""Rules of single columns of typed rows: each breach is a finding."""

from __future__ import annotations

import polars as pl

from collectors.figures.row_rules import RowRule, mark_breaches
from collectors.readers.marks import no_marks
from indicators.figures.figure_schema import CONTROL_CHARACTERS, NOTE_CHARACTERS

note = pl.col("note")
#: The contract of stored figures has the same limits, which these keep from being met by anything but a bug.
RULES = (
    RowRule("denominator-negative", "denominator", pl.col("denominator") < 0),
    RowRule("rounded-to-zero", "rounded_to", pl.col("rounded_to") <= 0),
    RowRule("note-too-long", "note", note.str.len_chars() > NOTE_CHARACTERS),
    RowRule("text-control", "note", note.str.contains(CONTROL_CHARACTERS)),
)


def column_marks(typed: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Marks for every value that breaks a rule; ``cells`` are the same rows as they were typed."""
    is_broken = typed.select(rule.when.any().alias(rule.code) for rule in RULES).row(0, named=True)
    broken = [mark_breaches(rule, typed.filter(rule.when), cells) for rule in RULES if is_broken[rule.code]]
    return pl.concat([no_marks(), *broken])
