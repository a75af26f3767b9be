"""``returnonce work``: do the heavy work that waits, on this machine or any other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import TypeAdapter

from commands.context import CommandContext, JsonOption, open_context
from jobs.background.worker import BackgroundWorker
from jobs.job_runner import worker_name
from jobs.runner.claimed_work import WorkOutcome
from returnonce.claims import background_tasks
from returnonce.db import reading

PAUSE_SECONDS = 2
ENTRIES = TypeAdapter(list[background_tasks.BackgroundTaskEntry])


def work(
    once: Annotated[bool, typer.Option("--once", help="Do all that waits now, and stop.")] = False,
    history: Annotated[bool, typer.Option("--history", help="What was done, the newest first; does nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Do heavy work until stopped: published files, draft returns. Any number of these may run."""
    context = open_context(as_json)
    if history:
        return _tell_history(context)
    outcomes: list[WorkOutcome] = []
    worker = BackgroundWorker(context.open(), worker_name(), context.ruleset.jobs.queueing)
    if not once:
        context.console.say(
            "Doing the heavy work that waits. Ctrl-C stops; whatever was begun then is finished by another."
        )
    try:
        for outcome in _work_through(context, worker, once=once):
            context.console.say(f"{outcome.text}.")
            outcomes += [outcome] if once else []
    except KeyboardInterrupt:
        context.console.say("Stopped.")
    context.console.data([{"outcome": outcome.text, "failed": outcome.failed} for outcome in outcomes])
    if once and not outcomes:
        context.console.say("Nothing waits.")
    raise typer.Exit(1 if any(outcome.failed for outcome in outcomes) else 0)


def _work_through(context: CommandContext, worker: BackgroundWorker, *, once: bool) -> Iterator[WorkOutcome]:
    """What was done, as it is done; on PostgreSQL when it is over, since workers there tell by themselves."""
    if context.engine.dialect.name == "postgresql":
        from jobs.background.procrastinate_queue import run_worker

        outcomes: list[WorkOutcome] = []
        run_worker(
            worker,
            context.settings.url,
            once=once,
            tell=outcomes.append if once else lambda one: context.console.say(one.text),
        )
        yield from outcomes
        return
    while True:
        yield from worker.do_waiting()
        if once:
            return
        threading.Event().wait(PAUSE_SECONDS)


def _tell_history(context: CommandContext) -> None:
    with reading(context.engine) as session:
        entries = ENTRIES.dump_python(background_tasks.read_history(session), mode="json")
    context.console.data(entries)
    rows = [(row["queued_at"][:16], row["key"], row["state"], row["attempts"], row["outcome"]) for row in entries]
    context.console.table(["queued, UTC", "work", "state", "tries", "what came of it"], rows)
