"""Marks of records as frames: a code and a place, never a cell.

A mark of records has no value: a finding says what a cell may hold, never what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from collectors.readers.marks import MARK_SCHEMA, RecordMark
from collectors.records.limits import MOST_OF_A_KIND

#: ``MARK_SCHEMA`` and the table; ``value`` is always null.
RECORD_MARK_SCHEMA: dict[str, type[pl.DataType]] = MARK_SCHEMA | {"table": pl.String}


def record_mark_frame(marks: Iterable[RecordMark]) -> pl.DataFrame:
    """Marks as a frame of ``RECORD_MARK_SCHEMA``."""
    listed = list(marks)
    columns = {name: [getattr(mark, name, None) for mark in listed] for name in RECORD_MARK_SCHEMA}
    return pl.DataFrame(columns, schema=RECORD_MARK_SCHEMA)


def no_record_marks() -> pl.DataFrame:
    """A frame without a mark."""
    return pl.DataFrame(schema=RECORD_MARK_SCHEMA)


def marks_at(
    rows: pl.LazyFrame, code: str, *, table: str | None, column: str | None = None, detail: str | None = None
) -> pl.LazyFrame:
    """One mark of the same kind at every row of a frame with ``row``."""
    constants = {"code": code, "column": column, "value": None, "detail": detail, "table": table}
    return rows.select(
        pl.col("row") if name == "row" else pl.lit(constants[name], pl.String).alias(name)
        for name in RECORD_MARK_SCHEMA
    )


def collect_marks(frames: Iterable[pl.LazyFrame]) -> pl.DataFrame:
    """Marks of several checks, collected at once; each check gives at most ``MOST_OF_A_KIND`` marks."""
    collected = [frame for frame in pl.collect_all([frame.head(MOST_OF_A_KIND) for frame in frames]) if frame.height]
    more = [
        RecordMark("record-more", frame["table"][0], None, frame["column"][0], f"{MOST_OF_A_KIND:,}")
        for frame in collected
        if frame.height == MOST_OF_A_KIND
    ]
    return pl.concat([*collected, record_mark_frame(more)])
