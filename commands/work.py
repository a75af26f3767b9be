"""``returnonce work``: do the heavy work that waits, on this machine or any other."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import TypeAdapter

from collectors.submissions.pending_uploads import TASK
from commands.context import CommandContext, JsonOption, open_context
from jobs.background.queue import work_through
from jobs.background.task_functions import BACKGROUND_FUNCTIONS
from jobs.background.worker import BackgroundWorker
from jobs.job_runner import worker_name
from jobs.judge_upload import UploadJudge
from jobs.runner.claimed_work import WorkOutcome
from returnonce.claims import background_tasks
from returnonce.db import reading
from returnonce.server_logs import take_over_logs
from returnonce.stopping import run_until_stopped

#: What is under way when a signal to stop comes has so long to end.
STOP_SECONDS = 8
ENTRIES = TypeAdapter(list[background_tasks.BackgroundTaskEntry])


def work(
    once: Annotated[bool, typer.Option("--once", help="Do all that waits now, and stop.")] = False,
    history: Annotated[bool, typer.Option("--history", help="What was done, the newest first; does nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Do heavy work until stopped: large uploads, published files, draft returns. Any number of these may run."""
    context = open_context(as_json)
    if history:
        return _tell_history(context)
    outcomes: list[WorkOutcome] = []

    def tell(outcome: WorkOutcome) -> None:
        # What lasts speaks to a log; what was asked to be done once answers.
        (context.console.outcome if once else context.console.say)(f"{outcome.text}.")
        outcomes.extend([outcome] if once else [])

    judge = UploadJudge()
    worker = BackgroundWorker(
        context.open(), worker_name(), context.ruleset.jobs.queueing,
        functions={**BACKGROUND_FUNCTIONS, TASK: judge.judge},
    )  # fmt: skip

    def stop() -> None:
        worker.stopping.set()
        judge.stop()

    if not once:
        take_over_logs(context.settings)
        context.console.say(
            "Doing the heavy work that waits. Ctrl-C stops; whatever was begun then is finished by another."
        )
    if run_until_stopped(lambda: work_through(worker, once=once, tell=tell), stop, within=STOP_SECONDS):
        context.console.say("Stopped.")
    context.console.data([{"outcome": outcome.text, "failed": outcome.failed} for outcome in outcomes])
    if once and not outcomes:
        context.console.outcome("Nothing waits.")
    raise typer.Exit(1 if any(outcome.failed for outcome in outcomes) else 0)


def _tell_history(context: CommandContext) -> None:
    with reading(context.engine) as session:
        entries = ENTRIES.dump_python(background_tasks.read_history(session), mode="json")
    context.console.data(entries)
    rows = [(row["queued_at"][:16], row["key"], row["state"], row["attempts"], row["outcome"]) for row in entries]
    context.console.table(["queued, UTC", "work", "state", "tries", "what came of it"], rows)
