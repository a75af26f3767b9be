"""Does background tasks: the same code on both stores, and on any number of machines."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from jobs.job_definitions import Queueing, load_queueing
from jobs.runner.job_context import Finish, Work
from jobs.runner.leased_work import Job, Told, do
from returnonce.claims import background_tasks, leases
from returnonce.claims.background_tasks import Waiting
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from returnonce.vault import Vault

if TYPE_CHECKING:
    from jobs.background.functions import Heavy
    from mappings.ruleset.ruleset import Ruleset


def _heavy() -> Mapping[str, Heavy]:
    from jobs.background.functions import HEAVY

    return HEAVY


@dataclass(frozen=True)
class Worker:
    """One process that does heavy work. ``name`` tells it from the others in the history."""

    engine: Engine
    ruleset: Callable[[], Ruleset]
    vault: Vault
    settings: Settings
    clock: Clock
    name: str
    heavy: Mapping[str, Heavy] = field(default_factory=_heavy)
    queueing: Queueing = field(default_factory=load_queueing)

    def work(self) -> list[Told]:
        """Do all that waits, the oldest first; what came of each. Others may take some of it meanwhile."""
        told: list[Told] = []
        tried: set[int] = set()
        while waiting := [task for task in self._waiting() if task.id not in tried]:
            tried.add(waiting[0].id)
            done = self._do(waiting[0])
            told += [done] if done else []
        return told

    def work_on(self, key: str) -> Told | None:
        """Do the task of one key; None where another has it, or it is done."""
        found = self._waiting(key)
        return self._do(found[0]) if found else None

    def _waiting(self, key: str | None = None) -> list[Waiting]:
        with reading(self.engine) as session:
            return background_tasks.waiting(session, self.clock, key=key)

    def _do(self, task: Waiting) -> Told | None:
        # A name of its own for every take: not even this process can finish what it has lost to itself.
        holder = f"{self.name}/{os.urandom(4).hex()}"
        lease = background_tasks.lease_of(task, holder, timedelta(minutes=self.queueing.lease))
        with transaction(self.engine) as session:
            if not leases.take(session, self.clock, lease):
                return None

        def run() -> str | Finish:
            work = Work(self.engine, self.ruleset, self.vault, self.clock, self.settings, task.queued_at)
            return self.heavy[task.name](work, task.arguments)

        job = Job(task.name, task.key, lease, task.attempts + 1, self.queueing.retry_after, run)
        return do(self.engine, self.clock, job)
