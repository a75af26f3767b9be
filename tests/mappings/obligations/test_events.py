"""Events that begin an obligation: recorded, listed, ended, never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from mappings.calendar.event_kinds import find_event_kind
from mappings.obligations.event_ledger import Event, read_events
from mappings.obligations.events import EventReport, cancel_event, record_event
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, ReturnOnceError
from tests.contexts import make_context
from tests.shipped import load_event_kinds, load_ruleset

RULES = load_ruleset()
LATER = FixedClock(datetime(2026, 11, 21, 12, 0, tzinfo=UTC))


def record(engine: Engine, clock: FixedClock, **more: Any) -> Event:
    given: dict[str, Any] = {
        "place": "lewisham", "return_code": "ofsted-profile", "area": "E09000023", "period": "2026-11-20",
        "day": date(2026, 11, 20), "note": "short visit",
    }  # fmt: skip
    context = make_context(engine, ruleset=RULES, clock=clock)
    return record_event(context, EventReport(**(given | more)), by="the office")


def cancel(engine: Engine, clock: FixedClock, name: str, reason: str) -> Event:
    return cancel_event(make_context(engine, ruleset=RULES, clock=clock), name, reason=reason)


def live(engine: Engine, **more: Any) -> tuple[Event, ...]:
    with reading(engine) as session:
        return read_events(session, **more)


def test_an_event_is_recorded_with_the_kind_of_its_return_and_audited(engine: Engine, clock: FixedClock) -> None:
    event = record(engine, clock)
    assert event.name == "inspection-notice-lewisham-2026-11-20"
    assert live(engine) == (event,)
    with reading(engine) as session:
        act, details = session.execute(text("SELECT act, details FROM audit ORDER BY id DESC LIMIT 1")).one()
        assert audit.find_first_break(session) is None
    assert act == "record event"
    # What a person wrote, and who, is not for the audit trail.
    assert "short visit" not in details
    assert "the office" not in details


def test_the_same_event_twice_is_a_conflict_and_two_on_one_day_have_two_names(
    engine: Engine, clock: FixedClock
) -> None:
    first = record(engine, clock)
    with pytest.raises(Conflict, match=first.name):
        record(engine, clock, note="again")
    other = record(engine, clock, return_code="ofsted-annex-a")
    assert other.name == f"{first.name}-2"


def test_an_event_that_is_cancelled_counts_no_more_and_is_still_known_as_it_was(
    engine: Engine, clock: FixedClock
) -> None:
    event = record(engine, clock)
    cancel(engine, LATER, event.name, "the visit was put off")
    assert live(engine) == ()
    assert live(engine, as_of=LATER.instant - timedelta(hours=1)) == (event,)
    assert live(engine, as_of=clock.instant - timedelta(hours=1)) == ()
    with pytest.raises(Conflict, match="ended already"):
        cancel(engine, LATER, event.name, "again")
    again = record(engine, LATER)
    assert again.name == f"{event.name}-2"
    assert live(engine) == (again,)


def test_events_are_of_a_place(engine: Engine, clock: FixedClock) -> None:
    event = record(engine, clock)
    assert live(engine, place="lewisham") == (event,)
    assert live(engine, place="nottinghamshire") == ()


def test_a_meeting_may_be_ahead_and_begins_a_return_with_no_rule_of_its_own(engine: Engine, clock: FixedClock) -> None:
    event = record(engine, clock, return_code="core-data-set", period="FY2025-26", day=date(2027, 1, 6),
                  kind="scrutiny-meeting")  # fmt: skip
    assert (event.kind, event.day) == ("scrutiny-meeting", date(2027, 1, 6))


@pytest.mark.parametrize(
    ("change", "kind", "expected"),
    [
        ({"place": "leeds"}, NotFound, "lewisham, nottinghamshire"),
        ({"return_code": "census"}, NotFound, "of records: cin, cld, ndtms"),
        ({"return_code": "core-data-set", "period": "FY2025-26"}, Refused, "does not begin with an event"),
        ({"return_code": "crc", "period": "FY2010-11", "kind": "inspection-notice"}, Refused, "has a rule for when"),
        ({"kind": "fire-drill"}, NotFound, "inspection-notice, scrutiny-meeting"),
        ({"area": "5LF"}, Refused, "does not make ofsted-profile for 5LF"),
        ({"period": "FY2007-08"}, Refused, "does not make ofsted-profile in FY2007-08"),
        ({"period": "2026-M11"}, Refused, "is not made for 2026-M11, but for a financial year or day"),
        ({"return_code": "ofsted-annex-a", "period": "FY2026-27"}, Refused, "but for a day"),
        ({"day": date(2026, 11, 19)}, Refused, "is before"),
        ({"return_code": "core-data-set", "period": "FY2005-06"}, Refused, "not yet required"),
        ({"return_code": "ndtms", "period": "2026", "kind": "inspection-notice"}, Refused, "is not clear"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    sqlite_engine: Engine, clock: FixedClock, change: dict[str, Any], kind: type[ReturnOnceError], expected: str
) -> None:
    with pytest.raises(kind, match=expected) as refused:
        record(sqlite_engine, clock, **change)
    assert refused.value.mend
    assert live(sqlite_engine) == ()


@pytest.mark.parametrize(("name", "reason", "kind"), [("x", "why", NotFound), ("x", " ", Refused)])
def test_only_an_event_that_is_there_is_cancelled_and_for_a_reason(
    sqlite_engine: Engine, clock: FixedClock, name: str, reason: str, kind: type[ReturnOnceError]
) -> None:
    with pytest.raises(kind):
        cancel(sqlite_engine, clock, name, reason)


def test_every_kind_that_ships_has_words_and_a_rule_or_a_return_with_one() -> None:
    ruled = {edition.due.event for return_ in RULES.returns.values() for edition in return_.editions}
    for code, kind in load_event_kinds().items():
        assert kind.words.startswith("the ")
        assert kind.due is None or (kind.due.event == code and kind.due.anchor == "event" and kind.due.assumed)
        assert kind.due is not None or code in ruled
    with pytest.raises(NotFound):
        find_event_kind(load_event_kinds(), "earthquake")
