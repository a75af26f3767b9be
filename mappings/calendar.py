"""When a return falls due: a rule, a period and the bank holidays make a day, and say how."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import Path

from indicators.periods import Period
from mappings.definitions import DueRule
from returnonce.errors import Refused

CALENDARS = Path(__file__).parent / "calendars"
ENGLAND = "england-bank-holidays.csv"
ZONE = "Europe/London"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The weekdays of some years on which nobody works, by name."""

    days: Mapping[date, str]
    first_year: int
    last_year: int

    def why_not(self, day: date) -> str | None:
        """Why nobody works on a day (``Saturday``, ``Good Friday``); None on a working day.

        Raises ``Refused`` for a day outside the table.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise Refused(
                f"{in_words(day)} lies outside the table of bank holidays, {self.first_year} to {self.last_year}.",
                mend="Add the bank holidays of that year to the calendar.",
            )
        return f"{day:%A}" if day.weekday() >= 5 else self.days.get(day)

    def is_working(self, day: date) -> bool:
        """True on a day that is neither weekend nor bank holiday."""
        return self.why_not(day) is None


@dataclass(frozen=True)
class Due:
    """A deadline in local time. No date: it is counted from an event that has not been given."""

    date: date | None
    at: time
    explanation: str
    assumed: bool
    zone: str = ZONE


@lru_cache(maxsize=8)
def load_calendar(folder: Path = CALENDARS) -> Calendar:
    """Read England's bank holidays from a folder (``date,name,source``; ISO dates).

    Raises ``Refused`` naming file and row for a date that is not one, a nameless day, or one given twice.
    """
    path = folder / ENGLAND
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("The table of bank holidays cannot be read.", where=ENGLAND, mend="Put it there.") from error
    days: dict[date, str] = {}
    for number, row in enumerate(rows, start=2):
        day, name = _holiday(row, f"{path.name} row {number}")
        if days.setdefault(day, name) != name:
            raise Refused(f"{day} is given twice.", where=f"{path.name} row {number}", mend="Keep one of the rows.")
    if not days:
        raise Refused("The table of bank holidays is empty.", where=path.name, mend="Add its days.")
    return Calendar(days, min(days).year, max(days).year)


def due_date(rule: DueRule, period: Period, calendar: Calendar, *, event: date | None = None) -> Due:
    """When a return for a period falls due, and how that comes about in words.

    Months, then days, then working days are counted from the anchor. From the last day of a month,
    months lead to the last day of a month. Working days count from the day after. A day nobody works
    on is then moved as the rule says. Raises ``Refused`` outside the table of bank holidays, and for an
    hour that is none.
    """
    at = _hour(rule.at)
    if rule.anchor == "event" and event is None:
        said = f"{_offset(rule)} the event; there is no date until its day is known."
        return Due(None, at, said, rule.assumed)
    anchor, named = (event, "the event") if event and rule.anchor == "event" else (period.end, _end_of(period))
    reached = _counted(rule, anchor, calendar)
    day = _rolled(rule, reached, calendar)
    led_to = f": {in_words(reached)}{_left_out(rule, anchor, reached, calendar)}" if reached != anchor else ""
    said = f"{_offset(rule)} {in_words(anchor)}, {named}{led_to}"
    moved = f"; {_moved(reached, day, calendar)}" if day != reached else ""
    return Due(day, at, f"{said}{moved}.", rule.assumed)


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The working day that is so many after a day (before it, if negative); 0 is the day itself."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def add_months(day: date, count: int) -> date:
    """So many months later; the last day of a month leads to the last day of a month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def in_words(day: date) -> str:
    """``Friday 16 April 2010``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Refused(f"'{text}' is not an hour of the day.", where="due: at", mend="Write it as 17:00.") from None


def _holiday(row: Mapping[str, str | None], where: str) -> tuple[date, str]:
    try:
        day, name = date.fromisoformat(row.get("date") or ""), (row.get("name") or "").strip()
    except ValueError:
        raise Refused(
            f"column date: '{row.get('date')}' is not a date.", where=where, mend="Write it as 2010-04-02."
        ) from None
    if not name:
        raise Refused("column name: the day has no name.", where=where, mend="Name the holiday.")
    return day, name


def _counted(rule: DueRule, anchor: date, calendar: Calendar) -> date:
    day = add_months(anchor, rule.months or 0) + timedelta(days=rule.days or 0)
    return add_working_days(day, rule.working_days or 0, calendar)


def _rolled(rule: DueRule, day: date, calendar: Calendar) -> date:
    if rule.roll == "none" or calendar.is_working(day):
        return day
    return add_working_days(day, 1 if rule.roll == "next" else -1, calendar)


def _offset(rule: DueRule) -> str:
    steps = ((rule.months, "month"), (rule.days, "day"), (rule.working_days, "working day"))
    named = [f"{abs(n)} {what}{'' if abs(n) == 1 else 's'}" for n, what in steps if n]
    before = any((n or 0) < 0 for n, _ in steps)
    return f"{' and '.join(named)} {'before' if before else 'after'}" if named else "On"


def _end_of(period: Period) -> str:
    return "the day itself" if period.kind == "day" else f"the end of {period.label()}"


def _left_out(rule: DueRule, anchor: date, reached: date, calendar: Calendar) -> str:
    if not rule.working_days:
        return ""
    first, last = sorted((anchor, reached))
    between = [d for d in sorted(calendar.days) if first < d < last]
    named = [f"{calendar.days[d]} ({d.day} {d:%B})" for d in between]
    return (
        f", leaving out {', '.join(['weekends', *named[:-1]])} and {named[-1]}" if named else ", leaving out weekends"
    )


def _moved(reached: date, day: date, calendar: Calendar) -> str:
    way = "on" if day > reached else "back"
    why = calendar.why_not(reached)
    reason = "" if why == f"{reached:%A}" else f" ({why})"
    return f"nobody works that day{reason}, so it moves {way} to {in_words(day)}"
