"""Does background tasks: the same code on both stores, and on any number of machines."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobs.runner.claimed_work import ClaimedWork, WorkOutcome, do_claimed_work
from jobs.runner.job_function import Finish
from mappings.definitions.job_definitions import QueueSettings
from returnonce.claims import background_tasks, claims
from returnonce.claims.background_tasks import WaitingTask
from returnonce.claims.claims import Claim
from returnonce.db import reading, transaction

if TYPE_CHECKING:
    from jobs.background.task_functions import BackgroundFunction
    from mappings.ruleset.app_context import AppContext


def _background_functions() -> Mapping[str, BackgroundFunction]:
    from jobs.background.task_functions import BACKGROUND_FUNCTIONS

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
        tried: set[str] = set()
        while tasks := [task for task in self._read_waiting() if task.key not in tried]:
            tried.add(tasks[0].key)
            outcome = self._do(tasks[0])
            outcomes += [outcome] if outcome else []
        return outcomes

    def do_task(self, key: str) -> WorkOutcome | None:
        """Do the task of one key; None where another has it, or it is done."""
        tasks_waiting = self._read_waiting(key)
        return self._do(tasks_waiting[0]) if tasks_waiting else None

    def _read_waiting(self, key: str | None = None) -> list[WaitingTask]:
        with reading(self.context.engine) as session:
            return background_tasks.read_waiting(session, self.context.clock, key=key)

    def _do(self, task: WaitingTask) -> WorkOutcome | None:
        # A name of its own for every take: not even this process can finish what it has lost to itself.
        holder = f"{self.name}/{os.urandom(4).hex()}"
        claim_of_task = Claim(background_tasks.KIND, task.key, holder, self.queueing.retry_policy)
        with transaction(self.context.engine) as session:
            claim = claims.take(session, self.context.clock, claim_of_task)
        if claim is None:
            return None

        def run() -> str | Finish:
            return self.functions[task.name](self.context.renew(), task.arguments)

        return do_claimed_work(self.context, ClaimedWork(task.name, task.key, claim, run))
