"""``returnonce demo``: a fresh store, sample agencies, the whole job, and then perhaps the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.context import JsonOption, open_context
from commands.serve import run as serve_store
from demo.run import run
from demo.sample_people import load_people


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the store and all files; made anew.")] = Path(
        "var/demo"
    ),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Answer over HTTP afterwards.")] = False,
    as_json: JsonOption = False,
) -> None:
    """The whole job on sample files: 2009-10 made up for illustration, 2024-25 as published."""
    context = open_context(as_json, home=out / "home")
    outcome = run(out, clock=context.clock, say=context.console.say)
    context.console.data(outcome.data)
    context.console.text(outcome.text)
    if serve:
        people = [(person.name, person.title, person.may) for person in load_people().people]
        serve_store(context, host=context.settings.host, port=context.settings.port, samples=people)
