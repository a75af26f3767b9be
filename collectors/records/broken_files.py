"""A file of which a part cannot be read: its cause is told once, and nothing that merely follows from it."""

from __future__ import annotations

import polars as pl

from collectors.records.raw_records import RawRecords

#: Marks that say that rows are missing, nobody knows which.
CAUSES = ("record-damaged", "record-truncated", "record-xml")
NOT_ASKED = "by any rule: a part of the file cannot be read, and whatever is missing there would be called a mistake"


def is_broken(raw: RawRecords) -> bool:
    """Whether rows that were sent cannot be read: a part of the file, or the whole of a table."""
    return bool(raw.facts.get("unreadable")) or raw.marks["code"].is_in(CAUSES).any()


def drop_consequences(marks: pl.DataFrame) -> pl.DataFrame:
    """Marks of a broken file without the tables that are missing: they may lie in its other part."""
    return marks.filter(pl.col("code") != "record-missing-table")
