"""Records events that begin obligations, such as the notice of an inspection, or ends them. None is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, select

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.calendar.due_rules import Timetable
from mappings.calendar.event_kinds import EventKinds, find_event_kind
from mappings.calendar.working_days import add_months
from mappings.obligations.event_ledger import Event, read_events
from mappings.obligations.lookups import check_place_makes, find_place, find_timetable
from mappings.obligations.models import ObligationEventEndRow, ObligationEventRow
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.clock import today
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound, Refused

#: No event is recorded further ahead.
FURTHEST_MONTHS = 24


@dataclass(frozen=True)
class EventReport:
    """What somebody says has happened, or will. ``kind``: by default that of the return's own rule."""

    place: str
    return_code: str
    area: str
    period: str
    day: date
    note: str = ""
    kind: str | None = None


def record_event(context: AppContext, report: EventReport, *, by: str = "not said") -> Event:
    """Record that something happened, or will, on a day.

    Raises:
        NotFound: no such place, return or kind of event.
        Refused: the place does not make the return for that area, there is no rule for such an event, or the day
            is years ahead.
        Conflict: it is recorded already.
    """
    key = _check_report(context.ruleset, report)
    _check_not_too_far(report.day, today(context.clock))
    with transaction(context.engine) as session:
        name = _find_free_name(session, key)
        row = ObligationEventRow(
            name=name, **key._asdict(), note=report.note, recorded_by=by, recorded_at=context.clock.now()
        )
        session.add(row)
        details = {"return": key.return_code, "kind": key.kind, "place": key.place, "area": key.area}
        details |= {"period": key.period, "day": str(key.day)}
        audit.record(session, context.clock, act="record event", subject=name, details=details)
        return _make_event(row)


class _EventKey(NamedTuple):
    """What no two events that count have in common."""

    place: str
    return_code: str
    area: str
    period: str
    day: date
    kind: str


def _check_report(ruleset: Ruleset, report: EventReport) -> _EventKey:
    place, period = find_place(ruleset, report.place), parse_period(report.period)
    timetable = find_timetable(ruleset, report.return_code, period, place)
    kind = _begins(timetable, report.kind or (timetable.due.event if timetable.due else None), ruleset.event_kinds)
    check_place_makes(place, report.return_code, report.area, period)
    _check_day(report.day, period)
    return _EventKey(place.name, report.return_code, report.area, period.code, report.day, kind)


def cancel_event(context: AppContext, name: str, *, reason: str, by: str = "not said") -> Event:
    """End an event that did not take place or was recorded by mistake; obligations that it began are no longer owed.

    Raises:
        NotFound: no event of that name.
        Conflict: it has been ended already.
        Refused: no reason is given.
    """
    if not reason.strip():
        raise Refused("No reason is given.", where="--reason", mend="Say why the event no longer counts.")
    with transaction(context.engine) as session:
        row = session.exec(select(ObligationEventRow).where(ObligationEventRow.name == name)).first()
        if row is None:
            raise NotFound(f"There is no event '{name}'.", mend="The list of events names them.")
        if session.get(ObligationEventEndRow, row.id) is not None:
            raise Conflict(f"The event '{name}' has been ended already.", mend="Record it anew if it counts after all.")
        session.add(ObligationEventEndRow(event=row.id or 0, at=context.clock.now(), by=by, reason=reason.strip()))
        audit.record(session, context.clock, act="cancel event", subject=name, details={"return": row.return_code})
        return _make_event(row)


def _begins(timetable: Timetable, kind: str | None, kinds: EventKinds) -> str:
    """The kind of event, if one of that kind begins the return."""
    code = timetable.return_code
    if kind is None:
        raise Refused(f"{code} does not begin with an event.", where="--kind", mend="Say what kind of event it is.")
    due = timetable.due
    has_own_rule = due is not None and due.anchor == "event" and due.event in {None, kind}
    if find_event_kind(kinds, kind).due is None and not has_own_rule:
        message = f"Neither {code} nor the kind {kind} has a rule for when it falls due."
        raise Refused(message, where="--kind", mend="Add a due rule to mappings/schedule/event_kinds.yaml.")
    return kind


def _check_day(day: date, period: Period) -> None:
    if day < period.start:
        raise Refused(f"{day} is before {period.label()} begins.", where="--on", mend="Correct the day or the period.")


def _check_not_too_far(day: date, now: date) -> None:
    """Refuse a mistyped year: it would put a date, and every plan with it, beyond the calendars."""
    if day > add_months(now, FURTHEST_MONTHS):
        raise Refused(f"{day} is more than two years ahead.", where="--on", mend="Correct the year.")


def _find_free_name(session: Session, key: _EventKey) -> str:
    base_name = f"{key.kind}-{key.place}-{key.day}"
    for event in read_events(session):
        if (event.place, event.return_code, event.area, event.period, event.day, event.kind) == key:
            raise Conflict(f"It is recorded already, as '{event.name}'.", mend="Cancel that one first if it was wrong.")
    used_names = set(session.exec(select(ObligationEventRow.name)))
    names = (base_name if number == 1 else f"{base_name}-{number}" for number in range(1, len(used_names) + 2))
    return next(name for name in names if name not in used_names)


def _make_event(row: ObligationEventRow) -> Event:
    return Event(row.name, row.place, row.return_code, row.area, row.period, row.day, row.note, row.kind)
