"""Writes ``commands/options.tsv``: what each verb takes, so that a shell is answered without loading the verb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docs.pages.commands import verbs

HEADINGS = ("verb", "name", "takes", "help")


def write_option_table() -> str:
    """The table as text: tab-separated, a row for each option and argument of each verb, in its own order."""
    rows = [HEADINGS, *(row for name, command in verbs() for row in _list_rows(name, command))]
    return "".join("\t".join(row) + "\n" for row in rows)


def _list_rows(verb: str, command: Any) -> Iterator[tuple[str, ...]]:
    for parameter in command.params:
        if parameter.name == "help":
            continue
        words = " ".join((parameter.help or "").split())
        if parameter.param_type_name == "argument":
            name = str(parameter.metavar or parameter.name.upper()).strip("[].")
            yield verb, name, "value" if parameter.nargs == 1 else "values", words
        else:
            flag = "flag" if parameter.is_flag else "values" if parameter.multiple else "value"
            yield from ((verb, name, flag, words) for name in (*parameter.opts, *parameter.secondary_opts))
