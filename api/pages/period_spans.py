"""The span of periods that a page shows: around now, or one period such as a financial year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from indicators.period.codes import Period, financial_year, parse_period

#: The schedule opens on the periods that ended in the year before today, or end in the quarter after it.
BEFORE, AFTER = timedelta(days=366), timedelta(days=92)
NOW = "now"


@dataclass(frozen=True)
class Span:
    """The periods that end within some days, both included. ``code`` is what an address says of it."""

    code: str
    label: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def span_now(today: date) -> Span:
    """The span around today."""
    return Span(NOW, "Around now", today - BEFORE, today + AFTER)


def span_of(code: str, today: date) -> Span:
    """A span as an address names it: ``now``, or a period such as ``FY2009-10``.

    Raises:
        Refused: it is neither.
    """
    if code in {"", NOW}:
        return span_now(today)
    period = parse_period(code)
    return Span(period.code, period.label(), period.start, period.end)


def span_for(period: Period, today: date) -> Span:
    """The span in which a period's collections are shown: now, else the financial year in which it ends."""
    now = span_now(today)
    if now.holds(period.end):
        return now
    return span_of(financial_year_of(period.end), today)


def financial_year_of(day: date) -> str:
    """``FY2026-27``."""
    return financial_year(day.year if day.month >= 4 else day.year - 1).code
