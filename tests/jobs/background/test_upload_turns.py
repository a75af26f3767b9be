"""One agency's ten files do not hold up another's first, and an agency's own are judged as they came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from collectors.submissions.pending_uploads import TASK
from jobs.background.upload_turns import list_turns
from jobs.background.worker import BackgroundWorker
from mappings.definitions.job_definitions import QueueSettings
from mappings.ruleset.app_context import AppContext
from returnonce.claims import background_tasks, claims
from returnonce.claims.claims import Claim
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from tests.contexts import NOON, make_context
from tests.jobs.runners import NO_VAULT

POLICY = RetryPolicy(timedelta(minutes=2))


def queue(engine: Engine, *uploads: str) -> None:
    with transaction(engine) as session:
        for upload in uploads:
            arguments = {"agency": upload[0], "name": upload}
            background_tasks.queue_task(
                session, FixedClock(NOON), name=TASK, key=f"{TASK}/{upload}", arguments=arguments
            )


class TickingClock:
    """A millisecond passes whenever it is looked at."""

    def __init__(self) -> None:
        self.instant = NOON

    def now(self) -> datetime:
        self.instant += timedelta(milliseconds=1)
        return self.instant


def worker(engine: Engine, judged: list[str], *, latecomer: str = "") -> BackgroundWorker:
    """``latecomer`` is sent while A2 is judged."""

    def judge(_context: AppContext, arguments: Mapping[str, str]) -> str:
        judged.append(arguments["name"])
        if arguments["name"] == "A2" and latecomer:
            queue(engine, latecomer)
        return "judged"

    clock = TickingClock()
    context = make_context(engine, Path("nowhere"), clock=clock, vault=NO_VAULT)
    return BackgroundWorker(context, "one", QueueSettings(), functions={TASK: judge, "other": judge})


def turns(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [task.arguments["name"] for task in list_turns(session, FixedClock(NOON))]


def take(engine: Engine, upload: str) -> None:
    with transaction(engine) as session:
        assert claims.take(session, FixedClock(NOON), Claim("task", f"{TASK}/{upload}", "another", POLICY))


def test_agencies_take_turns_however_many_files_each_sent(engine: Engine) -> None:
    queue(engine, *(f"A{n}" for n in range(1, 6)), "B1", "B2")
    judged: list[str] = []
    worker(engine, judged, latecomer="C1").do_waiting()
    assert judged == ["A1", "B1", "A2", "C1", "B2", "A3", "A4", "A5"]


def test_nobody_judges_an_agencys_second_file_while_its_first_is_judged(engine: Engine) -> None:
    queue(engine, "A1", "A2", "B1")
    assert turns(engine) == ["A1", "B1"]
    take(engine, "A1")
    assert turns(engine) == ["B1"]


def test_uploads_come_before_other_work_and_a_call_to_one_is_a_call_to_all(engine: Engine) -> None:
    with transaction(engine) as session:
        background_tasks.queue_task(
            session, FixedClock(NOON), name="other", key="other/1", arguments={"name": "other", "agency": "-"}
        )
    queue(engine, "A1", "B1")
    judged: list[str] = []
    one = worker(engine, judged)
    assert len(one.do_task(f"{TASK}/A1")) == 2
    queue(engine, "A2")
    one.do_waiting()
    assert judged == ["A1", "B1", "A2", "other"]
    assert one.do_task(f"{TASK}/A1") == []


def test_only_what_waited_for_long_enough_is_taken_by_who_comes_last(engine: Engine) -> None:
    queue(engine, "A1")
    judged: list[str] = []
    assert worker(engine, judged).do_uploads(waiting_for=timedelta(seconds=5)) == []
    assert len(worker(engine, judged).do_uploads()) == 1


def test_a_worker_that_is_to_stop_begins_nothing(engine: Engine) -> None:
    queue(engine, "A1")
    judged: list[str] = []
    one = worker(engine, judged)
    one.stopping.set()
    assert one.do_waiting() == []
    assert judged == []
