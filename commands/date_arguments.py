"""Dates as they are typed: one day, or a span that is this financial year unless told otherwise."""

from __future__ import annotations

from datetime import date

from indicators.period.arithmetic import financial_year
from returnonce.clock import Clock, today
from returnonce.errors import WrongUsage


def parse_day(text: str, where: str) -> date:
    """A day. Raises ``WrongUsage`` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"{text!r} is not a date.", where=where, mend="Write it like 2010-03-31.") from error


def parse_span(clock: Clock, start: str | None, end: str | None) -> tuple[date, date]:
    """First and last day. Raises ``WrongUsage`` for what is no day, and for a span that ends before it begins."""
    now = today(clock)
    year = financial_year(now.year if now.month >= 4 else now.year - 1)
    first = parse_day(start, "--from") if start else year.start
    last = parse_day(end, "--to") if end else year.end
    if first > last:
        raise WrongUsage(f"{first} is after {last}.", where="--from", mend="Give the earlier day first.")
    return first, last
