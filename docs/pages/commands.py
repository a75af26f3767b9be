"""Every verb of the command line, read from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from commands.run_verb import make_command
from commands.verbs import list_verbs_of, read_verbs
from docs.pages.markdown import code, page, table
from mappings.ruleset.ruleset import Ruleset


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``commands.md``."""
    return {"commands.md": page("Commands", _opening(), _contents(), *(_section(path, verb) for path, verb in verbs()))}


def _opening() -> str:
    return (
        "Exit codes: 0 done, 1 refused or findings, 2 wrong usage, 70 a fault of the program. With `--json` the answer "
        "is one JSON document on standard output; talk goes to standard error."
    )


def _contents() -> str:
    """The verbs by who uses them, as ``returnonce --help`` groups them."""
    groups = groupby(list_verbs_of("").values(), key=lambda verb: verb.heading)
    return "\n".join(f"- **{heading}:** {', '.join(code(verb.name) for verb in verbs)}" for heading, verbs in groups)


def verbs() -> Iterator[tuple[str, Any]]:
    """Each verb as typed after ``returnonce``, such as ``catalogue list``, with its command."""
    return ((verb.name, make_command(verb)) for verb in read_verbs().values() if verb.function)


def _section(path: str, command: Any) -> str:
    parameters = [p for p in command.params if p.name != "help"]
    usage = " ".join([f"returnonce {path}", *(_usage(p) for p in parameters if p.param_type_name == "argument")])
    optioned = f"{usage} [options]" if any(p.param_type_name == "option" for p in parameters) else usage
    rows = [_row(p) for p in parameters]
    parts = [f"## {path}", " ".join((command.help or "").split()), f"```\n{optioned}\n```"]
    return "\n\n".join([*parts, table(("option", "needed", "default", "says"), rows)]).rstrip()


def _usage(argument: Any) -> str:
    name = _argument(argument)
    return name if argument.required else f"[{name}]"


def _argument(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _row(parameter: Any) -> tuple[str, ...]:
    option = parameter.param_type_name == "option"
    name_cell = code(", ".join([*parameter.opts, *parameter.secondary_opts]) if option else _argument(parameter))
    plain = parameter.default in (None, False, True, "", ()) or callable(parameter.default)
    needed = "yes" if parameter.required else ""
    return name_cell, needed, "" if plain else str(parameter.default), parameter.help or ""
