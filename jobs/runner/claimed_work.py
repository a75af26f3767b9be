"""Does work under a claim: keeps the claim alive, commits what was done with its end, or tries again later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from jobs.runner.heartbeat import keep_alive
from jobs.runner.job_function import Finish
from returnonce.claims import claims
from returnonce.claims.claims import Claim
from returnonce.db import transaction
from returnonce.fork_server.cancellation import Cancelled
from returnonce.logs import get_logger

if TYPE_CHECKING:
    from mappings.ruleset.app_context import AppContext

log = get_logger()
MINUTE = timedelta(minutes=1)


class ClaimLost(Exception):
    """Another worker has taken this work over; whatever was written for it here is undone."""


@dataclass(frozen=True)
class ClaimedWork:
    """``name``: the work in words."""

    code: str
    name: str
    claim: Claim
    run: Callable[[], str | Finish]


@dataclass(frozen=True)
class WorkOutcome:
    """The outcome of one job, in words."""

    text: str
    failed: bool = False


def do_claimed_work(context: AppContext, work: ClaimedWork) -> WorkOutcome:
    """Do the work of a claim. All exceptions are caught here."""
    if work.claim.is_spent:
        return _failed(context, work, f"given up: {work.claim.attempt - 1} workers died over it")
    try:
        with keep_alive(context.engine, context.clock, work.claim):
            result = work.run()
        return WorkOutcome(f"{work.name}: {_finished(context, work.claim, result)}")
    except ClaimLost:
        return WorkOutcome(f"{work.name}: taken over by another")
    except Cancelled:
        return _put_back(context, work)
    except (KeyboardInterrupt, SystemExit):
        _put_back(context, work)
        raise
    except Exception as error:
        log.exception("a duty failed", action="duty_failed", duty=work.code, attempt=work.claim.attempt)
        return _failed(context, work, f"failed: {type(error).__name__}")


def _finished(context: AppContext, claim: Claim, result: str | Finish) -> str:
    with transaction(context.engine) as session:
        outcome = result if isinstance(result, str) else result(session)
        if not claims.finish(session, context.clock, claim, outcome):
            raise ClaimLost
    return outcome


def _put_back(context: AppContext, work: ClaimedWork) -> WorkOutcome:
    """This process is to stop: whoever looks next takes the work up at once, and it counts as no failure."""
    with transaction(context.engine) as session:
        claims.retry_later(session, context.clock, work.claim, "called off", timedelta(0), is_failure=False)
    return WorkOutcome(f"{work.name}: called off, to be taken up again")


def _failed(context: AppContext, work: ClaimedWork, outcome: str) -> WorkOutcome:
    with transaction(context.engine) as session:
        pause = claims.fail(session, context.clock, work.claim, outcome)
    if pause is None:
        log.error("a duty is given up", action="duty_given_up", duty=work.code, attempts=work.claim.attempt)
        return WorkOutcome(f"{work.name}: {outcome}; given up", failed=True)
    return WorkOutcome(f"{work.name}: {outcome}; tried again in {pause // MINUTE} minutes", failed=True)
