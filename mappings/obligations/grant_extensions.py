"""Grant and revoke extensions. Each grant and each revocation is a new row; no row is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from sqlmodel import Session

from indicators.period.codes import parse_period
from mappings.calendar.deadlines import Deadline
from mappings.calendar.working_days import add_months
from mappings.obligations.event_ledger import Event, read_events
from mappings.obligations.extension_ledger import (
    ExtensionGrant,
    ExtensionRows,
    ExtensionTerms,
    read_grants,
    select_current_grants,
)
from mappings.obligations.lookups import check_place_makes, find_place, find_timetable
from mappings.obligations.models import ExtensionRow
from mappings.obligations.obligation_dates import find_dates
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Refused

#: No extension reaches further.
FURTHEST_MONTHS = 24


def grant_extension(
    context: AppContext, terms: ExtensionTerms, until: date, at: time | None = None, *, by: str, reason: str
) -> ExtensionGrant:
    """More time for a return (its recipient grants it) or for one agency's part of it.

    ``at``: London time; the hour of the return itself, unless given. It may come after the deadline has passed: that
    is a new deadline from then on.

    Raises:
        NotFound: no such place, return or agency.
        Refused: no giver or reason; no date to extend; not later than the date that it extends, or years later.
    """
    with transaction(context.engine) as session:
        new_grant = _check_grant(session, context, terms, until, at, by=by, reason=reason)
        _add_row(session, context.clock, new_grant, act="grant extension")
    return new_grant


def suppose_extension(
    context: AppContext, terms: ExtensionTerms, until: date, at: time | None = None, *, by: str, reason: str
) -> ExtensionGrant:
    """The row that :func:`grant_extension` would add, once all that it refuses is refused; nothing is stored."""
    with reading(context.engine) as session:
        return _check_grant(session, context, terms, until, at, by=by, reason=reason)


def _check_grant(
    session: Session, context: AppContext, terms: ExtensionTerms, until: date, at: time | None, *, by: str, reason: str
) -> ExtensionGrant:
    terms = _check_terms(context.ruleset, terms)
    _check_hour(at)
    new_grant = _make_grant(terms, until, at, by=by, reason=reason, granted_at=context.clock.now())
    _check_later(new_grant, _find_extended_day(session, context.ruleset, terms))
    return new_grant


def describe_effect(
    ruleset: Ruleset, grants: Sequence[ExtensionGrant], grant: ExtensionGrant, *, agency_name: str = ""
) -> str:
    """The dates that result for the return and for those who send; empty where they depend on an event.

    ``grants``: the ledger with the grant, oldest first. ``agency_name``: in place of the agency's code.
    """
    home, span = find_place(ruleset, grant.place), parse_period(grant.period)
    extensions = ExtensionRows(grants, grant.area, grant.agency)
    timetable = find_timetable(ruleset, grant.return_code, span, home)
    dates = find_dates(timetable, span, place=home, ruleset=ruleset, extensions=extensions)
    if dates.due.date is None or dates.send_by.date is None:
        return ""
    late = " That is too late for the return itself." if dates.send_by.date > dates.due.date else ""
    why = ruleset.calendar_of(home).closure_reason(grant.until) if grant.until else None
    idle = f" Nobody works on the day granted ({why})." if why else ""
    agency = agency_name or grant.agency or "agencies"
    sends = "send" if grant.agency is None else "sends"
    return f"The return falls due on {dates.due.words}; {agency} {sends} by {dates.send_by.words}.{late}{idle}"


def revoke_extension(context: AppContext, terms: ExtensionTerms, *, by: str, reason: str) -> ExtensionGrant:
    """Revoke an extension, so that the date before it applies again. Adds a row; the extension's own row stays.

    Raises:
        NotFound: no such place, return or agency.
        Refused: no giver or reason.
        Conflict: no extension is in force in these terms.
    """
    terms = _check_terms(context.ruleset, terms)
    new_grant = _make_grant(terms, None, None, by=by, reason=reason, granted_at=context.clock.now())
    with transaction(context.engine) as session:
        if all(grant.terms != terms for grant in select_current_grants(read_grants(session))):
            raise Conflict(
                f"No extension stands for {_format_subject(terms)}.",
                mend="The list of what was granted names those that do.",
            )
        _add_row(session, context.clock, new_grant, act="take back extension")
    return new_grant


def _check_terms(ruleset: Ruleset, terms: ExtensionTerms) -> ExtensionTerms:
    """The terms with the period's code, if the place makes such a return and knows such an agency."""
    place, period = find_place(ruleset, terms.place), parse_period(terms.period)
    find_timetable(ruleset, terms.return_code, period, place)
    if terms.agency is not None:
        place.agency(terms.agency)
    check_place_makes(place, terms.return_code, terms.area, period)
    return terms._replace(period=period.code)


def _make_grant(
    terms: ExtensionTerms, until: date | None, at: time | None, *, by: str, reason: str, granted_at: datetime
) -> ExtensionGrant:
    return ExtensionGrant(
        **terms._asdict(), until=until, at=at, granted_by=_require_text(by, "--by"),
        reason=_require_text(reason, "--reason"), granted_at=granted_at,
    )  # fmt: skip


def _check_hour(at: time | None) -> None:
    """The ledger stores London hour and minute; seconds would be lost, and a time zone misread."""
    if at is not None and (at.tzinfo is not None or at.second or at.microsecond):
        raise Refused(f"'{at}' is not an hour and minute in London.", where="--at", mend="Write it like 17:00.")


def _require_text(text: str, where: str) -> str:
    if text.strip():
        return text.strip()
    message = "Nobody is named who grants it." if where == "--by" else "No reason is given."
    raise Refused(message, where=where, mend="Both are kept, and shown beside the date.")


def _find_extended_day(session: Session, ruleset: Ruleset, terms: ExtensionTerms) -> Deadline:
    """The date to extend, with extensions in force; the earliest, where events began such a return as well.

    Later ones keep their own dates, since an extension never takes time away.
    """
    place, period = find_place(ruleset, terms.place), parse_period(terms.period)
    timetable = find_timetable(ruleset, terms.return_code, period, place)
    events = [
        event
        for event in read_events(session, place=place.name)
        if (event.return_code, event.period) == (terms.return_code, period.code) and terms.area in {None, event.area}
    ]
    is_after_event = timetable.due is not None and timetable.due.anchor == "event"
    without_event: list[Event | None] = [] if events and is_after_event else [None]
    extensions = ExtensionRows(_select_grants_for_area(read_grants(session), terms), agency=terms.agency)
    all_dates = [
        find_dates(timetable, period, place=place, ruleset=ruleset, event=event, extensions=extensions)
        for event in (*without_event, *events)
    ]
    days = [dates.send_by if terms.agency else dates.due for dates in all_dates]
    return min(days, key=lambda due: (due.date or date.max, due.at))


def _select_grants_for_area(grants: Sequence[ExtensionGrant], terms: ExtensionTerms) -> list[ExtensionGrant]:
    return [grant for grant in grants if grant.area in {None, terms.area}]


def _check_later(new_grant: ExtensionGrant, extended: Deadline) -> None:
    if extended.date is None:
        raise Refused(
            f"{_format_subject(new_grant.terms)} has no date yet: {extended.explanation}",
            where="--period",
            mend="Record the event that begins it first: returnonce event.",
        )
    until = replace(extended, date=new_grant.until, at=new_grant.at or extended.at)
    if until.date is None or (until.date, until.at) <= (extended.date, extended.at):
        raise Refused(
            f"{until.words} is not later than {extended.words}, the date that it extends.",
            where="--until",
            mend="Give a later day; to shorten an extension, take it back first.",
        )
    # A mistyped year would put the return, and every plan with it, beyond the calendars.
    if until.date > add_months(extended.date, FURTHEST_MONTHS):
        raise Refused(
            f"{until.words} is more than two years later than {extended.words}, the date that it extends.",
            where="--until",
            mend="Correct the year.",
        )


def _format_subject(terms: ExtensionTerms) -> str:
    parts = (terms.place, terms.return_code, terms.area or "all-areas", terms.period, terms.agency)
    return "/".join(part for part in parts if part)


def _add_row(session: Session, clock: Clock, new_grant: ExtensionGrant, *, act: str) -> None:
    session.add(
        ExtensionRow(
            place=new_grant.place, return_code=new_grant.return_code, area=new_grant.area, period=new_grant.period,
            agency=new_grant.agency, until=new_grant.until,
            until_at=new_grant.at.isoformat("minutes") if new_grant.at else None, granted_by=new_grant.granted_by,
            reason=new_grant.reason, granted_at=new_grant.granted_at,
        )
    )  # fmt: skip
    # Who granted it and why may name a person; the ledger keeps that, the audit trail does not.
    until = str(new_grant.until) if new_grant.until else None
    audit.record(session, clock, act=act, subject=_format_subject(new_grant.terms), details={"until": until})
