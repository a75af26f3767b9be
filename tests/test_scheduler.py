from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

import scheduler
from jobs.runner.claimed_work import WorkOutcome
from returnonce.clock import FixedClock
from returnonce.errors import Unavailable
from returnonce.vault import Case, case_name
from tests.contexts import make_context
from tests.jobs.runners import duty, effects, keeper
from tests.shipped import load_ruleset

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_tick_does_what_is_due_and_says_what_came_of_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    context = make_context(sqlite_engine, tmp_path, load_ruleset(), clock=FixedClock(NOON))
    vault = context.vault
    vault.seal(Case(case_name("due"), "refused", date(2026, 11, 20)), {"received": b"x"})
    vault.seal(Case(case_name("kept"), "refused", date(2026, 11, 21)), {"received": b"x"})
    texts = [outcome.text for outcome in scheduler.tick(context, worker="one")]
    assert "audit-chain of Friday 20 November 2026, 2:30am: unbroken" in texts
    assert "purge of Friday 20 November 2026, 3am: 1 key destroyed" in texts
    assert [case.keep_until for case in vault.cases()] == [date(2026, 11, 21)]
    assert scheduler.tick(context, worker="two") == []


def test_the_ticker_ticks_at_once_and_by_minutes_that_no_summer_time_changes(sqlite_engine: Engine) -> None:
    jobs = scheduler.build_scheduler(keeper(sqlite_engine, NOON)).get_jobs()
    assert {job.id for job in jobs} == {"tick", "heavy"}
    for job in jobs:
        assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
        for day in (datetime(2026, 3, 29, 0, 59, 45, tzinfo=UTC), datetime(2026, 10, 25, 0, 59, 45, tzinfo=UTC)):
            following = job.trigger.get_next_fire_time(day, day)
            assert following - day == timedelta(seconds=scheduler.TICK_SECONDS)


def test_what_the_ticker_calls_does_the_work(sqlite_engine: Engine) -> None:
    for job in scheduler.build_scheduler(keeper(sqlite_engine, NOON, duty())).get_jobs():
        job.func(*job.args)
    assert effects(sqlite_engine) == [datetime(2026, 11, 20, 2, 30, tzinfo=UTC)]


@pytest.mark.parametrize("error", [Unavailable("The store is busy."), RuntimeError("about a person")])
def test_a_tick_that_cannot_be_made_ends_nothing(error: Exception) -> None:
    def broken() -> list[WorkOutcome]:
        raise error

    scheduler.one_tick(broken)
