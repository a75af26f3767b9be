"""Runs every job that is due: claim, work, finish; each run once, however many processes do this together."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from jobs.background.worker import BackgroundWorker
from jobs.runner.due_runs import ClaimedRun, claim_run, find_outstanding, take_over_run
from jobs.runner.job_context import Finish, JobContext, JobFunction
from jobs.runner.leased_work import LeasedWork, WorkOutcome, do_leased_work
from mappings.definitions.job_definitions import JobDefinitions
from returnonce.clock import Clock
from returnonce.instant_text import instant_in_words
from returnonce.settings import Settings
from returnonce.vault import Vault

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def _job_functions() -> Mapping[str, JobFunction]:
    # Most of the project stands behind the tasks; who only looks at the clock does not wait for it.
    from jobs.registry import JOB_FUNCTIONS

    return JOB_FUNCTIONS


@dataclass(frozen=True)
class JobRunner:
    """One worker that keeps the clock. ``name`` tells it from the others in the history."""

    engine: Engine
    ruleset: Callable[[], Ruleset]
    vault: Vault
    settings: Settings
    clock: Clock
    name: str
    jobs: JobDefinitions
    functions: Mapping[str, JobFunction] = field(default_factory=_job_functions)

    def run_due(self) -> list[WorkOutcome]:
        """Do everything that is due now; what came of each, in words."""
        # A name of its own for every tick: not even this process can finish what it has lost to itself.
        holder = f"{self.name}/{os.urandom(4).hex()}"
        return [self._do(mine) for mine in self._claim_due(holder)]

    def worker(self) -> BackgroundWorker:
        """The same process, as one that does heavy work."""
        return BackgroundWorker(
            self.engine, self.ruleset, self.vault, self.settings, self.clock, self.name, self.jobs.queueing
        )

    def _claim_due(self, holder: str) -> Iterator[ClaimedRun]:
        """Each firing, claimed only when the one before it is done; others may be quicker."""
        known = {duty.code: duty for duty in self.jobs.jobs}
        waiting = find_outstanding(self.engine, self.jobs.jobs, self.clock)
        taken = (
            take_over_run(self.engine, known[held.duty], held, self.clock, holder)
            for held in waiting.free_runs
            if held.duty in known
        )
        claimed = (claim_run(self.engine, due, self.clock, holder) for due in waiting.due_runs)
        return (mine for mine in chain(taken, claimed) if mine)

    def _do(self, job_run: ClaimedRun) -> WorkOutcome:
        def run() -> str | Finish:
            return self.functions[job_run.job.task](self._context(job_run.slot))

        name = f"{job_run.job.code} of {instant_in_words(job_run.slot)}"
        job = LeasedWork(job_run.job.code, name, job_run.lease, job_run.attempt, job_run.job.retry_after, run)
        return do_leased_work(self.engine, self.clock, job)

    def _context(self, slot: datetime) -> JobContext:
        return JobContext(self.engine, self.ruleset, self.vault, self.clock, self.settings, slot)


def worker_name() -> str:
    """What this process is called: its machine and its number there."""
    return f"{socket.gethostname()}:{os.getpid()}"
