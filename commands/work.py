"""``returnonce work``: do the heavy work that waits, on this machine or any other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Annotated

import typer

from commands.context import Door, JsonOption, enter
from commands.schedule import load
from jobs.background.worker import BackgroundWorker
from jobs.runner.job_runner import worker_name
from jobs.runner.leased_work import WorkOutcome
from returnonce.claims import background_tasks
from returnonce.db import reading

PAUSE_SECONDS = 2


def work(
    once: Annotated[bool, typer.Option("--once", help="Do all that waits now, and stop.")] = False,
    history: Annotated[bool, typer.Option("--history", help="What was done, the newest first; does nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Do heavy work until stopped: published files, draft returns. Any number of these may run."""
    door = enter(as_json)
    if history:
        return _tell_history(door)
    done: list[WorkOutcome] = []
    worker = BackgroundWorker(door.engine, lambda: load(door), door.vault, door.settings, door.clock, worker_name())
    if not once:
        door.talk.say("Doing the heavy work that waits. Ctrl-C stops; whatever was begun then is finished by another.")
    try:
        for told in _done(door, worker, once=once):
            door.talk.say(f"{told.text}.")
            done += [told] if once else []
    except KeyboardInterrupt:
        door.talk.say("Stopped.")
    door.talk.data([{"outcome": told.text, "failed": told.failed} for told in done])
    if once and not done:
        door.talk.say("Nothing waits.")
    raise typer.Exit(1 if any(told.failed for told in done) else 0)


def _done(door: Door, worker: BackgroundWorker, *, once: bool) -> Iterator[WorkOutcome]:
    """What was done, as it is done; on PostgreSQL when it is over, since workers there tell by themselves."""
    if door.engine.dialect.name == "postgresql":
        from jobs.background.procrastinate_queue import run_worker

        told: list[WorkOutcome] = []
        run_worker(
            worker, door.settings.url, once=once, tell=told.append if once else lambda one: door.talk.say(one.text)
        )
        yield from told
        return
    while True:
        yield from worker.do_waiting()
        if once:
            return
        threading.Event().wait(PAUSE_SECONDS)


def _tell_history(door: Door) -> None:
    with reading(door.engine) as session:
        found = [row.model_dump(mode="json") for row in background_tasks.read_history(session)]
    door.talk.data(found)
    rows = [(row["queued_at"][:16], row["key"], row["state"], row["attempts"], row["outcome"]) for row in found]
    door.talk.table(["queued, UTC", "work", "state", "tries", "what came of it"], rows)
