from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from jobs import remind as duty
from jobs.remind import remind_now, with_lines, would_remind
from mappings.obligations.events import EventReport, record_event
from mappings.place.contacts import Contact
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board_of_plan
from mappings.ruleset.ruleset import Ruleset
from returnonce.claims import outbox, outbox_delivery
from returnonce.claims.outbox import OutboxRow
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from tests.contexts import make_context
from tests.mappings.progress.boards import at
from tests.shipped import load_ruleset

AGENCY = "lewisham-childrens-services"
#: Children in need and children looked after of 2025-26 are to be sent by 16 June 2026.
WEEK_BEFORE, EVE, DAY_AFTER = at("2026-06-09 08:00"), at("2026-06-15 08:00"), at("2026-06-17 08:00")


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    """Lewisham alone, where two agencies and the officers have a mailbox."""
    shipped = load_ruleset()
    kept = {f"{AGENCY}-returns", "lewisham-performance"}
    place = shipped.places["lewisham"]
    contacts = tuple(contact for contact in place.contacts if contact.code in kept)
    return replace(shipped, places={"lewisham": replace(place, contacts=contacts)})


def reminded(engine: Engine, rules: Ruleset, now: datetime) -> list[tuple[str, str]]:
    done = remind_now(make_context(engine, ruleset=rules, clock=FixedClock(now)))
    return [(each.recipient, each.subject) for each in done.wrote if each.recipient.endswith("services-returns")]


def waiting(engine: Engine) -> list[OutboxRow]:
    with reading(engine) as session:
        rows = outbox_delivery.read_waiting(session)
        session.expunge_all()
    return [row for row in rows if row.recipient.endswith("services-returns")]


def test_each_occasion_is_written_once(engine: Engine, rules: Ruleset) -> None:
    assert reminded(engine, rules, EVE) == [
        (f"lewisham/{AGENCY}-returns", "Due tomorrow: Children in need census, 2025-26 (financial year), and 1 more")
    ]
    assert reminded(engine, rules, EVE) == []
    assert reminded(engine, rules, EVE + timedelta(hours=3)) == []
    assert len(waiting(engine)) == 1


def test_of_several_processes_one_writes_each_message(engine: Engine, rules: Ruleset) -> None:
    threads = [threading.Thread(target=reminded, args=(engine, rules, EVE)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waiting(engine)) == 1


def test_what_was_never_sent_is_written_anew_and_the_old_taken_back(engine: Engine, rules: Ruleset) -> None:
    reminded(engine, rules, WEEK_BEFORE)
    [old] = waiting(engine)
    assert "(in 7 days)" in old.body
    # Two days later nothing new falls due, yet what waits says how things stand that day.
    assert len(reminded(engine, rules, at("2026-06-11 08:00"))) == 1
    [new] = waiting(engine)
    assert "(in 5 days)" in new.body
    assert new.key != old.key
    with transaction(engine) as session:
        clock = FixedClock(at("2026-06-11 09:00"))
        attempt = outbox_delivery.claim(session, clock, new, RetryPolicy(timedelta(minutes=15)))
        assert attempt is not None
        outbox_delivery.settle(session, clock, attempt, outbox.SENT)
    assert reminded(engine, rules, at("2026-06-12 08:00")) == []
    assert len(reminded(engine, rules, EVE)) == 1


def test_what_waits_is_taken_back_once_nothing_is_owed(
    sqlite_engine: Engine, rules: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded(sqlite_engine, rules, WEEK_BEFORE)
    monkeypatch.setattr(duty, "find_occasions", lambda *_, **__: [])
    done = remind_now(make_context(sqlite_engine, ruleset=rules, clock=FixedClock(at("2026-06-11 08:00"))))
    assert (done.wrote, done.replaced > 0) == ((), True)
    assert waiting(sqlite_engine) == []


def test_looking_ahead_writes_nothing(sqlite_engine: Engine, rules: Ruleset) -> None:
    shown = would_remind(make_context(sqlite_engine, ruleset=rules), EVE)
    with reading(sqlite_engine) as session:
        assert session.exec(select(OutboxRow)).all() == []
    written = remind_now(make_context(sqlite_engine, ruleset=rules, clock=FixedClock(EVE)))
    assert shown.wrote == written.wrote
    assert would_remind(make_context(sqlite_engine, ruleset=rules), EVE).wrote == ()


def test_the_day_after_officers_are_told_of_all_that_is_late(sqlite_engine: Engine, rules: Ruleset) -> None:
    done = remind_now(make_context(sqlite_engine, ruleset=rules, clock=FixedClock(DAY_AFTER)))
    officer = next(each for each in done.wrote if each.recipient == "lewisham/lewisham-performance")
    assert "Children looked after (SSDA903): it was due Tuesday 16 June 2026, 5pm (yesterday)" in officer.body
    assert "lewisham/lewisham-community-drug-service" in done.nobody
    assert "nobody to remind at " in done.outcome
    assert "contacts.tsv" in officer.body


def test_an_event_starts_reminders_of_its_own(sqlite_engine: Engine, rules: Ruleset) -> None:
    clock = FixedClock(at("2026-11-12 09:00"))
    context = make_context(sqlite_engine, ruleset=rules, clock=clock)
    report = EventReport("lewisham", "ofsted-profile", "E09000023", "FY2025-26", day=date(2026, 11, 12), note="canary")
    record_event(context, report, by="Ms Canary")
    done = remind_now(context)
    bodies = "".join(each.body for each in done.wrote)
    assert "Children's services profile for inspection" in bodies
    assert "anary" not in bodies


def test_what_waits_for_a_collection_is_named_by_line(sqlite_engine: Engine, rules: Ruleset) -> None:
    with reading(sqlite_engine) as session:
        made = make_plan(rules, PlanScope(date(2026, 1, 1), date(2026, 12, 31)), session)
        board = with_lines(build_board_of_plan(rules, session, made, now=EVE), made)
    assert board.height == made.collections.height
    lines = board.filter(board["key"] == f"lewisham/{AGENCY}/core-data-set/FY2025-26")["lines"][0].to_list()
    assert "core-data-set CORE 1" in " ".join(lines)


def test_a_contact_that_is_added_late_is_told_the_newest(sqlite_engine: Engine, rules: Ruleset) -> None:
    reminded(sqlite_engine, rules, EVE)
    place = rules.places["lewisham"]
    more = Contact.model_validate(
        {"code": "second", "kind": "agency", "for": AGENCY, "address": "second@example.org"}
    )  # fmt: skip
    wider = replace(rules, places={"lewisham": replace(place, contacts=(*place.contacts, more))})
    done = remind_now(make_context(sqlite_engine, ruleset=wider, clock=FixedClock(EVE + timedelta(hours=2))))
    assert [each.recipient for each in done.wrote] == ["lewisham/second"]
