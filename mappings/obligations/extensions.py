"""Grant and revoke extensions. Each grant and each revocation is a new row; no row is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from sqlalchemy import Engine
from sqlmodel import Session

from indicators.period.codes import Period, parse_period
from mappings.calendar.working_days import Due, add_months
from mappings.obligations.events import Event, read_events
from mappings.obligations.extension_ledger import (
    ExtensionGrant,
    ExtensionTerms,
    find_longest_grant,
    read_grants,
    select_current_grants,
)
from mappings.obligations.lookups import check_place_makes, find_place, find_timetable
from mappings.obligations.models import ExtensionRow
from mappings.obligations.obligation_dates import find_dates
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Conflict, Refused

__all__ = [
    "ExtensionGrant",
    "ExtensionTerms",
    "grant_extension",
    "read_grants",
    "find_longest_grant",
    "select_current_grants",
    "revoke_extension",
]

#: No extension reaches further.
FURTHEST_MONTHS = 24


def grant_extension(
    engine: Engine,
    clock: Clock,
    ruleset: Ruleset,
    *,
    place: str,
    return_code: str,
    period: str,
    until: date,
    by: str,
    reason: str,
    at: time | None = None,
    area: str | None = None,
    agency: str | None = None,
) -> ExtensionGrant:
    """More time for a return (``agency`` None: its recipient grants it) or for one agency's part of it.

    ``area`` None: for all areas. ``at``: London time; the hour of the return itself, unless given. It may come after
    the deadline has passed: that is a new deadline from then on.

    Raises:
        NotFound: no such place, return or agency.
        Refused: no giver or reason; no date to extend; not later than the date that it extends, or years later.
    """
    home, span, terms = _terms(ruleset, place, return_code, period, area, agency)
    _refuse_hour(at)
    made = ExtensionGrant(*terms, until, at, _given(by, "--by"), _given(reason, "--reason"), clock.now())
    with transaction(engine) as session:
        _refuse_less(made, _extended_day(session, ruleset, home, span, terms))
        _add(session, clock, made, act="grant extension")
    return made


def revoke_extension(
    engine: Engine,
    clock: Clock,
    ruleset: Ruleset,
    *,
    place: str,
    return_code: str,
    period: str,
    by: str,
    reason: str,
    area: str | None = None,
    agency: str | None = None,
) -> ExtensionGrant:
    """Revoke an extension, so that the date before it applies again. Adds a row; the extension's own row stays.

    Raises:
        NotFound: no such place, return or agency.
        Refused: no giver or reason.
        Conflict: no extension is in force in these terms.
    """
    *_, terms = _terms(ruleset, place, return_code, period, area, agency)
    made = ExtensionGrant(*terms, None, None, _given(by, "--by"), _given(reason, "--reason"), clock.now())
    with transaction(engine) as session:
        if all(each.terms != terms for each in select_current_grants(read_grants(session))):
            raise Conflict(
                f"No extension stands for {_subject(terms)}.", mend="returnonce extend --list names those that do."
            )
        _add(session, clock, made, act="take back extension")
    return made


def _terms(
    ruleset: Ruleset, place: str, return_code: str, period: str, area: str | None, agency: str | None
) -> tuple[Place, Period, ExtensionTerms]:
    home, span = find_place(ruleset, place), parse_period(period)
    find_timetable(ruleset, return_code, span, home)
    if agency is not None:
        home.agency(agency)
    check_place_makes(home, return_code, area, span)
    return home, span, ExtensionTerms(home.name, return_code, area, span.code, agency)


def _refuse_hour(at: time | None) -> None:
    """The ledger stores London hour and minute; seconds would be lost, and a time zone misread."""
    if at is not None and (at.tzinfo is not None or at.second or at.microsecond):
        raise Refused(f"'{at}' is not an hour and minute in London.", where="--at", mend="Write it like 17:00.")


def _given(text: str, where: str) -> str:
    if text.strip():
        return text.strip()
    what = "Nobody is named who grants it." if where == "--by" else "No reason is given."
    raise Refused(what, where=where, mend="Both are kept, and shown beside the date.")


def _extended_day(session: Session, ruleset: Ruleset, place: Place, period: Period, terms: ExtensionTerms) -> Due:
    """The date to extend, with extensions in force; the earliest, where events began such a return as well.

    Later ones keep their own dates, since an extension never takes time away.
    """
    timetable = find_timetable(ruleset, terms.return_code, period, place)
    begun = [
        event
        for event in read_events(session, place=place.name)
        if (event.return_code, event.period) == (terms.return_code, period.code) and terms.area in {None, event.area}
    ]
    standing_too: list[Event | None] = [] if begun and timetable.due.anchor == "event" else [None]
    known = _not_of_single_areas(read_grants(session), terms)
    found = [
        find_dates(timetable, period, place=place, ruleset=ruleset, event=event, grants=known, agency=terms.agency)
        for event in (*standing_too, *begun)
    ]
    days = [dates.send_by if terms.agency else dates.due for dates in found]
    return min(days, key=lambda due: (due.date or date.max, due.at))


def _not_of_single_areas(grants: Sequence[ExtensionGrant], terms: ExtensionTerms) -> list[ExtensionGrant]:
    return [each for each in grants if each.area in {None, terms.area}]


def _refuse_less(made: ExtensionGrant, extended: Due) -> None:
    if extended.date is None:
        raise Refused(
            f"{_subject(made.terms)} has no date yet: {extended.explanation}",
            where="--period",
            mend="Record the event that begins it first: returnonce event.",
        )
    until = replace(extended, date=made.until, at=made.at or extended.at)
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


def _subject(terms: ExtensionTerms) -> str:
    parts = (terms.place, terms.return_code, terms.area or "all-areas", terms.period, terms.agency)
    return "/".join(part for part in parts if part)


def _add(session: Session, clock: Clock, made: ExtensionGrant, *, act: str) -> None:
    session.add(
        ExtensionRow(
            place=made.place, return_code=made.return_code, area=made.area, period=made.period, agency=made.agency,
            until=made.until, until_at=made.at.isoformat("minutes") if made.at else None, granted_by=made.granted_by,
            reason=made.reason, granted_at=made.granted_at,
        )
    )  # fmt: skip
    # Who granted it and why may name a person; the ledger keeps that, the audit trail does not.
    until = str(made.until) if made.until else None
    audit.record(session, clock, act=act, subject=_subject(made.terms), details={"until": until})
