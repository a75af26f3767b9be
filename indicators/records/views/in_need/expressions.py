"""Expressions that several views of the census use: within a period, open on a day, months later."""

from __future__ import annotations

from datetime import date

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.views.months_and_ages import whole_months_from


def within(day: pl.Expr, period: Period) -> pl.Expr:
    """Whether a day lies in the period; no for a day that is not given."""
    return day.is_between(pl.lit(period.start), pl.lit(period.end)).fill_null(False)


def in_half_year(day: pl.Expr, records: Records) -> pl.Expr:
    """Whether a day lies in the whole months to the period's last day, 1 October to 31 March: no day lies in two."""
    last = records.period.end
    first = whole_months_from(last, records.record_set.settings["list-months"])
    return day.is_between(pl.lit(first), pl.lit(last)).fill_null(False)


def open_on(start: pl.Expr, end: pl.Expr, day: date) -> pl.Expr:
    """Whether what began and may have ended was open at the end of a day: what ends on the day is not."""
    return (start <= day).fill_null(False) & (end.is_null() | (end > day))


def months_after(day: pl.Expr, months: int) -> pl.Expr:
    """The same day so many calendar months later; the last day of a month that has no such day."""
    return day.dt.offset_by(f"{months}mo")


def is_yes(records: Records, answer: pl.Expr) -> pl.Expr:
    """Whether a boolean of the census says yes, however it is spelled."""
    return (records.record_set.to_concept_code("yes-no", answer) == "yes").fill_null(False)
