"""Which runs are due now, read from the store and never from memory; and the claim of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from jobs.job_definitions import DAY_MINUTES, Duty
from jobs.runner.run_times import day_start, slots
from returnonce.claims import job_runs, leases
from returnonce.claims.leases import Lease
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.instant_text import moment

#: A duty is kept from just before the first slot that it is to do, so that the two never share a row.
JUST_BEFORE = timedelta(seconds=1)
#: So many times that were passed over have a row each; what lies still further back has none, and is over too.
MOST_NOTED = 500


@dataclass(frozen=True)
class Claimed:
    """A firing that is ours until the lease runs out. ``attempt``: 1 for the first time."""

    duty: Duty
    slot: datetime
    holder: str
    attempt: int = 1

    @property
    def lease(self) -> Lease:
        """Our hold on it."""
        return job_runs.lease_of(self.duty.code, self.slot, self.holder, timedelta(minutes=self.duty.lease))


@dataclass(frozen=True)
class Due:
    """A slot to be claimed, and the older ones that are passed over for its sake."""

    duty: Duty
    slot: datetime
    passed_over: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Owed:
    """What the table says is to be done: firings that nobody holds (as rows), and slots that have no row."""

    free: tuple[job_runs.Held, ...]
    due: tuple[Due, ...]


def owed(engine: Engine, jobs: Sequence[Duty], clock: Clock) -> Owed:
    """Everything that is to be done now, the earliest first; jobs new to the store begin today."""
    now = clock.now()
    with reading(engine) as session:
        free = job_runs.orphans(session, clock)
        settled = job_runs.settled_until(session, clock, [duty.code for duty in jobs])
    settled |= _begin(engine, [duty for duty in jobs if duty.code not in settled], clock)
    found = [due for duty in jobs for due in _chosen(duty, settled[duty.code], now)]
    return Owed(tuple(free), tuple(sorted(found, key=lambda due: (due.slot, due.duty.code))))


def claim(engine: Engine, due: Due, clock: Clock, holder: str) -> Claimed | None:
    """The firing, unless another has it; whatever it stands for too is noted with it."""
    with transaction(engine) as session:
        if _is_too_late(due.duty, due.slot, clock.now()):
            reason = f"skipped: found more than {due.duty.grace} minutes late"
            job_runs.skip(session, clock, duty=due.duty.code, slots=[*due.passed_over, due.slot], outcome=reason)
            return None
        reason = f"skipped: collapsed into {moment(due.slot)}"
        job_runs.skip(session, clock, duty=due.duty.code, slots=due.passed_over, outcome=reason)
        mine = Claimed(due.duty, due.slot, holder)
        return mine if job_runs.claim(session, clock, mine.lease) else None


def take_over(engine: Engine, duty: Duty, held: job_runs.Held, clock: Clock, holder: str) -> Claimed | None:
    """A firing whose worker died, or that is to be tried again, unless somebody else took it."""
    mine = Claimed(duty, held.slot, holder, held.attempts + 1)
    with transaction(engine) as session:
        return mine if leases.take(session, clock, mine.lease) else None


def _begin(engine: Engine, new: Sequence[Duty], clock: Clock) -> dict[str, datetime]:
    if not new:
        return {}
    begun = {duty.code: first_instant(duty, clock.now()) for duty in new}
    with transaction(engine) as session:
        for code, slot in begun.items():
            job_runs.begin(session, clock, duty=code, slot=slot)
    return begun


def first_instant(duty: Duty, now: datetime) -> datetime:
    """Just before the first slot that a duty does when it is new: today's, or the latest of many a day."""
    start = day_start(now) if duty.every is None else now - timedelta(minutes=duty.every) + JUST_BEFORE
    return start - JUST_BEFORE


def _chosen(duty: Duty, since: datetime, now: datetime) -> list[Due]:
    if duty.catch_up == "each":
        return [Due(duty, slot) for slot in slots(duty, since, now)]
    # A machine that wakes with the clock of 1970, and is then set right, has not missed millions of times.
    noted = timedelta(minutes=duty.every or DAY_MINUTES) * MOST_NOTED
    missed = list(slots(duty, max(since, now - noted), now))
    return [Due(duty, missed[-1], tuple(missed[:-1]))] if missed else []


def _is_too_late(duty: Duty, slot: datetime, now: datetime) -> bool:
    return duty.catch_up == "none" and now - slot > timedelta(minutes=duty.grace)
