"""``returnonce schedule``: keep the clock, do what is due once, or tell what it did and will do."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.context import CommandContext, JsonOption, open_context
from jobs.runner.run_times import find_next_slot
from jobs.runner.run_times_text import run_times_in_words
from mappings.definitions.job_definitions import Job
from returnonce.claims import job_runs
from returnonce.clock import LONDON
from returnonce.db import reading
from returnonce.instant_text import instant_in_words

HISTORY_ROWS = 50


def schedule(
    once: Annotated[bool, typer.Option("--once", help="Do all that is due now, and stop.")] = False,
    history: Annotated[bool, typer.Option("--history", help="What was done, the newest first; does nothing.")] = False,
    jobs: Annotated[bool, typer.Option("--duties", help="What is kept, and when next; does nothing.")] = False,
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many rows of the history.")] = HISTORY_ROWS,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Keep the clock until stopped: each duty once, however many processes do this."""
    context = open_context(as_json)
    if history:
        _tell_history(context, rows)
    elif jobs:
        _tell_jobs(context)
    elif once:
        raise typer.Exit(_do_once(context))
    else:
        _keep(context)


def _keep(context: CommandContext) -> None:
    from returnonce.server_logs import take_over_logs
    from scheduler import run_forever

    if not context.console.as_log:
        _tell_jobs(context)
    take_over_logs(context.settings)
    context.console.say("Keeping the clock, London time. Ctrl-C stops; whatever was begun then is finished by another.")
    run_forever(context)


def _do_once(context: CommandContext) -> int:
    from scheduler import tick

    outcomes = tick(context)
    context.console.data([{"outcome": one.text, "failed": one.failed} for one in outcomes])
    for outcome in outcomes:
        context.console.outcome(f"{outcome.text}.")
    if not outcomes:
        context.console.outcome("Nothing is due now.")
    return 1 if any(one.failed for one in outcomes) else 0


def _tell_jobs(context: CommandContext) -> None:
    rows = [_job_row(context, job) for job in context.ruleset.jobs.jobs]
    context.console.data(rows)
    table = [(row["duty"], row["title"], row["when"], row["next_words"], row["missed"]) for row in rows]
    context.console.table(["duty", "what it does", "when", "next", "times that were missed"], table)


def _job_row(context: CommandContext, job: Job) -> dict[str, Any]:
    following = find_next_slot(job, context.clock.now())
    missed = {"each": "each is done", "newest": "the newest is done", "none": "none is done"}
    return {
        "duty": job.code,
        "title": job.title,
        "when": run_times_in_words(job),
        "next": following.isoformat(),
        "next_words": instant_in_words(following),
        "missed": missed[job.catch_up],
    }


def _tell_history(context: CommandContext, limit: int) -> None:
    with reading(context.engine) as session:
        entries = job_runs.read_history(session, limit=limit)
    context.console.data([{name: _plain(value) for name, value in vars(event).items()} for event in entries])
    table = [(_slot_text(event), event.duty, event.state, event.attempts or "", event.outcome) for event in entries]
    context.console.table(["due, London time", "duty", "state", "tries", "what came of it"], table)


def _slot_text(event: job_runs.JobRunEntry) -> str:
    instant = f"{event.slot.astimezone(LONDON):%Y-%m-%d %H:%M}"
    return instant if event.times == 1 else f"{event.times} times up to {instant}"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
