"""Due dates: from a due rule, a period and a calendar to a deadline and its explanation in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from indicators.period.arithmetic import Period
from mappings.calendar.anchor_dates import Anchor, describe_snapshot, describe_start_day, find_anchor, find_start_day
from mappings.calendar.closures_and_terms import Term
from mappings.calendar.deadlines import Deadline, format_date, parse_hour
from mappings.calendar.due_rules import DueRule, Timetable
from mappings.calendar.event_kinds import NO_EVENT_KINDS, EventKinds, describe_event
from mappings.calendar.working_days import Calendar, add_months, add_working_days
from returnonce.errors import Refused


def compute_due_date(
    rule: DueRule,
    period: Period,
    calendar: Calendar,
    *,
    event: date | None = None,
    terms: Sequence[Term] = (),
    kinds: EventKinds = NO_EVENT_KINDS,
) -> Deadline:
    """When a return's window opens or closes for a period, with the explanation in words.

    Counting starts at the anchor, or at the day after it that the rule names. Months, days and working days are then
    added. Months from the last day of a month lead to the last day of a month. Working days count from the day after.
    A day that is no working day is moved as the rule says. There is no date, and the reason, without an anchor day.
    ``kinds``: of events, for a rule that counts from one.
    Raises ``Refused`` outside the table of bank holidays, and for a text that is no hour.
    """
    at = _parse_hour(rule.at)
    anchor = find_anchor(rule, period, event=event, terms=terms, kinds=kinds)
    if anchor.day is None:
        explanation = f"{_describe_steps(rule)} {anchor.label}; there is no date until {anchor.missing}."
        return Deadline(None, at, explanation, rule.assumed)
    count = _count_days(rule, anchor.day, calendar)
    day = _move_to_working_day(rule, count.reached, calendar)
    return Deadline(day, at, _explain(rule, anchor, count, day, calendar), rule.assumed)


def describe_rule(rule: DueRule, kinds: EventKinds = NO_EVENT_KINDS) -> str:
    """The rule alone in words: ``10 working days after the period ends``."""
    anchor = {
        "period_end": "the period ends", "period_start": "the period begins",
        "term_start": f"the {f'{rule.term} ' if rule.term else ''}term begins",
        "term_end": f"the {f'{rule.term} ' if rule.term else ''}term ends",
        "event": describe_event(kinds, rule.event), "snapshot": describe_snapshot(rule),
    }[rule.anchor]  # fmt: skip
    described_steps = _describe_steps(rule)
    return f"{'The day' if described_steps == 'On' else described_steps} {anchor}"


def find_timetable_faults(timetable: Timetable, kinds: EventKinds) -> Iterator[tuple[str, str]]:
    """Faults that would leave a date unknown, each with its mend: a wrong hour, an event of no known kind."""
    for name, rule in (("opens", timetable.opens), ("due", timetable.due), ("refresh", timetable.refresh)):
        if rule is None:
            continue
        if rule.event is not None and rule.event not in kinds:
            yield f"{name}: there is no kind of event '{rule.event}'.", f"Kinds are: {', '.join(kinds)}."
        try:
            _parse_hour(rule.at)
        except Refused as refused:
            yield f"{name}: {refused.what}", refused.mend or ""


def describe_skipped_days(first: date, last: date, calendar: Calendar) -> str:
    """``, leaving out weekends and Good Friday (2 April)``: what a count of working days between two days skips, and
    which weekends or holidays it counts."""
    early, late = sorted((first, last))
    holidays = [f"{name} ({day.day} {day:%B})" for day, name in calendar.holidays_between(early, late)]
    opened_days = [f"{day:%A} {day.day} {day:%B}" for day in calendar.opened_days_between(early, late)]
    exception = (
        f", but counting {_join_names(opened_days)}, which {'is' if len(opened_days) == 1 else 'are'} worked"
        if opened_days
        else ""
    )
    return f", leaving out {_join_names(['weekends', *holidays])}{exception}"


def _join_names(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def describe_beyond_table(day: date, calendar: Calendar) -> str:
    """A sentence of warning for a day after the table's last year, else an empty text."""
    if not calendar.is_beyond_table(day):
        return ""
    return f" Bank holidays after {calendar.last_year} are worked out by a library, not yet proclaimed."


def _explain(rule: DueRule, anchor: Anchor, count: _DayCount, day: date, calendar: Calendar) -> str:
    reached_day = f": {format_date(count.reached)}{count.skipped}" if count.reached != count.start else ""
    move = f"; {_describe_move(count.reached, day, calendar)}" if day != count.reached else ""
    rests_on_table = bool(rule.working_days) or rule.roll != "none" or rule.last_working_day_of
    warning = describe_beyond_table(max(count.start, day), calendar) if rests_on_table else ""
    return f"{_describe_steps(rule)} {format_date(count.start)}, {anchor.label}{reached_day}{move}.{warning}"


def _parse_hour(text: str) -> time:
    try:
        return parse_hour(text)
    except ValueError:
        raise Refused(f"'{text}' is not an hour of the day.", where="due: at", mend="Write it as 17:00.") from None


class _DayCount(NamedTuple):
    """From the anchor's day to the day reached, and in words which days the count skipped."""

    start: date
    reached: date
    skipped: str


def _count_days(rule: DueRule, anchor: date, calendar: Calendar) -> _DayCount:
    start = add_months(find_start_day(rule, anchor, calendar), rule.months or 0) + timedelta(days=rule.days or 0)
    reached = add_working_days(start, rule.working_days or 0, calendar)
    skipped = describe_skipped_days(start, reached, calendar) if rule.working_days else ""
    return _DayCount(anchor, reached, skipped)


def _move_to_working_day(rule: DueRule, day: date, calendar: Calendar) -> date:
    if rule.roll == "none" or calendar.is_working(day):
        return day
    return add_working_days(day, 1 if rule.roll == "next" else -1, calendar)


def _describe_steps(rule: DueRule) -> str:
    """``3 working days after``, ``The first 31 May after``, or both, or ``On``."""
    steps = " ".join(part for part in (_describe_offset(rule), describe_start_day(rule)) if part) or "on"
    return steps[0].upper() + steps[1:]


def _describe_offset(rule: DueRule) -> str:
    steps = ((rule.months, "month"), (rule.days, "day"), (rule.working_days, "working day"))
    described_steps = [
        f"{abs(n)} {unit}{'' if abs(n) == 1 else 's'} {'before' if n < 0 else 'after'}" for n, unit in steps if n
    ]
    # Nearest to the anchor is counted first, so it is said last; the same direction is said once.
    sides = {text.rsplit(" ", 1)[1] for text in described_steps}
    if len(sides) != 1:
        return " ".join(reversed(described_steps))
    return f"{' and '.join(text.rsplit(' ', 1)[0] for text in described_steps)} {sides.pop()}"


def _describe_move(reached: date, day: date, calendar: Calendar) -> str:
    direction = "on" if day > reached else "back"
    why = calendar.closure_reason(reached)
    reason = "" if why == f"{reached:%A}" else f" ({why})"
    return f"nobody works that day{reason}, so it moves {direction} to {format_date(day)}"
