"""Which runs are due now, read from the store and never from memory; and the claim of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from jobs.runner.run_times import day_start, list_slots
from mappings.definitions.job_definitions import DAY_MINUTES, Job
from returnonce.claims import claims, job_runs
from returnonce.claims.claims import Claim
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.instant_text import instant_in_words

#: A job begins just before the first slot that it is to do, so that the two never share a row.
JUST_BEFORE = timedelta(seconds=1)
#: At most this many missed slots get a row; older ones are over without one.
MOST_NOTED = 500


@dataclass(frozen=True)
class ClaimedRun:
    """A run that this worker holds until the lease of its claim runs out."""

    job: Job
    slot: datetime
    claim: Claim


@dataclass(frozen=True)
class DueRun:
    """A slot to be claimed, and the older ones that it replaces."""

    job: Job
    slot: datetime
    passed_over: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class OutstandingRuns:
    """What the table says is to be done: firings that nobody holds (as rows), and slots that have no row."""

    free_runs: tuple[job_runs.FreeJobRun, ...]
    due_runs: tuple[DueRun, ...]


def find_outstanding(engine: Engine, jobs: Sequence[Job], clock: Clock) -> OutstandingRuns:
    """Everything that is to be done now, the earliest first; jobs new to the store begin today."""
    now = clock.now()
    with reading(engine) as session:
        free = job_runs.read_free_runs(session, clock)
        settled = job_runs.read_settled_until(session, clock, [job.code for job in jobs])
    settled |= _begin(engine, [job for job in jobs if job.code not in settled], clock)
    due_runs = [due for job in jobs for due in _due_runs(job, settled[job.code], now)]
    return OutstandingRuns(tuple(free), tuple(sorted(due_runs, key=lambda due: (due.slot, due.job.code))))


def claim_run(engine: Engine, due: DueRun, clock: Clock, holder: str) -> ClaimedRun | None:
    """The run, unless another has it, with the older slots it replaces."""
    with transaction(engine) as session:
        if _is_too_late(due.job, due.slot, clock.now()):
            reason = f"skipped: found more than {due.job.grace} minutes late"
            job_runs.skip(session, clock, job=due.job.code, slots=[*due.passed_over, due.slot], outcome=reason)
            return None
        reason = f"skipped: collapsed into {instant_in_words(due.slot)}"
        job_runs.skip(session, clock, job=due.job.code, slots=due.passed_over, outcome=reason)
        wanted = job_runs.claim_of(due.job.code, due.slot, holder, due.job.retry_policy)
        claim = job_runs.claim(session, clock, wanted)
        return ClaimedRun(due.job, due.slot, claim) if claim else None


def take_over_run(
    engine: Engine, job: Job, free_run: job_runs.FreeJobRun, clock: Clock, holder: str
) -> ClaimedRun | None:
    """A firing whose worker died, or that is to be tried again, unless somebody else took it."""
    wanted = job_runs.claim_of(job.code, free_run.slot, holder, job.retry_policy)
    with transaction(engine) as session:
        claim = claims.take(session, clock, wanted)
    return ClaimedRun(job, free_run.slot, claim) if claim else None


def _begin(engine: Engine, new: Sequence[Job], clock: Clock) -> dict[str, datetime]:
    if not new:
        return {}
    begun = {job.code: first_instant(job, clock.now()) for job in new}
    with transaction(engine) as session:
        for code, slot in begun.items():
            job_runs.begin(session, clock, job=code, slot=slot)
    return begun


def first_instant(job: Job, now: datetime) -> datetime:
    """Just before the first slot that a duty does when it is new: today's, or the latest of many a day."""
    start = day_start(now) if job.every is None else now - timedelta(minutes=job.every) + JUST_BEFORE
    return start - JUST_BEFORE


def _due_runs(job: Job, since: datetime, now: datetime) -> list[DueRun]:
    if job.catch_up == "each":
        return [DueRun(job, slot) for slot in list_slots(job, since, now)]
    # A machine that wakes with the clock of 1970, and is then set right, has not missed millions of times.
    noted_span = timedelta(minutes=job.every or DAY_MINUTES) * MOST_NOTED
    missed = list(list_slots(job, max(since, now - noted_span), now))
    return [DueRun(job, missed[-1], tuple(missed[:-1]))] if missed else []


def _is_too_late(job: Job, slot: datetime, now: datetime) -> bool:
    return job.catch_up == "none" and now - slot > timedelta(minutes=job.grace)
