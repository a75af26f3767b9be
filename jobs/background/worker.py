"""Does background tasks: the same code on both stores, and on any number of machines.

Uploads come before all else, since somebody waits for each, and in turns of their agencies.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from jobs.background.upload_turns import is_upload, list_turns
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
    #: Once set, nothing more is begun.
    stopping: threading.Event = field(default_factory=threading.Event)

    def do_waiting(self) -> list[WorkOutcome]:
        """Do all that waits, uploads first, then the oldest; what came of each. Others may take some meanwhile."""
        return list(self._do_all(lambda: self._read_uploads() + self._read_others()))

    def do_task(self, key: str) -> list[WorkOutcome]:
        """Do the task of one key, unless another has it or it is done; a call to an upload is one to all that wait."""
        if is_upload(key):
            return self.do_uploads()
        return [outcome for task in self._read_others(key) if (outcome := self._do(task))]

    def do_uploads(self, *, waiting_for: timedelta = timedelta(0)) -> list[WorkOutcome]:
        """Judge every upload that waits, or has waited for so long; what came of each."""
        return list(self._do_all(lambda: self._read_uploads(waiting_for)))

    def _do_all(self, read: Callable[[], list[WaitingTask]]) -> Iterator[WorkOutcome]:
        tried: set[str] = set()
        while not self.stopping.is_set() and (tasks := [task for task in read() if task.key not in tried]):
            tried.add(tasks[0].key)
            outcome = self._do(tasks[0])
            if outcome is not None:
                yield outcome

    def _read_uploads(self, waiting_for: timedelta = timedelta(0)) -> list[WaitingTask]:
        before = self.context.clock.now() - waiting_for
        with reading(self.context.engine) as session:
            return [task for task in list_turns(session, self.context.clock) if task.queued_at <= before]

    def _read_others(self, key: str | None = None) -> list[WaitingTask]:
        with reading(self.context.engine) as session:
            tasks = background_tasks.read_waiting(session, self.context.clock, key=key)
        return [task for task in tasks if not is_upload(task.key)]

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
