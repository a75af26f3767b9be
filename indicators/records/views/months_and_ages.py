"""Months back from a day, and ages, as the return counts them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import polars as pl

ONE_DAY = timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where there is no such day.

    Whoever began on it or earlier has reached that many months on ``day``, as an age is reached on a birthday.
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def whole_months_from(day: date, months: int) -> date:
    """First day of the so many months that end with ``day``: 1 April, of the year to 31 March."""
    return months_before(day + ONE_DAY, months)


def age_on(born: date, day: date) -> int:
    """Whole years on a day, by birthday. Who was born on 29 February has it on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_on_expr(birth: pl.Expr, at: date | pl.Expr) -> pl.Expr:
    """The polars twin of :func:`age_on`."""
    day = pl.lit(at) if isinstance(at, date) else at
    to_come = _day_of_year(birth) > _day_of_year(day)
    return (day.dt.year() - birth.dt.year() - to_come.cast(pl.Int32)).cast(pl.Int64)


def _day_of_year(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int64) * 100 + day.dt.day()
