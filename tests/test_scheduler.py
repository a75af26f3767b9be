from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

import scheduler
from mappings.ruleset import load_ruleset
from returnonce import audit
from returnonce.clock import LONDON, FixedClock
from returnonce.db import reading, transaction
from returnonce.firings import FiringRow
from returnonce.vault import Case, case_name, open_vault
from scheduler import Duty, build_scheduler, duties, fire, prove_audit_chain

RULES: Any = None


def history(engine: Engine) -> list[tuple[str, str | None]]:
    with reading(engine) as session:
        return [(row.duty, row.outcome) for row in session.exec(select(FiringRow).order_by("slot"))]


def test_of_several_processes_one_does_a_duty_and_the_next_day_again(engine: Engine, clock: FixedClock) -> None:
    done: list[bool] = []
    duty = Duty("count", 6, 0, lambda *_: "done")

    def keep_the_clock() -> None:
        done.append(fire(duty, engine, RULES, clock=clock))

    threads = [threading.Thread(target=keep_the_clock) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 5 + [True]
    assert fire(duty, engine, RULES, clock=FixedClock(clock.instant + timedelta(days=1)))
    assert history(engine) == [("count", "done"), ("count", "done")]


def test_a_duty_that_fails_is_recorded_and_harms_no_other(sqlite_engine: Engine, clock: FixedClock) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError

    assert fire(Duty("fails", 6, 0, fail), sqlite_engine, RULES, clock=clock)
    assert history(sqlite_engine) == [("fails", "failed: RuntimeError")]


def test_a_broken_audit_trail_is_found(sqlite_engine: Engine, clock: FixedClock) -> None:
    with transaction(sqlite_engine) as session:
        audit.record(session, clock, act="collect", subject="x")
        audit.record(session, clock, act="collect", subject="y")
    assert prove_audit_chain(sqlite_engine, RULES, clock.instant.date()) == "unbroken"
    with transaction(sqlite_engine) as session:
        session.execute(text("UPDATE audit SET subject = 'z' WHERE id = 2"))
    assert prove_audit_chain(sqlite_engine, RULES, clock.instant.date()) == "broken at row 2"


def test_what_falls_due_is_counted(sqlite_engine: Engine) -> None:
    told = scheduler.look_ahead(sqlite_engine, load_ruleset(), datetime(2010, 3, 20, tzinfo=UTC).date())
    assert told.endswith("agencies")
    assert int(told.split()[0]) > 100


@pytest.mark.parametrize(
    ("day", "hour"),
    [(datetime(2026, 3, 28, 12, tzinfo=UTC), 5), (datetime(2026, 10, 24, 12, tzinfo=UTC), 6)],
)
def test_each_duty_fires_once_on_the_days_on_which_clocks_change(
    day: datetime, hour: int, sqlite_engine: Engine, tmp_path: Path
) -> None:
    vault = open_vault(tmp_path)
    jobs = build_scheduler(sqlite_engine, RULES, vault, clock=FixedClock(day)).get_jobs()
    assert {job.id for job in jobs} == {duty.code for duty in duties(vault, FixedClock(day))}
    for job in jobs:
        first = job.trigger.get_next_fire_time(None, day)
        second = job.trigger.get_next_fire_time(first, first)
        assert (second.astimezone(LONDON).date() - first.astimezone(LONDON).date()).days == 1
    morning = next(job for job in jobs if job.id == "look-ahead").trigger.get_next_fire_time(None, day)
    assert morning.astimezone(UTC).hour == hour


def test_what_may_not_be_kept_any_longer_is_destroyed_once_a_day(sqlite_engine: Engine, tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    vault = open_vault(tmp_path)
    vault.create(Case(case_name("due"), "refused", date(2026, 11, 20)), {"received": b"x"})
    vault.create(Case(case_name("kept"), "refused", date(2026, 11, 21)), {"received": b"x"})
    duty = next(duty for duty in duties(vault, clock) if duty.code == "purge")
    assert fire(duty, sqlite_engine, RULES, clock=clock)
    assert [case.keep_until for case in vault.cases()] == [date(2026, 11, 21)]
    assert not fire(duty, sqlite_engine, RULES, clock=clock)
