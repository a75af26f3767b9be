"""Anchor days: the day from which a due rule counts, and how an explanation names it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from indicators.period.arithmetic import Period
from mappings.calendar.closures_and_terms import Term
from mappings.calendar.due_rules import DayOfYear, DueRule, NthWeekday, Weekday
from mappings.calendar.event_kinds import EventKinds, describe_event
from mappings.calendar.working_days import Calendar, add_working_days

ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
#: Any year will do to name a month.
_MONTHS = {number: f"{date(2000, number, 1):%B}" for number in range(1, 13)}


@dataclass(frozen=True)
class Anchor:
    """An anchor day and its name in words. Without a day, ``missing`` says what has to be known first."""

    day: date | None
    label: str
    missing: str = ""


def find_anchor(
    rule: DueRule, period: Period, *, event: date | None, terms: Sequence[Term], kinds: EventKinds
) -> Anchor:
    """The day that a rule counts from, for a period."""
    match rule.anchor:
        case "event":
            return Anchor(event, describe_event(kinds, rule.event), "its day is known")
        case "snapshot":
            return _snapshot(rule, period)
        case "term_start" | "term_end":
            return _term(rule, period, terms)
        case "period_start":
            return Anchor(period.start, _edge_label("start", period))
        case "period_end":
            return Anchor(period.end, _edge_label("end", period))


def find_start_day(rule: DueRule, anchor: date, calendar: Calendar) -> date:
    """The first day after the anchor that the rule names, such as 31 May; the anchor itself where it names none."""
    if rule.last_working_day_of is not None:
        return _first_after(anchor, lambda year: _last_working_day(year, rule.last_working_day_of or 1, calendar))
    day_rule = rule.on or rule.nth
    return anchor if day_rule is None else _first_after(anchor, lambda year: _in_year(day_rule, year))


def describe_start_day(rule: DueRule) -> str:
    """``the first 31 May after``; empty where the rule names no such day."""
    if rule.last_working_day_of is not None:
        return f"the last working day of {_MONTHS[rule.last_working_day_of]} next after"
    day_rule = rule.on or rule.nth
    if day_rule is None:
        return ""
    return (
        f"the first {_describe_day_rule(day_rule)} after"
        if isinstance(day_rule, DayOfYear)
        else f"the {_describe_day_rule(day_rule)} next after"
    )


def describe_snapshot(rule: DueRule) -> str:
    """``the snapshot day (31 March)``; empty where the rule has none."""
    return f"the snapshot day ({_describe_day_rule(rule.snapshot)})" if rule.snapshot else ""


def _snapshot(rule: DueRule, period: Period) -> Anchor:
    day_rule = rule.snapshot
    assert day_rule is not None  # the definition sees to it
    day = _first_after(period.start - timedelta(days=1), lambda year: _in_year(day_rule, year))
    label = f"{describe_snapshot(rule)} of {period.label()}"
    return Anchor(day, label) if day <= period.end else Anchor(None, label, "a period that holds such a day is given")


def _term(rule: DueRule, period: Period, terms: Sequence[Term]) -> Anchor:
    """The first term that begins within the period, or the last that ends in it; of a name, if given."""
    starts = rule.anchor == "term_start"
    label = f"the {'start' if starts else 'end'} of {f'the {rule.term} term' if rule.term else 'term'}"
    days = sorted(term.first if starts else term.last for term in terms if rule.term in {None, term.name})
    within = [day for day in days if period.start <= day <= period.end]
    if not within:
        return Anchor(None, f"{label} in {period.label()}", "the place's terms.tsv has it")
    return Anchor(within[0 if starts else -1], f"{label} in {period.label()}")


def _edge_label(edge: str, period: Period) -> str:
    return "the day itself" if period.kind == "day" else f"the {edge} of {period.label()}"


def _first_after(anchor: date, in_year: Callable[[int], date]) -> date:
    """The first of each year's days that comes after the anchor."""
    days = (in_year(year) for year in range(anchor.year, anchor.year + 3))
    return next(day for day in days if day > anchor)


def _in_year(day_rule: DayOfYear | NthWeekday, year: int) -> date:
    last = _last_day(year, day_rule.month)
    if isinstance(day_rule, DayOfYear):
        return min(date(year, day_rule.month, 1) + timedelta(days=day_rule.day - 1), last)
    weekday = get_args(Weekday).index(day_rule.weekday)
    if day_rule.n == -1:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, day_rule.month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (day_rule.n - 1))


def _last_working_day(year: int, month: int, calendar: Calendar) -> date:
    last = _last_day(year, month)
    return last if calendar.is_working(last) else add_working_days(last, -1, calendar)


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _describe_day_rule(day_rule: DayOfYear | NthWeekday) -> str:
    if isinstance(day_rule, DayOfYear):
        return f"{day_rule.day} {_MONTHS[day_rule.month]}"
    return f"{ORDINALS[day_rule.n]} {day_rule.weekday.title()} of {_MONTHS[day_rule.month]}"
