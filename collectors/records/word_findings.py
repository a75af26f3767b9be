"""Marks of records to findings, worded together for each code, however many there are."""

from __future__ import annotations

import polars as pl

from collectors.submissions.findings import FINDING_SCHEMA, word_marks
from indicators.records.record_sets import RecordSet
from mappings.definitions.finding_kinds import FindingKinds


def word_record_marks(marks: pl.DataFrame, record_set: RecordSet, kinds: FindingKinds) -> pl.DataFrame:
    """``RECORD_MARK_SCHEMA`` to ``FINDING_SCHEMA``: the file first, then table by table and row by row.

    A finding's ``sheet`` is its table; its ``value`` is always null.
    """
    if marks.is_empty():
        return pl.DataFrame(schema=FINDING_SCHEMA)
    order = {name: at for at, name in enumerate(record_set.tables)}
    place = pl.col("sheet").replace_strict(order, default=None, return_dtype=pl.Int64)
    silent = marks.with_columns(value=pl.lit(None, pl.String)).unique()
    frames = [
        word_marks(part.drop("table"), kinds, sheet=None).with_columns(sheet=pl.lit(table, pl.String))
        for (table,), part in silent.partition_by("table", as_dict=True).items()
    ]
    return pl.concat(frames).sort(place, "sheet", "row", maintain_order=True, nulls_last=False)
