"""The one queue of background tasks: Procrastinate shares it out where many machines work; else one does all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jobs.background.worker import BackgroundWorker
from jobs.runner.claimed_work import WorkOutcome

if TYPE_CHECKING:
    from mappings.ruleset.app_context import AppContext

PAUSE_SECONDS = 2


def is_shared(context: AppContext) -> bool:
    """Whether workers of their own do the tasks, on any number of machines (PostgreSQL); else one machine does all."""
    return context.engine.dialect.name == "postgresql"


def call_workers(context: AppContext) -> None:
    """Call the workers, where there are any, to what waits."""
    if is_shared(context):
        from jobs.background import procrastinate_queue

        procrastinate_queue.call_workers(context.engine, context.clock)


def work_through(worker: BackgroundWorker, *, once: bool, tell: Callable[[WorkOutcome], None]) -> None:
    """Do tasks until the worker is to stop, or with ``once`` until none waits; ``tell`` is given what came of each.

    Raises:
        Unavailable: the database went away, and ``once`` was asked for.
    """
    if is_shared(worker.context):
        from jobs.background.procrastinate_queue import run_worker

        run_worker(worker, worker.context.settings.url, once=once, tell=tell)
        return
    while not worker.stopping.is_set():
        for outcome in worker.do_waiting():
            tell(outcome)
        if once:
            return
        worker.stopping.wait(PAUSE_SECONDS)
