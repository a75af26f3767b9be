"""Does work under a lease: keeps the lease alive, commits what was done with its end, or tries again later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from jobs.runner.heartbeat import keep_alive
from jobs.runner.job_function import Finish
from returnonce.claims import leases
from returnonce.claims.leases import Lease
from returnonce.db import transaction

if TYPE_CHECKING:
    from mappings.ruleset.app_context import AppContext

log = structlog.get_logger()


class LeaseLost(Exception):
    """Another worker has taken this work over; whatever was written for it here is undone."""


@dataclass(frozen=True)
class LeasedWork:
    """``name``: the work in words. ``attempt``: 1 for the first. ``pauses``: minutes to wait after each failure."""

    code: str
    name: str
    lease: Lease
    attempt: int
    pauses: tuple[int, ...]
    run: Callable[[], str | Finish]


@dataclass(frozen=True)
class WorkOutcome:
    """What came of one job, in words."""

    text: str
    failed: bool = False


def do_leased_work(context: AppContext, work: LeasedWork) -> WorkOutcome:
    """Work on what is ours; nothing that the work does wrong gets past here."""
    if work.attempt > len(work.pauses) + 1:
        return _failed(context, work, f"given up: {work.attempt - 1} workers died over it")
    try:
        with keep_alive(context.engine, context.clock, work.lease):
            result = work.run()
        return WorkOutcome(f"{work.name}: {_finished(context, work.lease, result)}")
    except LeaseLost:
        return WorkOutcome(f"{work.name}: taken over by another")
    except Exception as error:
        log.exception("a duty failed", action="duty_failed", duty=work.code, attempt=work.attempt)
        return _failed(context, work, f"failed: {type(error).__name__}")


def _finished(context: AppContext, lease: Lease, result: str | Finish) -> str:
    with transaction(context.engine) as session:
        outcome = result if isinstance(result, str) else result(session)
        if not leases.finish(session, context.clock, lease, outcome=outcome):
            raise LeaseLost
    return outcome


def _failed(context: AppContext, work: LeasedWork, outcome: str) -> WorkOutcome:
    if work.attempt > len(work.pauses):
        with transaction(context.engine) as session:
            leases.give_up(session, context.clock, work.lease, outcome=outcome)
        log.error("a duty is given up", action="duty_given_up", duty=work.code, attempts=work.attempt)
        return WorkOutcome(f"{work.name}: {outcome}; given up", failed=True)
    pause = work.pauses[work.attempt - 1]
    with transaction(context.engine) as session:
        leases.retry_later(session, context.clock, work.lease, outcome=outcome, pause=timedelta(minutes=pause))
    return WorkOutcome(f"{work.name}: {outcome}; tried again in {pause} minutes", failed=True)
