from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from jobs.background.worker import BackgroundWorker
from jobs.runner.job_function import Finish
from mappings.definitions.job_definitions import QueueSettings
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims import background_tasks, claims
from returnonce.claims.background_tasks import BackgroundTaskEntry
from returnonce.claims.claims import Claim
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.jobs.runners import NO_VAULT, utc

START, MINUTE = utc("2026-11-20T12:00"), timedelta(minutes=1)


def record(context: AppContext, named: Mapping[str, str]) -> Finish:
    def finish(session: Session) -> str:
        audit.record(session, context.clock, act="effect", subject=named["what"])
        return f"done {named['what']}"

    return finish


def fail(_context: AppContext, _named: Mapping[str, str]) -> str:
    raise RuntimeError("about a person")


def worker(engine: Engine, now: datetime = START, name: str = "one", **heavy: Any) -> BackgroundWorker:
    context = make_context(engine, Path("nowhere"), clock=FixedClock(now), vault=NO_VAULT)
    return BackgroundWorker(context, name, QueueSettings(), functions={"record": record, "fail": fail, **heavy})


def queue(engine: Engine, *whats: str, name: str = "record") -> list[bool]:
    with transaction(engine) as session:
        clock = FixedClock(START)
        return [
            background_tasks.queue_task(session, clock, name=name, key=f"{name}/{w}", arguments={"what": w})
            for w in whats
        ]


def rows(engine: Engine) -> list[BackgroundTaskEntry]:
    with reading(engine) as session:
        return background_tasks.read_history(session)[::-1]


def effects(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(audit.AuditRow.subject).where(audit.AuditRow.act == "effect").order_by("id")))


def test_the_same_work_is_queued_once_done_or_not(engine: Engine) -> None:
    assert queue(engine, "a", "b", "a") == [True, True, False]
    assert [told.text for told in worker(engine).do_waiting()] == ["record/a: done a", "record/b: done b"]
    assert queue(engine, "a") == [False]
    assert worker(engine).do_waiting() == []
    assert [row.state for row in rows(engine)] == ["done", "done"]


def test_several_workers_share_what_waits(engine: Engine) -> None:
    queue(engine, *map(str, range(12)))
    told: list[int] = []

    def shift(number: int) -> None:
        told.append(len(worker(engine, name=str(number)).do_waiting()))

    threads = [threading.Thread(target=shift, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(told) == 12
    assert sorted(effects(engine), key=int) == [str(number) for number in range(12)]


def test_what_fails_waits_and_holds_up_nothing(engine: Engine) -> None:
    queue(engine, "bad", name="fail")
    queue(engine, "good")
    first = worker(engine).do_waiting()
    assert [told.failed for told in first] == [True, False]
    assert "about a person" not in str(first)
    now = START
    for pause in (2, 10, 60):
        assert worker(engine, now + (pause - 1) * MINUTE).do_waiting() == []
        now += pause * MINUTE
        assert len(worker(engine, now).do_waiting()) == 1
    assert worker(engine, now + timedelta(days=9)).do_waiting() == []
    assert [(row.state, row.attempts) for row in rows(engine)] == [("failed", 4), ("done", 1)]


def test_what_a_dead_worker_had_is_taken_over_and_not_by_its_key_before(engine: Engine) -> None:
    queue(engine, "a")
    with transaction(engine) as session:
        dead = Claim("task", "record/a", "dead", RetryPolicy(2 * MINUTE))
        assert claims.take(session, FixedClock(START), dead)
    assert worker(engine, START + MINUTE).do_task("record/a") == []
    [outcome] = worker(engine, START + 2 * MINUTE).do_task("record/a")
    assert outcome.text == "record/a: done a"
    assert (rows(engine)[0].attempts, effects(engine)) == (2, ["a"])
    assert worker(engine, START + 9 * MINUTE).do_task("record/a") == []


def test_a_worker_that_was_only_slow_undoes_what_it_did(engine: Engine) -> None:
    queue(engine, "a")

    def slow(context: AppContext, named: Mapping[str, str]) -> Finish:
        assert len(worker(engine, START + 3 * MINUTE, "other").do_waiting()) == 1
        return record(context, named)

    (outcome,) = worker(engine, record=slow).do_waiting()
    assert outcome.text == "record/a: taken over by another"
    assert effects(engine) == ["a"]


def test_work_of_a_name_that_is_not_known_fails_and_waits_for_a_newer_version(sqlite_engine: Engine) -> None:
    queue(sqlite_engine, "a", name="later")
    (outcome,) = worker(sqlite_engine).do_waiting()
    assert outcome.failed
    (outcome,) = worker(sqlite_engine, START + 2 * MINUTE, later=record).do_waiting()
    assert outcome.text == "later/a: done a"


@pytest.mark.postgres
def test_procrastinate_is_called_once_for_each_work(engine: Engine, settings: Settings) -> None:
    if engine.dialect.name != "postgresql":
        return
    from jobs.background.procrastinate_queue import call_workers, prepare_schema

    queue(engine, "a", "b")
    assert call_workers(engine, FixedClock(START)) == 2
    assert call_workers(engine, FixedClock(START)) == 0
    prepare_schema(engine)
    with reading(engine) as session:
        called = session.execute(text("SELECT queueing_lock, args FROM procrastinate.procrastinate_jobs ORDER BY id"))
        assert [tuple(row) for row in called] == [("record/a", {"key": "record/a"}), ("record/b", {"key": "record/b"})]
        tables = session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        assert not any(name.startswith("procrastinate") for name in tables)


@pytest.mark.postgres
def test_procrastinates_workers_do_what_is_called_out(engine: Engine, settings: Settings) -> None:
    if engine.dialect.name != "postgresql":
        return
    from jobs.background.procrastinate_queue import run_worker

    queue(engine, "a", "b")
    queue(engine, "bad", name="fail")
    run_worker(worker(engine), settings.url, once=True)
    assert effects(engine) == ["a", "b"]
    assert [row.state for row in rows(engine)] == ["done", "done", "waiting"]
    run_worker(worker(engine, START + 2 * MINUTE), settings.url, once=True)
    assert [row.attempts for row in rows(engine)] == [1, 1, 2]


@pytest.mark.postgres
def test_an_older_procrastinates_tables_are_made_anew_and_the_work_is_still_there(
    engine: Engine, settings: Settings
) -> None:
    if engine.dialect.name != "postgresql":
        return
    from jobs.background.procrastinate_queue import TASK, call_workers, run_worker

    queue(engine, "a")
    call_workers(engine, FixedClock(START))
    with transaction(engine) as session:
        session.execute(text("COMMENT ON SCHEMA procrastinate IS '3.9.9'"))
    run_worker(worker(engine), settings.url, once=True)
    assert effects(engine) == ["a"]
    with reading(engine) as session:
        # Each minute there is another job, which looks for work that was left.
        query = text("SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE task_name = :task")
        assert session.execute(query, {"task": TASK}).scalar_one() == 0
