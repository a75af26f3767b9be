"""Records of a published table: its rows or, where periods stand side by side, each row once for every period."""

from __future__ import annotations

from typing import TypeVar

import polars as pl

#: Columns that this room adds to a publisher's; no publisher's heading begins so.
RECORD, UNDER, LETTER = "_record", "_under", "_letter "
#: A record's number is that of its row and, for each period further right, so much more.
RECORDS_APART = 100_000_000


def as_records(table: pl.DataFrame) -> pl.DataFrame:
    """A table each of whose rows is one record."""
    return table.with_columns(pl.col("row").cast(pl.Int64).alias(RECORD), pl.lit(None, pl.String).alias(UNDER))


Numbers = TypeVar("Numbers", pl.Expr, pl.Series)


def row_of(record: Numbers) -> Numbers:
    """The rows of records."""
    return record % RECORDS_APART
