"""Work under claims, to be killed in the middle: three ticks of the clock, and some tasks; each takes effect once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from jobs.background.queue import work_through
from jobs.background.worker import BackgroundWorker
from jobs.job_runner import JobRunner
from jobs.runner.job_function import Finish
from jobs.runner.run_times import list_slots
from mappings.definitions.job_definitions import QueueSettings
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims import background_tasks
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.jobs.runners import NO_VAULT, at, count, duty, utc
from tests.shipped import job_definitions

#: After whatever else happened in the store.
START = utc("2028-02-28T12:00")
TICKS = [START, START + timedelta(hours=7), START + timedelta(hours=15)]
LATER = [TICKS[-1] + timedelta(minutes=5), TICKS[-1] + timedelta(minutes=20)]
DUTIES = (duty(catch_up="each"), duty(code="often", every=120, catch_up="each"))
TASKS = tuple(f"task {number}" for number in range(8))


def _context(engine: Engine, settings: Settings, now: datetime) -> AppContext:
    return make_context(engine, settings=settings, clock=FixedClock(now), vault=NO_VAULT)


def keep_clock(engine: Engine, settings: Settings, ticks: list[datetime] = TICKS) -> None:
    """Everything that falls due, tick by tick."""
    runner = JobRunner(_context(engine, settings, ticks[0]), "clock", job_definitions(*DUTIES), {"count": count})
    for now in ticks:
        at(runner, now).run_due()


def list_wanted_slots() -> list[datetime]:
    """What falls due from the day of the first tick to the last."""
    midnight = START - timedelta(hours=12, seconds=1)
    often = list_slots(DUTIES[1], START - timedelta(minutes=1), LATER[-1])
    return sorted([*list_slots(DUTIES[0], midnight, LATER[-1]), *often])


def queue_tasks(engine: Engine) -> None:
    """Some tasks that wait."""
    with transaction(engine) as session:
        for what in TASKS:
            background_tasks.queue_task(
                session, FixedClock(START), name="record", key=f"record/{what}", arguments={"what": what}
            )


def record(context: AppContext, named: Mapping[str, str]) -> Finish:
    """Takes effect as a row of the audit trail, with its end."""

    def finish(session: Session) -> str:
        audit.record(session, context.clock, act="effect", subject=named["what"])
        return "done"

    return finish


def do_tasks(engine: Engine, settings: Settings, now: datetime = START, *, by_queue: bool = True) -> None:
    """Do all that waits: as the verb ``work`` does, or without asking the queue that machines share."""
    worker = BackgroundWorker(_context(engine, settings, now), "worker", QueueSettings(), {"record": record})
    if by_queue:
        work_through(worker, once=True, tell=lambda _: None)
    else:
        worker.do_waiting()
