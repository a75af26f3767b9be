"""Dates, states and numbers as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from indicators.period.arithmetic import Period
from returnonce.clock import LONDON
from returnonce.count_text import format_days_from_today
from returnonce.numbers import MICRO, format_shortest, round_half_up

#: State of a collection: what is said, the colour of its tag, and its place in an order of urgency.
STATES: Mapping[str, tuple[str, str, int]] = {
    "late": ("Late", "red", 0),
    "needs_fixing": ("Needs fixing", "orange", 1),
    "part_received": ("Part received", "yellow", 2),
    "not_started": ("Not started", "blue", 3),
    "not_yet_open": ("Not yet open", "grey", 4),
    "received_late": ("Received late", "purple", 5),
    "received": ("Received", "green", 6),
    "nothing_owed": ("Nothing owed", "grey", 7),
}
#: In these nothing more is waited for.
SETTLED = frozenset({"received", "received_late", "nothing_owed"})
PREDICATES = {
    "exactMatch": "the same measure",
    "closeMatch": "a close measure",
    "broadMatch": "a broader measure",
    "narrowMatch": "a narrower measure",
    "relatedMatch": "a related measure",
}
SYMBOLS = {
    "confidential": "Confidential: withheld so that nobody can be recognised",
    "not_applicable": "Not applicable",
    "not_available": "Not available",
    "rounds_to_zero": "Low: rounds to zero, and is not zero",
    "unreliable": "Too unreliable to be shown",
}
#: Who publishes the figures that ``mappings/sources`` reads; a publisher of a place's own source has only its code.
PUBLISHERS = {"dfe": "Department for Education", "ons": "Office for National Statistics"}

#: Where a proposal stands: what is said, and the colour of its tag.
PROPOSAL_STATES: Mapping[str, tuple[str, str]] = {
    "proposed": ("Waits for approval", "yellow"),
    "approved": ("Approved", "blue"),
    "signed_off": ("Signed off", "blue"),
    "sent_back": ("Sent back", "red"),
    "superseded": ("Replaced", "grey"),
    "published": ("Published", "green"),
}


def day_words(day: date) -> str:
    """``Friday 27 November 2026``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def date_words(day: date) -> str:
    """``27 November 2026``."""
    return f"{day.day} {day:%B} {day.year}"


def hour_words(at: time | str | None) -> str:
    """``5pm``, ``9:30am``, ``midday``, ``11:59pm``."""
    if at is None:
        return ""
    hour = time.fromisoformat(at) if isinstance(at, str) else at
    if (hour.hour, hour.minute) in {(0, 0), (12, 0)}:
        return "midday" if hour.hour else "midnight"
    minutes = f":{hour.minute:02}" if hour.minute else ""
    return f"{hour.hour % 12 or 12}{minutes}{'am' if hour.hour < 12 else 'pm'}"


#: Of a return whose due day no source gives.
NO_DAY = "When is not established"


def due_words(day: date | None, at: time | str | None, days: int | None, *, settled: bool = False) -> str:
    """``Friday 27 November 2026, 5pm (in 6 days)``; without the days once nothing more is waited for."""
    if day is None:
        return "No date yet: it is counted from an event"
    hour = f", {hour_words(at)}" if at is not None else ""
    left = f" ({format_days_from_today(days)})" if days is not None and not settled else ""
    return f"{day_words(day)}{hour}{left}"


def instant_words(instant: datetime) -> str:
    """``Friday 20 November 2026, midday`` as London's clocks showed it, to the minute."""
    local = instant.astimezone(LONDON)
    return f"{day_words(local.date())}, {hour_words(local.time())}"


def clock_words(instant: datetime) -> str:
    """``3:05pm`` as London's clocks will show it."""
    return hour_words(instant.astimezone(LONDON).time())


def number_words(micro: int | None) -> str:
    """Millionths as exact text with thousands parted: ``1,234.5``."""
    if micro is None:
        return ""
    whole, point, rest = format_shortest(micro).partition(".")
    sign = "\u2212" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{rest}"


def round_to(value_micro: int, decimals: int | None) -> int:
    """Millionths rounded half away from zero to so many decimals, one where the line does not say."""
    step = MICRO // 10 ** min(6, 1 if decimals is None else decimals)
    return int(round_half_up(value_micro, step) * step)


def figure_words(row: Mapping[str, Any], mark: str = "") -> str:
    """A figure with its parts, or the symbol that stands for it, in words; ``mark`` follows its value."""
    numerator, denominator, value = (number_words(row.get(name)) for name in ("numerator", "denominator", "value"))
    parts = f"{numerator} of {denominator}" if numerator and denominator else ""
    if value:
        return f"{value}{mark} ({parts})" if parts else f"{value}{mark}"
    symbol = str(row.get("symbol") or "not_available")
    return parts or SYMBOLS.get(symbol, symbol)


def period_words(period: Period) -> str:
    """``2009-10``, ``academic year 2009-10``, ``April to June 2010``: a plain year is a financial one."""
    label = period.label()
    return label.removesuffix(" (financial year)")


def title_with_period(title: str, period: Period) -> str:
    """A return's title with the period, unless the title ends in it: ``National Indicator Set, 2009-10``."""
    words = period_words(period)
    return title if title.endswith(words) else f"{title}: {words}"


def line_words(line: str, titles: Mapping[str, str]) -> str:
    """A line as the plan names it, ``national-indicators NI 117``, in words: ``NI 117 of National Indicator Set``."""
    code, _, name = line.partition(" ")
    return f"{name} of {titles.get(code, code)}" if name else titles.get(code, code)
