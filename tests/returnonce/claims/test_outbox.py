from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from returnonce.audit import AuditRow
from returnonce.claims import outbox, outbox_delivery
from returnonce.claims.outbox import OutboxDeliveryRow, OutboxRow
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict

POLICY = RetryPolicy.of_minutes(15, (5, 30))


def later(clock: FixedClock, **steps: float) -> FixedClock:
    return FixedClock(clock.instant + timedelta(**steps))


def written(engine: Engine, clock: FixedClock, *keys: str, not_before: datetime | None = None) -> OutboxRow | None:
    with transaction(engine) as session:
        row = outbox.put(
            session,
            clock,
            outbox.NewMessage(
                keys=keys, recipient="lewisham/desk", subject="Due", body="Soon.", not_before=not_before or clock.now()
            ),
        )
        session.expunge_all()
    return row


def sendable(engine: Engine, clock: FixedClock) -> list[str]:
    with reading(engine) as session:
        return [row.key for row in outbox_delivery.read_sendable(session, clock)]


def tried(engine: Engine, clock: FixedClock, row: OutboxRow, how: str, detail: str = "") -> str | None:
    """Claim the message and let the attempt end that way; None where there was nothing to claim."""
    with transaction(engine) as session:
        attempt = outbox_delivery.claim(session, clock, row, POLICY)
    if attempt is None:
        return None
    with transaction(engine) as session:
        if how == "again":
            return outbox_delivery.try_again(session, clock, attempt, detail)
        outbox_delivery.settle(session, clock, attempt, how, detail)
    return how


def test_a_key_makes_one_message(engine: Engine, clock: FixedClock) -> None:
    assert written(engine, clock, "a", "b") is not None
    assert written(engine, clock, "a") is None
    assert written(engine, clock, "b", "a") is None
    with pytest.raises(Conflict, match="sent before"):
        written(engine, clock, "b", "c")
    with reading(engine) as session:
        assert outbox.read_used_keys(session, ["a", "b", "c"]) == {"a", "b"}
        assert len(session.exec(select(OutboxRow)).all()) == 1


def test_a_message_is_part_of_the_act_that_it_tells_of(engine: Engine, clock: FixedClock) -> None:
    def act_that_fails() -> None:
        with transaction(engine) as session:
            outbox.put(
                session,
                clock,
                outbox.NewMessage(keys=("a",), recipient="x/y", subject="s", body="b", not_before=clock.now()),
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert sendable(engine, clock) == []
    assert written(engine, clock, "a") is not None


def test_of_many_at_once_one_writes(engine: Engine, clock: FixedClock) -> None:
    made: list[OutboxRow | None] = []
    threads = [threading.Thread(target=lambda: made.append(written(engine, clock, "a", "b"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row is None for row in made].count(False) == 1


def test_a_message_waits_for_its_time(sqlite_engine: Engine, clock: FixedClock) -> None:
    written(sqlite_engine, clock, "a", not_before=clock.now() + timedelta(hours=1))
    assert sendable(sqlite_engine, later(clock, minutes=59)) == []
    assert len(sendable(sqlite_engine, later(clock, minutes=60))) == 1


def test_one_process_at_a_time_has_a_message(engine: Engine, clock: FixedClock) -> None:
    row = written(engine, clock, "a")
    assert row is not None
    assert row.id is not None
    won: list[int | None] = []

    def take(at: FixedClock) -> None:
        with transaction(engine) as session:
            attempt = outbox_delivery.claim(session, at, row, POLICY)
            won.append(attempt.claim.attempt if attempt else None)

    threads = [threading.Thread(target=take, args=(clock,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won, key=str) == [1, None, None, None, None, None]
    take(later(clock, minutes=14))
    assert won[-1] is None
    take(later(clock, minutes=15))
    assert won[-1] == 2


def test_pauses_grow_and_then_it_is_given_up(engine: Engine, clock: FixedClock) -> None:
    row = written(engine, clock, "a")
    assert row is not None
    assert tried(engine, clock, row, "again", "451") == "again"
    assert tried(engine, later(clock, minutes=4), row, "again") is None
    assert tried(engine, later(clock, minutes=5), row, "again", "451") == "again"
    assert tried(engine, later(clock, minutes=34), row, "again") is None
    assert tried(engine, later(clock, minutes=35), row, "again", "451") == "given_up"
    assert tried(engine, later(clock, days=9), row, "again") is None
    with reading(engine) as session:
        pairs = [(each.attempt, each.outcome) for each in session.exec(select(OutboxDeliveryRow).order_by("attempt"))]
        assert pairs == [(1, "again"), (2, "again"), (3, "given_up")]
        assert outbox_delivery.read_waiting(session) == []


@pytest.mark.parametrize("end", ["sent", "refused"])
def test_what_is_over_is_over(sqlite_engine: Engine, clock: FixedClock, end: str) -> None:
    row = written(sqlite_engine, clock, "a")
    assert row is not None
    assert tried(sqlite_engine, clock, row, end) == end
    assert tried(sqlite_engine, later(clock, days=1), row, "sent") is None
    assert written(sqlite_engine, later(clock, days=1), "a") is None


def test_the_servers_fault_is_not_the_messages(sqlite_engine: Engine, clock: FixedClock) -> None:
    row = written(sqlite_engine, clock, "a")
    assert row is not None
    assert row.id is not None
    for hour in range(5):
        at = later(clock, hours=hour)
        with transaction(sqlite_engine) as session:
            attempt = outbox_delivery.claim(session, at, row, POLICY)
            assert attempt is not None
            assert attempt.claim.attempt == hour + 1
            outbox_delivery.hold(session, at, attempt, "530", pause=timedelta(hours=1))
    assert tried(sqlite_engine, later(clock, hours=5), row, "again") == "again"


def test_attempts_of_which_nothing_was_heard_count(sqlite_engine: Engine, clock: FixedClock) -> None:
    row = written(sqlite_engine, clock, "a")
    assert row is not None
    assert row.id is not None
    for hour in range(2):
        with transaction(sqlite_engine) as session:
            attempt = outbox_delivery.claim(session, later(clock, hours=hour), row, POLICY)
            assert attempt is not None
            assert attempt.claim.attempt == hour + 1
    assert tried(sqlite_engine, later(clock, hours=2), row, "again") == "given_up"


def test_a_message_taken_back_frees_its_keys_and_is_never_sent(engine: Engine, clock: FixedClock) -> None:
    old = written(engine, clock, "a", "b")
    assert old is not None
    with transaction(engine) as session:
        assert outbox_delivery.take_back(session, clock, old)
        assert not outbox_delivery.take_back(session, clock, old)
    new = written(engine, clock, "b", "c")
    assert new is not None
    assert new.key != old.key
    assert sendable(engine, clock) == [new.key]
    assert written(engine, clock, "b") is None
    with reading(engine) as session:
        assert outbox.read_used_keys(session, ["a", "b", "c"]) == {"b", "c"}


def test_what_may_have_gone_out_is_not_taken_back(sqlite_engine: Engine, clock: FixedClock) -> None:
    row = written(sqlite_engine, clock, "a")
    assert row is not None
    assert row.id is not None
    with transaction(sqlite_engine) as session:
        outbox_delivery.claim(session, clock, row, POLICY)
    with transaction(sqlite_engine) as session:
        assert not outbox_delivery.take_back(session, later(clock, days=1), row)


def test_the_audit_trail_names_the_contact_by_code_and_holds_no_words(sqlite_engine: Engine, clock: FixedClock) -> None:
    row = written(sqlite_engine, clock, "a")
    assert row is not None
    tried(sqlite_engine, clock, row, "sent")
    with reading(sqlite_engine) as session:
        acts = [(each.act, json.loads(each.details)) for each in session.exec(select(AuditRow).order_by("id"))]
    assert [(act, {key: told[key] for key in told if key != "rows"}) for act, told in acts] == [
        ("write-message", {"keys": 1, "to": "lewisham/desk"}),
        ("deliver-message", {"attempt": 1, "outcome": "sent"}),
    ]


def test_a_subject_is_one_line(sqlite_engine: Engine, clock: FixedClock) -> None:
    with transaction(sqlite_engine) as session:
        row = outbox.put(
            session,
            clock,
            outbox.NewMessage(
                keys=("a",),
                recipient="x/y",
                subject="Due\r\nBcc: all@example.org\t\x00now",
                body="",
                not_before=clock.now(),
            ),
        )
        assert row is not None
        assert row.subject == "Due Bcc: all@example.org now"
