"""Job: on the days on which years begin, tell officers what began and ended since the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from jobs.runner.job_function import Finish
from jobs.runner.run_times import list_slots
from mappings.calendar.deadlines import format_date
from mappings.definitions.letter_templates import LetterTemplates
from mappings.place.places import Place
from mappings.reminders.reminders import find_quiet_hours
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.claims import outbox
from returnonce.claims.outbox import NewMessage
from returnonce.clock import LONDON
from returnonce.count_text import format_count
from returnonce.definition_files.base import InForce

A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True)
class YearChange:
    """Something that begins or ends on a day; ``name`` is its wording's, ``code`` what the audit calls it by."""

    day: date
    name: str
    code: str
    parts: dict[str, str]


def roll_year(context: AppContext, slot: datetime) -> Finish:
    """The job: a row of the audit for each place, and one message for each of its officers' mailboxes."""
    ruleset, day = context.ruleset, slot.astimezone(LONDON).date()
    since = _last_time(ruleset, slot)
    changes_by_place = {
        name: find_changes(ruleset, place, since=since, day=day) for name, place in ruleset.places.items()
    }

    def finish(session: Session) -> str:
        for name, its in changes_by_place.items():
            details = {"day": day.isoformat(), "changes": [f"{change.name} {change.code}" for change in its]}
            audit.record(session, context.clock, act="roll-year", subject=name, details=details)
        total = sum(
            _write(session, context, ruleset.places[name], its, (since, day))
            for name, its in changes_by_place.items()
            if its
        )
        changes = sum(map(len, changes_by_place.values()))
        places = format_count(len(changes_by_place), "place")
        return f"{format_count(changes, 'change')} at {places}, {format_count(total, 'message')} written"

    return finish


def find_changes(ruleset: Ruleset, place: Place, *, since: date, day: date) -> list[YearChange]:
    """What begins or ends for a place after ``since`` and by ``day``, in order of day."""
    every = [*_returns(ruleset, place), *_agencies(place, ruleset.jobs.letters)]
    return sorted((each for each in every if since < each.day <= day), key=lambda each: (each.day, each.code))


def _last_time(ruleset: Ruleset, before: datetime) -> date:
    """The day on which this was due before; a year ago where no duty says so."""
    since = [
        slot
        for job in ruleset.jobs.jobs
        if job.function == "roll_year"
        for slot in list_slots(job, before - A_YEAR, before - A_DAY)
    ]
    return max(since, default=before - A_YEAR).astimezone(LONDON).date()


def _returns(ruleset: Ruleset, place: Place) -> Iterator[YearChange]:
    for code in dict.fromkeys(row.return_code for row in place.returns if row.return_code in ruleset.returns):
        for edition in ruleset.return_named(code).editions:
            parts = {"title": edition.title, "recipient": edition.recipient}
            yield from _list_changes(edition.in_force, "edition", f"{code} {edition.edition}", parts)


def _agencies(place: Place, letters: LetterTemplates) -> Iterator[YearChange]:
    for agency in place.agencies.values():
        heirs = [place.agency(code).name for code in agency.successors if code in place.agencies]
        parts = {"title": agency.name, "successors": " and ".join(heirs) or letters.nobody}
        yield from _list_changes(agency, "agency", agency.code, parts)


def _list_changes(force: InForce, what: str, code: str, parts: dict[str, str]) -> Iterator[YearChange]:
    for name, day in ((f"{what}_begins", force.start), (f"{what}_ends", force.end)):
        if isinstance(day, date):
            # An end is the first day without it; people are told of the last day with it.
            day_told = day - A_DAY if name.endswith("_ends") else day
            yield YearChange(day, name, code, parts | {"day": format_date(day_told)})


def _write(
    session: Session, context: AppContext, place: Place, changes: list[YearChange], span: tuple[date, date]
) -> int:
    letters, (since, day) = context.ruleset.jobs.letters, span
    entries = "\n".join(letters.say(change.name, **change.parts) for change in changes)
    opening = letters.say("year", name=place.title, since=format_date(since), day=format_date(day))
    officers = [contact for contact in place.contacts if contact.kind == "officer"]
    for officer in officers:
        message = NewMessage(
            keys=(f"year/{place.name}/{officer.code}/{day}",), recipient=f"{place.name}/{officer.code}",
            subject=letters.say("year_subject", day=format_date(day)),
            body="\n\n".join([opening, entries, letters.year_closing]) + "\n",
            not_before=find_quiet_hours(context.ruleset, place, officer).find_next_moment(context.clock.now()),
        )  # fmt: skip
        outbox.put(session, context.clock, message)
    return len(officers)
