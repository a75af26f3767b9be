"""The state of a collection at an instant, and a one-line explanation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, get_args

from mappings.calendar.deadlines import format_date
from mappings.calendar.working_days import Calendar
from mappings.plan.scheduled_collections import is_scheduled_row
from returnonce.clock import LONDON
from returnonce.count_text import format_count

State = Literal[
    "not_yet_open", "not_started", "part_received", "needs_fixing", "received", "late", "received_late", "nothing_owed"
]
STATES: tuple[str, ...] = get_args(State)
Row = Mapping[str, Any]
NOBODY_ASKED = "Nobody is of record for it, so nobody is asked; name an agency in of_record.tsv."
NOBODY_SENDS = "No agency here makes it; name one of its role, or the council, in agencies.tsv."
WorkingDayCounter = Callable[[date, date], int]
A_YEAR = 366


def find_state(row: Row, now: datetime) -> State:
    """Work out the state from the clock and from what came; it is never stored. ``now >= deadline`` is late."""
    if not row["owed"]:
        return "nothing_owed"
    done, deadline = row["completed_at"], row["deadline"]
    if done is not None:
        return "received_late" if deadline is not None and done >= deadline else "received"
    if deadline is not None and now >= deadline:
        return "late"
    if _is_last_refused(row):
        return "needs_fixing"
    if row["accepted"]:
        return "part_received"
    return "not_yet_open" if row["opens"] is not None and _london_day(now) < row["opens"] else "not_started"


def _is_last_refused(row: Row) -> bool:
    refused, accepted = row["refused_at"], row["accepted_at"]
    return refused is not None and (accepted is None or refused > accepted)


@lru_cache(maxsize=4096)
def _london_day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()


def count_days_left(row: Row, now: datetime) -> int | None:
    """Calendar days to the day it is due, negative after it."""
    due: date | None = row["due"]
    return None if due is None else (due - _london_day(now)).days


def count_days_late(row: Row, state: str, now: datetime) -> int | None:
    """Calendar days from the day it was due to the day it was complete, or to now; 0 on that day itself."""
    if state not in {"late", "received_late"}:
        return None
    due: date = row["due"]
    return (_london_day(row["completed_at"] or now) - due).days


def explain_state(row: Row, state: str, now: datetime, working: WorkingDayCounter) -> str:
    """Explain the state in one line."""
    explanation = _EXPLAIN_BY_STATE[state](row, now, working)
    return f"{explanation}{_explain_details(row, state)}"


def _explain_nothing_owed(row: Row, _now: datetime, _working: WorkingDayCounter) -> str:
    given_count = row["given_by_others"]
    if not given_count:
        return "Nothing is asked for."
    return f"{_format_all_figures(given_count)} given by {_format_givers(row)}."


def _format_all_figures(count: int) -> str:
    return "The only figure was" if count == 1 else f"All {count} figures were"


def _format_givers(row: Row) -> str:
    return " and ".join(row["given_by"] or ["others"])


def _explain_received(row: Row, _now: datetime, _working: WorkingDayCounter) -> str:
    if is_scheduled_row(row):
        timing = ", in time" if row["deadline"] is not None else ""
        return f"It was sent on {format_instant(row['completed_at'])}{timing}."
    is_early = row["opens"] is not None and _london_day(row["completed_at"]) < row["opens"]
    timing = "before it opened" if is_early else "in time"
    return f"{_format_whole(row)} came by {format_instant(row['completed_at'])}, {timing}."


def _explain_received_late(row: Row, _now: datetime, working: WorkingDayCounter) -> str:
    lateness = describe_lateness(row["due"], row["completed_at"], working)
    what = "It was sent" if is_scheduled_row(row) else "The last of it came"
    return f"{what} on {format_instant(row['completed_at'])}, {lateness}."


def _explain_late(row: Row, now: datetime, working: WorkingDayCounter) -> str:
    due = f"{format_instant(row['deadline'])}{' (an assumed date)' if row['assumed'] else ''}"
    return f"It was due on {due}, and is {describe_lateness(row['due'], now, working)}; {_format_progress(row)}."


def _explain_needs_fixing(row: Row, _now: datetime, _working: WorkingDayCounter) -> str:
    return (
        f"The upload of {format_instant(row['refused_at'])} was refused and is to be mended; {_format_progress(row)}."
    )


def _explain_part_received(row: Row, _now: datetime, _working: WorkingDayCounter) -> str:
    return f"{_format_progress(row).capitalize()}."


def _explain_not_started(row: Row, _now: datetime, _working: WorkingDayCounter) -> str:
    if is_scheduled_row(row):
        return "It has not been sent, as far as is known here."
    if row["withdrawn_at"] is not None:
        return f"What came was withdrawn on {format_instant(row['withdrawn_at'])}; nothing stands."
    return "Nothing has come."


def _explain_not_yet_open(row: Row, _now: datetime, _working: WorkingDayCounter) -> str:
    return f"It opens on {format_date(row['opens'])}."


_EXPLAIN_BY_STATE = {
    "nothing_owed": _explain_nothing_owed,
    "received": _explain_received,
    "received_late": _explain_received_late,
    "late": _explain_late,
    "needs_fixing": _explain_needs_fixing,
    "part_received": _explain_part_received,
    "not_started": _explain_not_started,
    "not_yet_open": _explain_not_yet_open,
}


def _format_whole(row: Row) -> str:
    if row["record_set"]:
        return "The records"
    return "The figure" if row["owed"] == 1 else f"All {row['owed']} figures"


def _format_progress(row: Row) -> str:
    if is_scheduled_row(row):
        return "it has not been sent, as far as is known here"
    if row["record_set"]:
        return "no records stand" if row["received"] else "no records have come"
    if not row["accepted"]:
        return "nothing has come" if not row["received"] else "nothing that came stands"
    return f"{row['accepted']} of {format_count(row['owed'], 'figure')} came"


def _explain_details(row: Row, state: str) -> str:
    """Further sentences for an officer; each begins with a space."""
    sentences = []
    if row["agency"] is None and row["completed_at"] is None and row["owed"]:
        sentences.append(NOBODY_SENDS if is_scheduled_row(row) else NOBODY_ASKED)
    if state != "nothing_owed" and row["given_by_others"]:
        sentences.append(f"{row['given_by_others']} more given by {_format_givers(row)}.")
    if row["not_available"]:
        sentences.append(f"{row['not_available']} said to be not available.")
    if row["to_confirm"]:
        sentences.append(f"{row['to_confirm']} to be confirmed before the next use.")
    if state != "needs_fixing" and _is_last_refused(row):
        sentences.append(f"An upload of {format_instant(row['refused_at'])} was refused.")
    return "".join(f" {sentence}" for sentence in sentences)


@lru_cache(maxsize=4096)
def format_instant(instant: datetime) -> str:
    """``Friday 27 November 2026, 5pm``, in London."""
    local = instant.astimezone(LONDON)
    return f"{format_date(local.date())}, {format_hour(local.time())}"


def format_days_late(days: int) -> str:
    """``3 days``; ``less than a day``."""
    return format_count(days, "day") if days else "less than a day"


def format_hour(at: time) -> str:
    """``5pm``, ``9:30am``, ``5:00:01pm``."""
    minutes = f":{at:%M:%S}" if at.second else f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def describe_lateness(due: date, until: datetime, working: WorkingDayCounter) -> str:
    """``3 days late (1 working day)``; on the day itself ``late by less than a day``.

    Beyond a year working days are not counted.
    """
    days = (_london_day(until) - due).days
    if not days:
        return "late by less than a day"
    if days > A_YEAR:
        return f"{format_count(days, 'day')} late"
    worked = working(due, _london_day(until))
    return f"{format_count(days, 'day')} late ({format_count(worked, 'working day') if worked else 'no working day'})"


def make_working_day_counter(calendar: Calendar) -> WorkingDayCounter:
    """A cached function that counts working days after one day up to another."""

    @cache
    def count(after: date, until: date) -> int:
        return sum(calendar.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    return count
