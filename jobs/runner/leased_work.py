"""Does work under a lease: keeps the lease alive, commits what was done with its end, or tries again later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Engine

from jobs.runner.heartbeat import kept_alive
from jobs.runner.job_context import Finish
from returnonce.claims import leases
from returnonce.claims.leases import Lease
from returnonce.clock import Clock
from returnonce.db import transaction

log = structlog.get_logger()


class Lost(Exception):
    """Another worker has taken this work over; whatever was written for it here is undone."""


@dataclass(frozen=True)
class Job:
    """``name``: the work in words. ``attempt``: 1 for the first. ``pauses``: minutes to wait after each failure."""

    code: str
    name: str
    lease: Lease
    attempt: int
    pauses: tuple[int, ...]
    run: Callable[[], str | Finish]


@dataclass(frozen=True)
class Told:
    """What came of one job, in words."""

    text: str
    failed: bool = False


def do(engine: Engine, clock: Clock, job: Job) -> Told:
    """Work on what is ours; nothing that the work does wrong gets past here."""
    if job.attempt > len(job.pauses) + 1:
        return _failed(engine, clock, job, f"given up: {job.attempt - 1} workers died over it")
    try:
        with kept_alive(engine, clock, job.lease):
            made = job.run()
        return Told(f"{job.name}: {_finished(engine, clock, job.lease, made)}")
    except Lost:
        return Told(f"{job.name}: taken over by another")
    except Exception as error:
        log.exception("a duty failed", action="duty_failed", duty=job.code, attempt=job.attempt)
        return _failed(engine, clock, job, f"failed: {type(error).__name__}")


def _finished(engine: Engine, clock: Clock, lease: Lease, made: str | Finish) -> str:
    with transaction(engine) as session:
        outcome = made if isinstance(made, str) else made(session)
        if not leases.finish(session, clock, lease, outcome=outcome):
            raise Lost
    return outcome


def _failed(engine: Engine, clock: Clock, job: Job, outcome: str) -> Told:
    if job.attempt > len(job.pauses):
        with transaction(engine) as session:
            leases.give_up(session, clock, job.lease, outcome=outcome)
        log.error("a duty is given up", action="duty_given_up", duty=job.code, attempts=job.attempt)
        return Told(f"{job.name}: {outcome}; given up", failed=True)
    pause = job.pauses[job.attempt - 1]
    with transaction(engine) as session:
        leases.wait(session, clock, job.lease, outcome=outcome, pause=timedelta(minutes=pause))
    return Told(f"{job.name}: {outcome}; tried again in {pause} minutes", failed=True)
