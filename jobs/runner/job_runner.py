"""Runs every job that is due: claim, work, finish; each run once, however many processes do this together."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from jobs.background.worker import Worker
from jobs.job_definitions import Duty, load_duties
from jobs.runner.due_runs import Claimed, claim, owed, take_over
from jobs.runner.job_context import Finish, Task, Work
from jobs.runner.leased_work import Job, Told, do
from returnonce.clock import Clock
from returnonce.instant_text import moment
from returnonce.settings import Settings
from returnonce.vault import Vault

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def _tasks() -> Mapping[str, Task]:
    # Most of the project stands behind the tasks; who only looks at the clock does not wait for it.
    from jobs.registry import TASKS

    return TASKS


@dataclass(frozen=True)
class Keeper:
    """One worker that keeps the clock. ``name`` tells it from the others in the history."""

    engine: Engine
    ruleset: Callable[[], Ruleset]
    vault: Vault
    settings: Settings
    clock: Clock
    name: str
    jobs: Sequence[Duty] = field(default_factory=load_duties)
    tasks: Mapping[str, Task] = field(default_factory=_tasks)

    def tick(self) -> list[Told]:
        """Do everything that is due now; what came of each, in words."""
        # A name of its own for every tick: not even this process can finish what it has lost to itself.
        holder = f"{self.name}/{os.urandom(4).hex()}"
        return [self._do(mine) for mine in self._claimed(holder)]

    def worker(self) -> Worker:
        """The same process, as one that does heavy work."""
        return Worker(self.engine, self.ruleset, self.vault, self.settings, self.clock, self.name)

    def _claimed(self, holder: str) -> Iterator[Claimed]:
        """Each firing, claimed only when the one before it is done; others may be quicker."""
        known = {duty.code: duty for duty in self.jobs}
        waiting = owed(self.engine, self.jobs, self.clock)
        taken = (
            take_over(self.engine, known[held.duty], held, self.clock, holder)
            for held in waiting.free
            if held.duty in known
        )
        claimed = (claim(self.engine, due, self.clock, holder) for due in waiting.due)
        return (mine for mine in chain(taken, claimed) if mine)

    def _do(self, mine: Claimed) -> Told:
        def run() -> str | Finish:
            return self.tasks[mine.duty.task](self._work(mine.slot))

        name = f"{mine.duty.code} of {moment(mine.slot)}"
        job = Job(mine.duty.code, name, mine.lease, mine.attempt, mine.duty.retry_after, run)
        return do(self.engine, self.clock, job)

    def _work(self, slot: datetime) -> Work:
        return Work(self.engine, self.ruleset, self.vault, self.clock, self.settings, slot)


def worker_name() -> str:
    """What this process is called: its machine and its number there."""
    return f"{socket.gethostname()}:{os.getpid()}"
