"""``returnonce demo``: a fresh store, sample agencies, the whole job, and then perhaps the pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, make_context
from commands.serve import run as serve_store
from demo.day import run_up_to_day
from demo.day_steps import load_day_steps
from demo.run import run
from demo.sample_people import load_people
from mappings.calendar.deadlines import format_date
from returnonce.clock import RunningClock
from returnonce.settings import Settings, read_settings

#: Settings that a demonstration takes from the environment: how it is looked at, and nothing that a council keeps.
TAKEN = ("assets", "host", "log_format", "log_level", "port", "request_threads")


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the store and all files; made anew.")] = Path(
        "var/demo"
    ),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Answer over HTTP afterwards.")] = False,
    as_json: JsonOption = False,
) -> None:
    """The whole job on sample files: 2009-10 made up for illustration, 2024-25 as published."""
    context = make_context(_demonstration_settings(out), as_json, makes_store=True)
    if serve:
        _serve_day(context, out)
        return
    outcome = run(out, clock=context.clock, say=context.console.say, port=context.settings.port)
    context.console.data(outcome.data)
    context.console.text(outcome.text)


def _serve_day(context: CommandContext, out: Path) -> None:
    """The same, done by the clock of ``day.yaml``, with what happened up to that day; then its pages."""
    steps = load_day_steps()
    outcome = run_up_to_day(out, steps, say=context.console.say, port=context.settings.port)
    context.console.data(outcome.data)
    context.console.text(outcome.text)
    context.console.say(f"On these pages it is {format_date(steps.today.date())}, and goes on from there.")
    people = [(person.name, person.title, person.may) for person in load_people().people]
    on_that_day = context.replace(clock=RunningClock(steps.today, context.clock.now()))
    serve_store(on_that_day, host=context.settings.host, port=context.settings.port, samples=people)


def _demonstration_settings(out: Path) -> Settings:
    given = read_settings(os.environ)
    return Settings(home=out / "home").model_copy(update={name: getattr(given, name) for name in TAKEN})
