"""Does background tasks: the same code on both stores, and on any number of machines."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from jobs.runner.job_function import Finish
from jobs.runner.leased_work import LeasedWork, WorkOutcome, do_leased_work
from mappings.definitions.job_definitions import QueueSettings
from returnonce.claims import background_tasks, leases
from returnonce.claims.background_tasks import WaitingTask
from returnonce.db import reading, transaction

if TYPE_CHECKING:
    from jobs.background.functions import BackgroundFunction
    from mappings.ruleset.app_context import AppContext


def _background_functions() -> Mapping[str, BackgroundFunction]:
    from jobs.background.functions import BACKGROUND_FUNCTIONS

    return BACKGROUND_FUNCTIONS


@dataclass(frozen=True)
class BackgroundWorker:
    """One process that does heavy work. ``name`` tells it from the others in the history."""

    context: AppContext
    name: str
    queueing: QueueSettings
    functions: Mapping[str, BackgroundFunction] = field(default_factory=_background_functions)

    def do_waiting(self) -> list[WorkOutcome]:
        """Do all that waits, the oldest first; what came of each. Others may take some of it meanwhile."""
        outcomes: list[WorkOutcome] = []
        tried: set[int] = set()
        while waiting := [task for task in self._waiting() if task.id not in tried]:
            tried.add(waiting[0].id)
            outcome = self._do(waiting[0])
            outcomes += [outcome] if outcome else []
        return outcomes

    def do_task(self, key: str) -> WorkOutcome | None:
        """Do the task of one key; None where another has it, or it is done."""
        tasks_waiting = self._waiting(key)
        return self._do(tasks_waiting[0]) if tasks_waiting else None

    def _waiting(self, key: str | None = None) -> list[WaitingTask]:
        with reading(self.context.engine) as session:
            return background_tasks.read_waiting(session, self.context.clock, key=key)

    def _do(self, task: WaitingTask) -> WorkOutcome | None:
        # A name of its own for every take: not even this process can finish what it has lost to itself.
        holder = f"{self.name}/{os.urandom(4).hex()}"
        lease = background_tasks.lease_of(task, holder, timedelta(minutes=self.queueing.lease))
        with transaction(self.context.engine) as session:
            if not leases.take(session, self.context.clock, lease):
                return None

        def run() -> str | Finish:
            return self.functions[task.name](self.context.renew(), task.arguments)

        job = LeasedWork(task.name, task.key, lease, task.attempts + 1, self.queueing.retry_after, run)
        return do_leased_work(self.context, job)
