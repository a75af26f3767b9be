"""Periods that follow each other without end, so that those that end within a span can be listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from indicators.period.arithmetic import Period, PeriodKind, day

REGULAR: tuple[PeriodKind, ...] = ("financial_year", "academic_year", "calendar_year", "quarter", "month")


def list_periods(kinds: Collection[PeriodKind], start: date, end: date) -> list[Period]:
    """Those of these kinds that end from ``start`` to ``end``, both included, by their days."""
    return sorted(period for kind in REGULAR if kind in kinds for period in _list_back(kind, start, end))


def _list_back(kind: PeriodKind, start: date, end: date) -> Iterator[Period]:
    period = day(end).latest(kind)
    while period.end >= start:
        yield period
        period = period.previous()
