"""The ledger of dates against real plans: returns withdrawn, events begun and ended, extensions granted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import vobject
from sqlalchemy import Engine

from exports.feeds import render_feed
from jobs.note_dates import count_in_words, note_dates, note_now
from mappings.obligations.events import EventReport, cancel_event, record_event
from mappings.obligations.extension_ledger import ExtensionTerms
from mappings.obligations.grant_extensions import grant_extension, revoke_extension
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.mappings.progress.boards import at
from tests.shipped import load_ruleset

AGENCY = "lewisham-childrens-services"
EVENT = EventReport("lewisham", "ofsted-profile", "E09000023", "FY2024-25", day=date(2026, 11, 23))


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    shipped = load_ruleset()
    return replace(shipped, places={"lewisham": shipped.places["lewisham"]})


def noted(engine: Engine, rules: Ruleset, clock: FixedClock) -> list[tuple[str, str]]:
    return sorted((row.change, row.key) for row in note_now(make_context(engine, ruleset=rules, clock=clock)))


def later(clock: FixedClock, days: int) -> FixedClock:
    return FixedClock(clock.instant + timedelta(days=days))


def test_what_holds_is_noted_once(
    sqlite_engine: Engine, rules: Ruleset, clock: FixedClock, sqlite_settings: Settings
) -> None:
    context = make_context(sqlite_engine, ruleset=rules, clock=clock, settings=sqlite_settings)
    with transaction(sqlite_engine) as session:
        said = note_dates(context, clock.now())(session)
    assert said.endswith(" new")
    assert noted(sqlite_engine, rules, later(clock, 1)) == []


def test_as_the_year_goes_on_dates_are_added_and_none_vanishes(
    sqlite_engine: Engine, rules: Ruleset, clock: FixedClock
) -> None:
    noted(sqlite_engine, rules, clock)
    changes = {change for days in range(60, 700, 100) for change, _ in noted(sqlite_engine, rules, later(clock, days))}
    # Bank holidays of years ahead are worked out until the table has them, and that is said of a date.
    assert changes <= {"new", "reworded"}


def test_a_return_that_is_withdrawn_is_cancelled_in_the_calendar(
    sqlite_engine: Engine, rules: Ruleset, clock: FixedClock
) -> None:
    noted(sqlite_engine, rules, clock)
    place = rules.places["lewisham"]
    left = tuple(row for row in place.returns if row.return_code != "national-indicators")
    fewer = replace(rules, places={"lewisham": replace(place, returns=left)})
    changes = noted(sqlite_engine, fewer, later(clock, 1))
    assert ("cancelled", "obligation lewisham/national-indicators/E09000023/FY2025-26") in changes
    with reading(sqlite_engine) as session:
        data = render_feed(session, fewer, audience="regulator", scope="national-indicators")
    events = vobject.readOne(data.decode()).contents["vevent"]
    assert {event.status.value for event in events} == {"CANCELLED"}
    assert {event.sequence.value for event in events} == {"1"}
    assert {change for change, _ in noted(sqlite_engine, rules, later(clock, 2))} >= {"revived"}


def test_an_event_begins_dates_that_end_with_it_however_long_ago_it_was(
    sqlite_engine: Engine, rules: Ruleset, clock: FixedClock
) -> None:
    noted(sqlite_engine, rules, clock)
    event = record_event(make_context(sqlite_engine, ruleset=rules, clock=clock), EVENT, by="us")
    begun = noted(sqlite_engine, rules, clock)
    assert {change for change, _ in begun} == {"new"}
    assert all(key.endswith(event.name) for _, key in begun)
    # Two years on neither the period nor the event is in view; it still counts, so nothing is cancelled.
    assert not [key for _, key in noted(sqlite_engine, rules, later(clock, 800)) if key.endswith(event.name)]
    cancel_event(make_context(sqlite_engine, clock=clock), event.name, reason="called off", by="us")
    ended = [(change, key) for change, key in noted(sqlite_engine, rules, later(clock, 801)) if "notice" in key]
    assert ended == [("cancelled", key) for _, key in begun]


def test_an_extension_moves_a_date_and_taking_it_back_moves_it_again(
    engine: Engine, rules: Ruleset, clock: FixedClock
) -> None:
    terms = ExtensionTerms("lewisham", "national-indicators", "FY2026-27")
    context = make_context(engine, ruleset=rules, clock=clock)
    noted(engine, rules, clock)
    grant_extension(context, terms, date(2027, 7, 9), by="us", reason="ill")
    moved = noted(engine, rules, later(clock, 1))
    assert ("moved", "obligation lewisham/national-indicators/E09000023/FY2026-27") in moved
    revoke_extension(context.replace(clock=later(clock, 2)), terms, by="us", reason="well")
    assert noted(engine, rules, later(clock, 3)) == moved


def test_dates_of_a_place_that_is_no_more_are_cancelled(
    sqlite_engine: Engine, rules: Ruleset, clock: FixedClock
) -> None:
    noted(sqlite_engine, rules, clock)
    renamed = replace(rules.places["lewisham"], name="elsewhere")
    other = replace(rules, places={"elsewhere": renamed})
    assert {change for change, _ in noted(sqlite_engine, other, later(clock, 1))} == {"new", "cancelled"}
    with reading(sqlite_engine) as session:
        data = render_feed(session, other, audience="officer", scope="lewisham")
    assert b"X-WR-CALNAME:Return Once: lewisham" in data
    assert b"STATUS:CONFIRMED" not in data


def test_one_place_is_noted_without_touching_another(sqlite_engine: Engine, clock: FixedClock) -> None:
    both = make_context(sqlite_engine, ruleset=load_ruleset(), clock=clock)
    note_now(both)
    assert note_now(both, "nottinghamshire") == []


def test_every_date_in_a_calendar_is_the_plans(sqlite_engine: Engine, rules: Ruleset) -> None:
    """Read back by another library, each event stands at the hour that the ledger was told."""
    clock = FixedClock(at("2026-06-01 09:00"))
    rows = [row for row in note_now(make_context(sqlite_engine, ruleset=rules, clock=clock)) if row.agency == AGENCY]
    with reading(sqlite_engine) as session:
        data = render_feed(session, rules, audience="agency", scope=AGENCY)
    values = [event.dtstart.value for event in vobject.readOne(data.decode()).contents["vevent"]]
    wanted = [datetime.fromisoformat(f"{row.day} {row.at}") for row in rows]
    assert sorted(instant.replace(tzinfo=None) for instant in values) == sorted(wanted)


def test_what_changed_in_words() -> None:
    assert count_in_words([]) == "no date changed"
