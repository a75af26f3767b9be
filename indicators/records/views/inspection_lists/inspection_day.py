"""The day of the inspection lists, and which dates lie within so many months of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from indicators.records.views.months_and_ages import whole_months_from
from indicators.records.working_days import working_days


@dataclass(frozen=True)
class InspectionDay:
    """``half_year`` and ``year`` are the first days that still lie within; the day itself is the last."""

    day: date
    half_year: date
    year: date
    holidays: frozenset[date]

    def in_half_year(self, at: pl.Expr) -> pl.Expr:
        """Whether a date lies in the months that the lists reach back; a missing one does not."""
        return at.is_between(self.half_year, self.day).fill_null(value=False)

    def in_year(self, at: pl.Expr) -> pl.Expr:
        """Whether a date lies in the twelve months to the day; a missing one does not."""
        return at.is_between(self.year, self.day).fill_null(value=False)

    def has_come(self, at: pl.Expr) -> pl.Expr:
        """Whether a date is known and not after the day."""
        return (at <= self.day).fill_null(value=False)

    def days_since(self, at: pl.Expr) -> pl.Expr:
        """Calendar days from a date to the day; null where it is missing or yet to come."""
        return days_between(at, pl.lit(self.day))

    def working_days(self, start: pl.Expr, end: pl.Expr) -> pl.Expr:
        """Working days from the day after ``start`` to ``end``; null unless both are known and in order."""
        return working_days(start, end, self.holidays)


def build_inspection_day(end: date, settings: Mapping[str, Any], holidays: frozenset[date]) -> InspectionDay:
    """The day of the lists with the windows that the settings give it."""
    back = {name: whole_months_from(end, settings[name]) for name in ("list-months", "year-months")}
    return InspectionDay(end, back["list-months"], back["year-months"], holidays)


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Calendar days; null unless both dates are known and in order."""
    return pl.when(end >= start).then((end - start).dt.total_days()).cast(pl.Int64)


def after_months(start: pl.Expr, months: int) -> pl.Expr:
    """The same day so many calendar months later, or the last day of that month if it is shorter."""
    return start.dt.offset_by(f"{months}mo")
