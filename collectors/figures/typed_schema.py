"""The schema of parsed rows: rules of single columns, each failure of which is a finding."""

from __future__ import annotations

from collections.abc import Mapping

import pandera.polars as pa
import polars as pl

from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from collectors.submissions.figure_schema import NOTE_COLUMN, count_column

#: Rows as they were typed: each failure of it is a finding, named by the check's error.
TYPED = pa.DataFrameSchema(
    {
        ROW: pa.Column(pl.Int64),
        "numerator": pa.Column(pl.Int64, nullable=True),
        "denominator": count_column("denominator-negative"),
        "rounded_to": pa.Column(pl.Int64, pa.Check.gt(0, error="rounded-to-zero"), nullable=True),
        "note": NOTE_COLUMN,
    }
)


def typed_marks(typed: pl.DataFrame, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Marks for every value that ``TYPED`` does not let through; ``texts`` are the cells as typed."""
    try:
        TYPED.validate(typed.select(list(TYPED.columns)), lazy=True)
    except pa.errors.SchemaErrors as failed:
        return _marks(failed.failure_cases, typed, texts)
    return pl.DataFrame(schema=MARK_SCHEMA)


def _marks(cases: pl.DataFrame, typed: pl.DataFrame, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    rows = cases["index"].cast(pl.Int64)
    values = [texts[column][at] for column, at in zip(cases["column"], rows, strict=True)]
    return pl.DataFrame(
        {
            "code": cases["check"],
            ROW: typed[ROW].gather(rows),
            "column": cases["column"],
            "value": pl.Series(values, dtype=pl.String),
            "detail": pl.Series([None] * cases.height, dtype=pl.String),
        }
    )
