"""Writes ``commands/help.tsv``: the help of each verb, so that it is shown without loading the verb."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from commands.help_page import PROGRAM
from docs.pages.commands import verbs

HEADINGS = ("verb", "part", "name", "says")
#: The headings of the lists of a help page, by what Typer calls an entry.
LISTS = {"argument": "Arguments", "option": "Options"}


def write_help_table() -> str:
    """The table as text: tab-separated; a row for the usage, for each paragraph, and for each argument and option."""
    rows = [HEADINGS, *((name, *row) for name, command in verbs() for row in _list_rows(name, command))]
    return "".join("\t".join(row) + "\n" for row in rows)


def _list_rows(verb: str, command: Any) -> Iterator[tuple[str, str, str]]:
    context = command.context_class(command, info_name=f"{PROGRAM} {verb}", **command.context_settings)
    yield "usage", "", " ".join(command.collect_usage_pieces(context))
    yield from (("text", "", " ".join(each.split())) for each in cleandoc(command.help).split("\n\n"))
    for kind, heading in LISTS.items():
        for parameter in command.get_params(context):
            record = parameter.get_help_record(context)
            if parameter.param_type_name == kind and record is not None:
                name, says = record
                yield heading, name, " ".join(says.splitlines())
