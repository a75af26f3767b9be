"""Due dates: from a due rule, a period and a calendar to a deadline and its explanation in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from indicators.period.codes import Period
from mappings.calendar.anchor_dates import Anchor, anchor_of, chosen_day, chosen_words, snapshot_words
from mappings.calendar.closures_and_terms import Term
from mappings.calendar.due_rules import DueRule, Timetable
from mappings.calendar.event_kinds import describe_event, load_event_kinds
from mappings.calendar.working_days import Calendar, Due, add_months, add_working_days, in_words, parse_hour
from returnonce.errors import Refused


def due_date(
    rule: DueRule, period: Period, calendar: Calendar, *, event: date | None = None, terms: Sequence[Term] = ()
) -> Due:
    """When a return's window opens or closes for a period, with the explanation in words.

    Counting starts at the anchor, or at the day after it that the rule names. Months, days and working days are then
    added. Months from the last day of a month lead to the last day of a month. Working days count from the day after.
    A day that is no working day is moved as the rule says. There is no date, and the reason, without an anchor day.
    Raises ``Refused`` outside the table of bank holidays, and for a text that is no hour.
    """
    at = _hour(rule.at)
    anchor = anchor_of(rule, period, event=event, terms=terms)
    if anchor.day is None:
        said = f"{_led(rule)} {anchor.named}; there is no date until {anchor.missing}."
        return Due(None, at, said, rule.assumed)
    reached, left_out = _counted(rule, anchor.day, calendar)
    day = _rolled(rule, reached, calendar)
    return Due(day, at, _said(rule, anchor, anchor.day, reached, left_out, day, calendar), rule.assumed)


def rule_in_words(rule: DueRule) -> str:
    """The rule alone in words: ``10 working days after the period ends``."""
    anchor = {
        "period_end": "the period ends", "period_start": "the period begins",
        "term_start": f"the {f'{rule.term} ' if rule.term else ''}term begins",
        "term_end": f"the {f'{rule.term} ' if rule.term else ''}term ends",
        "event": describe_event(rule.event), "snapshot": snapshot_words(rule),
    }[rule.anchor]  # fmt: skip
    led = _led(rule)
    return f"{'The day' if led == 'On' else led} {anchor}"


def timetable_faults(timetable: Timetable) -> Iterator[tuple[str, str]]:
    """Faults that would leave a date unknown, each with its mend: a wrong hour, an event of no known kind."""
    kinds = load_event_kinds()
    for name, rule in (("opens", timetable.opens), ("due", timetable.due), ("refresh", timetable.refresh)):
        if rule is None:
            continue
        if rule.event is not None and rule.event not in kinds:
            yield f"{name}: there is no kind of event '{rule.event}'.", f"Kinds are: {', '.join(kinds)}."
        try:
            _hour(rule.at)
        except Refused as refused:
            yield f"{name}: {refused.what}", refused.mend or ""


def left_out(first: date, last: date, calendar: Calendar) -> str:
    """``, leaving out weekends and Good Friday (2 April)``: what a count of working days between two days skips, and
    which weekends or holidays it counts."""
    early, late = sorted((first, last))
    named = [f"{name} ({day.day} {day:%B})" for day, name in calendar.holidays_between(early, late)]
    worked = [f"{day:%A} {day.day} {day:%B}" for day in calendar.worked_between(early, late)]
    counted = f", but counting {_listed(worked)}, which {'is' if len(worked) == 1 else 'are'} worked" if worked else ""
    return f", leaving out {_listed(['weekends', *named])}{counted}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def told_ahead(day: date, calendar: Calendar) -> str:
    """A sentence of warning for a day after the table's last year, else an empty text."""
    if not calendar.is_ahead(day):
        return ""
    return f" Bank holidays after {calendar.last_year} are worked out by a library, not yet proclaimed."


def _said(
    rule: DueRule, anchor: Anchor, start: date, reached: date, left_out: str, day: date, calendar: Calendar
) -> str:
    led_to = f": {in_words(reached)}{left_out}" if reached != start else ""
    moved = f"; {_moved(reached, day, calendar)}" if day != reached else ""
    rests_on_table = bool(rule.working_days) or rule.roll != "none" or rule.last_working_day_of
    ahead = told_ahead(max(start, day), calendar) if rests_on_table else ""
    return f"{_led(rule)} {in_words(start)}, {anchor.named}{led_to}{moved}.{ahead}"


def _hour(text: str) -> time:
    try:
        return parse_hour(text)
    except ValueError:
        raise Refused(f"'{text}' is not an hour of the day.", where="due: at", mend="Write it as 17:00.") from None


def _counted(rule: DueRule, anchor: date, calendar: Calendar) -> tuple[date, str]:
    """The day reached, and in words which days the count skipped."""
    start = add_months(chosen_day(rule, anchor, calendar), rule.months or 0) + timedelta(days=rule.days or 0)
    reached = add_working_days(start, rule.working_days or 0, calendar)
    return reached, left_out(start, reached, calendar) if rule.working_days else ""


def _rolled(rule: DueRule, day: date, calendar: Calendar) -> date:
    if rule.roll == "none" or calendar.is_working(day):
        return day
    return add_working_days(day, 1 if rule.roll == "next" else -1, calendar)


def _led(rule: DueRule) -> str:
    """``3 working days after``, ``The first 31 May after``, or both, or ``On``."""
    steps = " ".join(part for part in (_offset(rule), chosen_words(rule)) if part) or "on"
    return steps[0].upper() + steps[1:]


def _offset(rule: DueRule) -> str:
    steps = ((rule.months, "month"), (rule.days, "day"), (rule.working_days, "working day"))
    named = [f"{abs(n)} {what}{'' if abs(n) == 1 else 's'} {'before' if n < 0 else 'after'}" for n, what in steps if n]
    # Nearest to the anchor is counted first, so it is said last; the same direction is said once.
    sides = {text.rsplit(" ", 1)[1] for text in named}
    if len(sides) != 1:
        return " ".join(reversed(named))
    return f"{' and '.join(text.rsplit(' ', 1)[0] for text in named)} {sides.pop()}"


def _moved(reached: date, day: date, calendar: Calendar) -> str:
    way = "on" if day > reached else "back"
    why = calendar.why_not(reached)
    reason = "" if why == f"{reached:%A}" else f" ({why})"
    return f"nobody works that day{reason}, so it moves {way} to {in_words(day)}"
