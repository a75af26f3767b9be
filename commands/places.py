"""``returnonce places check``: whether the files of each place are sound."""

from __future__ import annotations

import typer

from commands.context import JsonOption, open_context
from returnonce.count_text import format_count


def check(as_json: JsonOption = False) -> None:
    """Say what is wrong with the files of places; a mistake in one of them stops no other."""
    from mappings.checks.catalogue_checks import check_places

    context = open_context(as_json)
    names = sorted(context.ruleset.places)
    problems = check_places(context.ruleset)
    context.console.data({"places": names, "problems": [vars(each) for each in problems]})
    for each in problems:
        context.console.text(str(each))
    context.console.text(
        f"{format_count(len(names), 'place')}: {format_count(len(problems), 'problem') if problems else 'no problems'}."
    )
    raise typer.Exit(1 if problems else 0)
