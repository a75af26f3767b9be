"""The span of periods that a page shows: around now, or one period such as a financial year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from indicators.period import arithmetic
from indicators.period.arithmetic import Period
from indicators.period.printed import read_period

#: The schedule opens on the periods that ended in the year before today, or end in the quarter after it.
BEFORE, AFTER = timedelta(days=366), timedelta(days=92)
NOW = "now"


@dataclass(frozen=True)
class PeriodSpan:
    """The periods that end within some days, both included. ``code`` is what an address says of it."""

    code: str
    label: str
    start: date
    end: date

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end


def current_span(today: date) -> PeriodSpan:
    """The span around today."""
    return PeriodSpan(NOW, "Around now", today - BEFORE, today + AFTER)


def parse_span(code: str, today: date) -> PeriodSpan:
    """A span as an address names it: ``now``, or a period such as ``FY2009-10``.

    Raises:
        Refused: it is neither.
    """
    if code in {"", NOW}:
        return current_span(today)
    period = read_period(code)
    return PeriodSpan(period.code, period.label(), period.start, period.end)


def span_of_period(period: Period, today: date) -> PeriodSpan:
    """The span in which a period's collections are shown: now, else the financial year in which it ends."""
    now = current_span(today)
    if now.contains(period.end):
        return now
    return parse_span(financial_year_of(period.end), today)


def financial_year_of(day: date) -> str:
    """``FY2026-27``."""
    return arithmetic.financial_year_of(day).code
