"""Runs every job that is due: claim, work, finish; each run once, however many processes do this together."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from jobs.background.worker import BackgroundWorker
from jobs.runner.claimed_work import ClaimedWork, WorkOutcome, do_claimed_work
from jobs.runner.due_runs import ClaimedRun, claim_run, find_outstanding, take_over_run
from jobs.runner.job_function import Finish, JobFunction
from mappings.definitions.job_definitions import JobDefinitions
from returnonce.instant_text import instant_in_words

if TYPE_CHECKING:
    from mappings.ruleset.app_context import AppContext


def _job_functions() -> Mapping[str, JobFunction]:
    # Most of the project stands behind the tasks; who only looks at the clock does not wait for it.
    from jobs.job_functions import JOB_FUNCTIONS

    return JOB_FUNCTIONS


@dataclass(frozen=True)
class JobRunner:
    """One worker that keeps the clock. ``name`` tells it from the others in the history."""

    context: AppContext
    name: str
    jobs: JobDefinitions
    functions: Mapping[str, JobFunction] = field(default_factory=_job_functions)

    def run_due(self) -> list[WorkOutcome]:
        """Run everything that is due now; the outcome of each."""
        # A name of its own for every tick: not even this process can finish what it has lost to itself.
        holder = f"{self.name}/{os.urandom(4).hex()}"
        return [self._do(run) for run in self._claim_due(holder)]

    def worker(self) -> BackgroundWorker:
        """The same process, as one that does heavy work."""
        return BackgroundWorker(self.context, self.name, self.jobs.queueing)

    def _claim_due(self, holder: str) -> Iterator[ClaimedRun]:
        """Each firing, claimed only when the one before it is done; others may be quicker."""
        engine, clock = self.context.engine, self.context.clock
        known = {job.code: job for job in self.jobs.jobs}
        outstanding = find_outstanding(engine, self.jobs.jobs, clock)
        taken = (
            take_over_run(engine, known[run.job], run, clock, holder)
            for run in outstanding.free_runs
            if run.job in known
        )
        claimed = (claim_run(engine, due, clock, holder) for due in outstanding.due_runs)
        return (run for run in chain(taken, claimed) if run)

    def _do(self, job_run: ClaimedRun) -> WorkOutcome:
        def run() -> str | Finish:
            return self.functions[job_run.job.function](self.context.renew(), job_run.slot)

        name = f"{job_run.job.code} of {instant_in_words(job_run.slot)}"
        return do_claimed_work(self.context, ClaimedWork(job_run.job.code, name, job_run.claim, run))


def worker_name() -> str:
    """What this process is called: its machine and its number there."""
    return f"{socket.gethostname()}:{os.getpid()}"
