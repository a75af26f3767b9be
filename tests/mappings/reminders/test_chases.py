"""Chases: words of one's own to an agency, once a day by message, and noted of each collection."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from mappings.reminders.chases import Chase, note_chase, read_last_chases, send_chase, write_chases
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import Grant, Principal
from returnonce.audit import AuditRow
from returnonce.claims import outbox_delivery
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Conflict, Forbidden, NotFound, Refused
from tests.api.pages.sample_boards import board
from tests.contexts import make_context
from tests.shipped import load_ruleset

RULES = load_ruleset()
NOON = FixedClock(datetime(2010, 6, 8, 11, tzinfo=UTC))
NIGHT = FixedClock(datetime(2010, 6, 8, 22, tzinfo=UTC))
OFFICER = Principal("pat", "person", (Grant("officer", "lewisham"),))
ROWS: list[dict[str, Any]] = [{"state": "late"}, {}, {"agency": None}, {"due": None}]


def context_at(engine: Engine, clock: FixedClock = NOON) -> AppContext:
    return make_context(engine, ruleset=RULES, clock=clock)


def chase_at(clock: FixedClock = NOON) -> Chase:
    (chase,) = write_chases(RULES, board(*ROWS), now=clock.now(), base_url=None)
    return chase


def test_one_message_tells_an_agency_of_all_that_it_owes_and_no_command() -> None:
    chase = chase_at()
    assert (chase.agency, len(chase.rows)) == ("lewisham-pct", 2)
    assert "Vital Signs" in chase.subject
    assert "returnonce" not in chase.body
    assert "needs no answer" not in chase.body


def test_it_is_written_once_a_day_and_noted_of_each_collection(engine: Engine) -> None:
    context, chase = context_at(engine), chase_at()
    assert send_chase(context, chase, "Please", "Where is it?", by=OFFICER) == len(chase.contacts) > 0
    with pytest.raises(Conflict, match="today already"):
        send_chase(context, chase, "Please", "Where is it?", by=OFFICER)
    with reading(engine) as session:
        waiting = outbox_delivery.read_waiting(session)
        noted = read_last_chases(session)
        acts = session.exec(select(AuditRow).where(AuditRow.act == "chase")).all()
    assert [(one.subject, one.body) for one in waiting] == [("Please", "Where is it?\n")] * len(chase.contacts)
    assert {key: (one.by, one.way) for key, one in noted.items()} == {
        row["key"]: ("pat", "message") for row in chase.rows
    }
    assert not any("Where" in act.details for act in acts)


def test_at_night_it_waits_for_the_morning() -> None:
    assert chase_at().goes_at == NOON.now()
    later = chase_at(NIGHT).goes_at
    assert later is not None
    assert later > NIGHT.now()


def test_an_agency_without_a_mailbox_is_asked_another_way_and_that_is_noted(engine: Engine) -> None:
    context, chase = context_at(engine), replace(chase_at(), contacts=(), goes_at=None)
    with pytest.raises(Refused, match="has no mailbox"):
        send_chase(context, chase, "Please", "Where is it?", by=OFFICER)
    note_chase(context, chase, by=OFFICER)
    with reading(engine) as session:
        assert {one.way for one in read_last_chases(session).values()} == {"copied"}
        assert outbox_delivery.read_waiting(session) == []


@pytest.mark.parametrize(("subject", "body", "where"), [
    (" ", "x", "subject"), ("x", "\n", "body"), ("x" * 201, "x", "subject"), ("x", "x" * 20_001, "body"),
])  # fmt: skip
def test_words_are_needed_and_not_too_many(engine: Engine, subject: str, body: str, where: str) -> None:
    with pytest.raises(Refused) as refusal:
        send_chase(context_at(engine), chase_at(), subject, body, by=OFFICER)
    assert refusal.value.where == where


@pytest.mark.parametrize(
    ("grant", "error"),
    [(Grant("agency", "lewisham", frozenset({"lewisham-pct"})), Forbidden), (Grant("auditor", "lewisham"), Forbidden),
     (Grant("officer", "nottinghamshire"), NotFound)],
)  # fmt: skip
def test_only_an_officer_of_the_place_chases(engine: Engine, grant: Grant, error: type[Exception]) -> None:
    who, context = Principal("kim", "person", (grant,)), context_at(engine)
    with pytest.raises(error):
        send_chase(context, chase_at(), "Please", "Where is it?", by=who)
    with pytest.raises(error):
        note_chase(context, chase_at(), by=who)
    with reading(engine) as session:
        assert read_last_chases(session) == {}
