from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from returnonce.claims import job_runs
from returnonce.claims.claims import Claim, finish, give_up, renew, retry_later, take
from returnonce.claims.job_runs import (
    JobRunEntry,
    begin,
    claim,
    claim_of,
    read_free_runs,
    read_settled_until,
    skip,
)
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import make_engine, migrate, reading, transaction
from returnonce.settings import Settings
from returnonce.sqlite_reading import MIGRATIONS
from tests.jobs.runners import read_runs

SLOT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
NOON = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
HOUR, LEASE = timedelta(hours=1), timedelta(minutes=10)


def wanted(holder: str, lease: timedelta = LEASE) -> Claim:
    return claim_of("audit-chain", SLOT, holder, RetryPolicy(lease))


FIRST, SECOND = wanted("first"), wanted("second")


def later(**span: float) -> FixedClock:
    return FixedClock(NOON.instant + timedelta(**span))


def row(engine: Engine) -> JobRunEntry:
    with reading(engine) as session:
        (run,) = read_runs(session, "audit-chain")
    return run


def test_of_many_at_once_one_claims(engine: Engine) -> None:
    won: list[bool] = []

    def try_it(number: int) -> None:
        with transaction(engine) as session:
            won.append(claim(session, NOON, wanted(str(number))) is not None)

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 9 + [True]


def test_the_history_tells_what_came_of_it(engine: Engine) -> None:
    with transaction(engine) as session:
        assert claim(session, NOON, FIRST)
        assert finish(session, NOON, FIRST, outcome="unbroken")
        assert not claim(session, later(days=300), SECOND)
    with reading(engine) as session:
        (history,) = job_runs.read_history(session)
        assert (history.state, history.outcome, history.finished_at) == ("done", "unbroken", NOON.now())


def test_who_has_lost_a_lease_may_not_finish(engine: Engine) -> None:
    with transaction(engine) as session:
        claim(session, NOON, FIRST)
        assert list(read_free_runs(session, later(minutes=9))) == []
        assert not take(session, later(minutes=9), SECOND)
        assert renew(session, later(minutes=9), FIRST)
        assert not take(session, later(minutes=18), SECOND)
        assert [one.slot for one in read_free_runs(session, later(minutes=19))] == [SLOT]
        assert take(session, later(minutes=19), SECOND)
        assert not take(session, later(minutes=19), FIRST)
        for lost in (
            renew(session, NOON, FIRST),
            finish(session, NOON, FIRST, outcome="x"),
            give_up(session, NOON, FIRST, outcome="x"),
        ):
            assert not lost
        assert finish(session, later(minutes=20), SECOND, outcome="done by another")
    assert (row(engine).attempts, row(engine).outcome) == (2, "done by another")


def test_what_failed_waits_for_its_pause_and_at_last_is_ended(engine: Engine) -> None:
    with transaction(engine) as session:
        claim(session, NOON, FIRST)
        assert retry_later(session, NOON, FIRST, outcome="failed: RuntimeError", pause=HOUR)
        assert list(read_free_runs(session, later(minutes=59))) == []
        assert take(session, later(minutes=60), SECOND)
        assert give_up(session, later(minutes=60), SECOND, outcome="failed: RuntimeError")
        assert list(read_free_runs(session, later(days=9))) == []
    assert (row(engine).state, row(engine).attempts) == ("failed", 2)


def test_a_lease_of_a_clock_that_ran_ahead_does_not_hold_for_a_year(engine: Engine) -> None:
    with transaction(engine) as session:
        claim(session, later(days=365), FIRST)
        assert [one.slot for one in read_free_runs(session, NOON)] == [SLOT]
        assert take(session, NOON, SECOND)


def test_nothing_is_taken_over_before_its_time(engine: Engine) -> None:
    with transaction(engine) as session:
        claim(session, NOON, wanted("first", timedelta(seconds=1)))
        assert list(read_free_runs(session, later(days=-1))) == []


def test_what_is_passed_over_stays_so_unless_its_time_had_not_come(engine: Engine) -> None:
    with transaction(engine) as session:
        assert skip(session, later(days=365), job="audit-chain", slots=[SLOT], outcome="skipped") == 1
        assert read_settled_until(session, NOON, ["audit-chain"]) == {}
        assert read_settled_until(session, later(days=366), ["audit-chain"]) == {"audit-chain": SLOT}
        assert not claim(session, later(days=366), FIRST)
        assert claim(session, NOON, FIRST)
        assert skip(session, NOON, job="audit-chain", slots=[SLOT], outcome="skipped") == 0


@pytest.mark.long
def test_thousands_of_slots_are_passed_over_at_once(engine: Engine) -> None:
    missed = [SLOT + timedelta(minutes=5 * n) for n in range(2000)]
    with transaction(engine) as session:
        assert skip(session, later(days=30), job="deliver", slots=missed, outcome="skipped") == 2000
        assert skip(session, later(days=30), job="deliver", slots=missed, outcome="skipped") == 0
        assert read_settled_until(session, later(days=30), ["deliver"]) == {"deliver": missed[-1]}


def test_the_history_tells_of_many_that_were_passed_over_in_one_line(engine: Engine) -> None:
    missed = [SLOT + timedelta(minutes=5 * n) for n in range(100)]
    with transaction(engine) as session:
        claim(session, NOON, FIRST)
        skip(session, NOON, job="deliver", slots=missed, outcome="skipped: collapsed into noon")
    with reading(engine) as session:
        history = job_runs.read_history(session, limit=5)
        assert job_runs.read_last_claim(session, "audit-chain") == NOON.now()
        assert job_runs.read_last_claim(session, "never") is None
    rows = [(each.duty, each.state, each.times, each.first, each.slot) for each in history]
    passed_over = ("deliver", "skipped", 100, missed[0], missed[-1])
    assert rows == [passed_over, ("audit-chain", "running", 1, SLOT, SLOT)]


def test_a_duty_is_kept_from_when_it_began(engine: Engine) -> None:
    with transaction(engine) as session:
        assert read_settled_until(session, NOON, ["audit-chain"]) == {}
        begin(session, NOON, job="audit-chain", slot=SLOT)
        assert read_settled_until(session, NOON, ["audit-chain"]) == {"audit-chain": SLOT}


OLD: list[tuple[Any, ...]] = [
    ("audit-chain", date(2026, 1, 15), "unbroken"),
    ("audit-chain", date(2026, 7, 15), "unbroken"),
    ("purge", date(2026, 7, 15), "0 keys destroyed"),
    ("look-ahead", date(2026, 7, 15), "failed: RuntimeError"),
    ("look-ahead", date(2026, 7, 16), None),
    ("forgotten", date(2026, 7, 16), "done"),
]


def test_firings_of_a_day_become_firings_of_an_instant(settings: Settings, tmp_path: Path) -> None:
    settings.home.mkdir(parents=True)
    engine = make_engine(settings.url)
    _to(engine, "0005")
    insert = text("INSERT INTO firing VALUES (:duty, :slot, :at, :end, :outcome)")
    at = "2026-07-15 01:30:00.000000"
    with engine.execution_options(immediate=True).begin() as connection:
        for duty, day, outcome in OLD:
            given = {
                "duty": duty,
                "slot": day.isoformat(),
                "at": at,
                "end": at if outcome else None,
                "outcome": outcome,
            }
            connection.execute(insert, given)
    migrate(engine)
    with reading(engine) as session:
        found = {(one.duty, one.slot): (one.state, one.outcome) for one in job_runs.read_history(session)}
        assert {one.finished_at for one in job_runs.read_history(session)} == {datetime(2026, 7, 15, 1, 30, tzinfo=UTC)}
    assert found == {
        ("audit-chain", datetime(2026, 1, 15, 2, 30, tzinfo=UTC)): ("done", "unbroken"),
        ("audit-chain", datetime(2026, 7, 15, 1, 30, tzinfo=UTC)): ("done", "unbroken"),
        ("purge", datetime(2026, 7, 15, 2, 0, tzinfo=UTC)): ("done", "0 keys destroyed"),
        ("look-ahead", datetime(2026, 7, 15, 5, 0, tzinfo=UTC)): ("failed", "failed: RuntimeError"),
        ("look-ahead", datetime(2026, 7, 16, 5, 0, tzinfo=UTC)): (
            "failed",
            "failed: left unfinished by an earlier version",
        ),
        ("forgotten", datetime(2026, 7, 15, 23, 0, tzinfo=UTC)): ("done", "done"),
    }
    _to(engine, "0005", up=False)
    with engine.connect() as connection:
        days = {(one.duty, str(one.slot)) for one in connection.execute(text("SELECT duty, slot FROM firing"))}
    assert days == {(duty, day.isoformat()) for duty, day, _ in OLD}
    engine.dispose()


def _to(engine: Engine, revision: str, *, up: bool = True) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(immediate=True).begin() as connection:
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)
