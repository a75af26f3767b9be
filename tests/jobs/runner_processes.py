"""Processes that keep the clock, for tests that start several and kill one."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from sqlmodel import Session

from jobs.job_runner import JobRunner
from jobs.runner.job_function import Finish, JobFunction
from mappings.definitions.job_definitions import Job
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import make_engine
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.jobs.runners import NO_VAULT, at, count, duty
from tests.shipped import job_definitions

# Each is a child of one server that has read the code before, so that starting one takes no time.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.jobs.runner_processes"])
PATIENCE = 60
DUTIES = (
    duty(catch_up="each"),
    duty(code="often", every=360, catch_up="each"),
    duty(code="yearly", days=["02-29", "04-01"], at="00:10", catch_up="each"),
)


@dataclass(frozen=True)
class Ticks:
    """``steps`` instants, so many ``minutes`` apart; ``task`` is what every duty does then."""

    start: datetime
    minutes: int
    steps: int
    task: str
    jobs: tuple[Job, ...] = DUTIES

    def instants(self) -> Iterator[datetime]:
        return (self.start + timedelta(minutes=self.minutes * step) for step in range(self.steps))


@dataclass
class Child:
    """A process, and the line to it."""

    process: Any
    pipe: Connection

    def told(self) -> str:
        assert self.pipe.poll(PATIENCE)
        return str(self.pipe.recv())

    def ended(self) -> int | None:
        self.process.join(PATIENCE)
        code: int | None = self.process.exitcode
        return code


@contextmanager
def processes(settings: Settings, names: Sequence[str], ticks: Ticks) -> Iterator[list[Child]]:
    """Started, and at work once all of them are ready."""
    started = [_start(settings, name, ticks) for name in names]
    try:
        for one in started:
            assert one.told() == "ready"
        for one in started:
            one.pipe.send("go")
        yield started
    finally:
        for one in started:
            one.process.kill()
            one.process.join()
            one.pipe.close()


def _start(settings: Settings, name: str, ticks: Ticks) -> Child:
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=keep, args=(settings.home, settings.database_url, name, ticks, theirs))
    process.start()
    theirs.close()
    return Child(process, ours)


def keep(home: Any, url: str | None, name: str, ticks: Ticks, pipe: Connection) -> None:
    """What each process does."""
    settings = Settings(home=home, database_url=url)
    tasks: dict[str, JobFunction] = {"count": {"count": count, **stuck(pipe)}[ticks.task]}
    clock = FixedClock(ticks.start)
    context = make_context(make_engine(settings.url), settings=settings, clock=clock, vault=NO_VAULT)
    keeper = JobRunner(context, name, job_definitions(*ticks.jobs), tasks)
    pipe.send("ready")
    pipe.recv()
    for now in ticks.instants():
        at(keeper, now).run_due()


def stuck(pipe: Connection) -> dict[str, JobFunction]:
    """Tasks that say when they are in the middle, and stay there until they are killed."""

    def before_writing(_context: AppContext, slot: datetime) -> str:
        pipe.send(slot.isoformat())
        threading.Event().wait()
        return "never"

    def before_committing(context: AppContext, slot: datetime) -> Finish:
        def finish(session: Session) -> str:
            audit.record(session, context.clock, act="effect", subject=slot.isoformat())
            return before_writing(context, slot)

        return finish

    return {"stuck before writing": before_writing, "stuck before committing": before_committing}
