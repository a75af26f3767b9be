"""``returnonce schedule``: keep the clock, do what is due once, or tell what it did and will do."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.context import Door, JsonOption, enter
from jobs.job_definitions import Job, load_jobs
from jobs.runner.run_times import next_slot
from jobs.runner.run_times_text import run_times_in_words
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
    door = enter(as_json)
    if history:
        _tell_history(door, rows)
    elif jobs:
        _tell_duties(door)
    elif once:
        raise typer.Exit(_do_once(door))
    else:
        _keep(door)


def _keep(door: Door) -> None:
    from scheduler import run_forever

    _tell_duties(door)
    door.talk.say("Keeping the clock, London time. Ctrl-C stops; whatever was begun then is finished by another.")
    run_forever(door.engine, lambda: load(door), door.vault, door.settings, door.clock)


def _do_once(door: Door) -> int:
    from scheduler import do_all, make_runner

    kept = make_runner(door.engine, lambda: load(door), door.vault, door.settings, door.clock)
    told = do_all(kept, heavy=door.engine.dialect.name == "sqlite")
    door.talk.data([{"outcome": one.text, "failed": one.failed} for one in told])
    for one in told:
        door.talk.say(f"{one.text}.")
    if not told:
        door.talk.say("Nothing is due now.")
    return 1 if any(one.failed for one in told) else 0


def load(door: Door) -> Any:
    """The definitions of now; a clock that is kept for months must see a place's file that was changed."""
    from mappings.ruleset.ruleset import load_ruleset
    from mappings.ruleset.ruleset_history import record_ruleset_use

    found = load_ruleset(door.settings.places)
    record_ruleset_use(door.engine, door.settings.home, door.clock, found)
    return found


def _tell_duties(door: Door) -> None:
    rows = [_duty_row(door, duty) for duty in load_jobs()]
    door.talk.data(rows)
    table = [(row["duty"], row["title"], row["when"], row["next_words"], row["missed"]) for row in rows]
    door.talk.table(["duty", "what it does", "when", "next", "times that were missed"], table)


def _duty_row(door: Door, duty: Job) -> dict[str, Any]:
    following = next_slot(duty, door.clock.now())
    missed = {"each": "each is done", "newest": "the newest is done", "none": "none is done"}
    return {
        "duty": duty.code,
        "title": duty.title,
        "when": run_times_in_words(duty),
        "next": following.isoformat(),
        "next_words": instant_in_words(following),
        "missed": missed[duty.catch_up],
    }


def _tell_history(door: Door, limit: int) -> None:
    with reading(door.engine) as session:
        found = job_runs.read_history(session, limit=limit)
    door.talk.data([{name: _plain(value) for name, value in vars(event).items()} for event in found])
    table = [(_when(event), event.duty, event.state, event.attempts or "", event.outcome) for event in found]
    door.talk.table(["due, London time", "duty", "state", "tries", "what came of it"], table)


def _when(event: job_runs.JobRunEntry) -> str:
    told = f"{event.slot.astimezone(LONDON):%Y-%m-%d %H:%M}"
    return told if event.times == 1 else f"{event.times} times up to {told}"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
