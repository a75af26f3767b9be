"""Working days between two dates, for whole columns at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl


def working_days(start: pl.Expr, end: pl.Expr, holidays: Iterable[date]) -> pl.Expr:
    """Working days from one date to another (Int64): 0 on the same day; null if either is missing or they are reversed.

    The first day is not counted and the last one is. What happens on a Saturday, a Sunday or a bank
    holiday counts as on the next working day, at both ends.
    """
    count = pl.business_day_count(start, end, holidays=sorted(holidays)).cast(pl.Int64)
    return pl.when(start <= end).then(count)
