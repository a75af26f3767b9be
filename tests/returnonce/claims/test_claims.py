"""One machine of claims: of many one gets the work, who lost it cannot finish it, and failures rest and end."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from returnonce.claims import claims
from returnonce.claims.claims import Claim, ClaimRow
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import Clock, FixedClock
from returnonce.db import reading, transaction

POLICY = RetryPolicy.of_minutes(10, (5, 30))
FIRST = Claim("work", "a", "first", POLICY)
SECOND = replace(FIRST, holder="second")


def later(clock: FixedClock, **steps: float) -> FixedClock:
    return FixedClock(clock.instant + timedelta(**steps))


def take(engine: Engine, clock: Clock, claim: Claim = FIRST) -> Claim | None:
    with transaction(engine) as session:
        return claims.take(session, clock, claim)


def row(engine: Engine) -> ClaimRow:
    with reading(engine) as session:
        return session.get_one(ClaimRow, (FIRST.kind, FIRST.key))


def free(engine: Engine, clock: Clock) -> list[str]:
    with reading(engine) as session:
        return [row.key for row in claims.read_free(session, clock, "work")]


def test_of_many_at_once_one_gets_it(engine: Engine, clock: FixedClock) -> None:
    won: list[Claim | None] = []
    threads = [
        threading.Thread(target=lambda n=n: won.append(take(engine, clock, replace(FIRST, holder=str(n)))))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.attempt for one in won if one] == [1]


def test_what_is_queued_is_free_until_it_is_taken_and_is_known_for_good(engine: Engine, clock: FixedClock) -> None:
    with transaction(engine) as session:
        assert [claims.add(session, "work", "a"), claims.add(session, "work", "a")] == [True, False]
    assert (free(engine, clock), row(engine).state) == (["a"], "queued")
    claim = take(engine, clock)
    assert claim is not None
    assert free(engine, clock) == []
    with transaction(engine) as session:
        assert claims.finish(session, clock, claim, "done well")
        assert not claims.add(session, "work", "a")
    assert take(engine, later(clock, days=300), SECOND) is None
    assert (row(engine).state, row(engine).outcome, row(engine).finished_at) == ("done", "done well", clock.now())


def test_who_has_lost_a_claim_changes_nothing(engine: Engine, clock: FixedClock) -> None:
    assert take(engine, clock) == FIRST
    assert take(engine, later(clock, minutes=9), SECOND) is None
    with transaction(engine) as session:
        assert claims.renew(session, later(clock, minutes=9), FIRST)
    assert take(engine, later(clock, minutes=18), SECOND) is None
    # A holder that dies has failed.
    assert take(engine, later(clock, minutes=19), SECOND) == replace(SECOND, attempt=2, failures=1)
    with transaction(engine) as session:
        assert not claims.renew(session, clock, FIRST)
        assert not claims.finish(session, clock, FIRST, "x")
        assert not claims.give_up(session, clock, FIRST, "x")
        assert not claims.retry_later(session, clock, FIRST, "x", timedelta(0))
        assert not claims.release(session, FIRST)
        assert claims.finish(session, clock, SECOND, "by another")


def test_failures_rest_by_the_policy_and_then_it_is_given_up(engine: Engine, clock: FixedClock) -> None:
    at, pauses = clock, []
    for _ in range(3):
        claim = take(engine, at)
        assert claim is not None
        assert not claim.is_spent
        with transaction(engine) as session:
            pauses.append(claims.fail(session, at, claim, "failed"))
        assert take(engine, later(at, minutes=4), SECOND) is None
        at = later(at, minutes=30)
    assert pauses == [*POLICY.pauses, None]
    assert (row(engine).state, row(engine).attempts, row(engine).failures) == ("failed", 3, 3)


def test_what_kills_its_holders_is_spent(engine: Engine, clock: FixedClock) -> None:
    spent = [one.is_spent for hour in range(4) if (one := take(engine, later(clock, hours=hour)))]
    assert spent == [False, False, False, True]


def test_a_rest_for_anothers_fault_counts_for_nothing(engine: Engine, clock: FixedClock) -> None:
    for hour in range(5):
        at = later(clock, hours=hour)
        claim = take(engine, at)
        assert claim == replace(FIRST, attempt=hour + 1)
        with transaction(engine) as session:
            assert claims.retry_later(session, at, claim, "held", timedelta(hours=1), is_failure=False)


def test_what_is_released_begins_anew(engine: Engine, clock: FixedClock) -> None:
    assert take(engine, clock)
    with transaction(engine) as session:
        assert claims.release(session, FIRST)
    assert take(engine, clock, SECOND) == SECOND


@pytest.mark.parametrize("ends", ["dies", "rests"])
def test_a_clock_that_ran_ahead_holds_nothing_for_a_year(engine: Engine, clock: FixedClock, ends: str) -> None:
    ahead = later(clock, days=365)
    claim = take(engine, ahead)
    assert claim is not None
    if ends == "rests":
        with transaction(engine) as session:
            claims.fail(session, ahead, claim, "failed")
    assert free(engine, clock) == ["a"]
    assert take(engine, clock, SECOND)
    # No lease is longer than one that is believed.
    long = Claim("work", "b", "first", RetryPolicy(timedelta(days=30)))
    assert take(engine, clock, long)
    assert take(engine, later(clock, hours=1), replace(long, holder="second")) is None
