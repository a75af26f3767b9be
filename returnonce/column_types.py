"""The types of columns that are read from the store."""

from __future__ import annotations

import polars as pl

#: An instant, to the microsecond, in UTC.
INSTANT = pl.Datetime("us", "UTC")
