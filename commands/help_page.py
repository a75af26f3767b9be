"""The help of the program and of a family of verbs, in the form that Typer gives the help of one verb."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping

from commands.verbs import Verb, list_verbs_of, read_verbs

PROGRAM = "returnonce"
#: Either asks for help, at every level.
HELP = ("--help", "-h")
SAYS = "Each figure is given once; every return that needs it is filled from that one figure."
MARGIN = "  "
NARROWEST, WIDEST = 50, 80


def write_help(family: str = "") -> str:
    """What may be typed after ``returnonce``, or after ``returnonce FAMILY``, and what each is for."""
    verbs = list_verbs_of(family)
    parts = [
        f"Usage: {f'{PROGRAM} {family}'.strip()} [OPTIONS] COMMAND [ARGS]...",
        textwrap.fill(
            read_verbs()[family].help if family else SAYS, _width(), initial_indent=MARGIN, subsequent_indent=MARGIN
        ),
        _section("Options", list(list_options(family).items())),
    ]
    return "\n\n".join([*parts, *(_section(*section) for section in _group(verbs, family))])


def list_options(family: str = "") -> dict[str, str]:
    """The options of the program, or of a family of verbs, and what each does."""
    version = {} if family else {"--version": "Show the version and exit."}
    return version | {"--help": "Show this message and exit; -h does the same."}


def _group(verbs: Mapping[str, Verb], family: str) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for word, verb in verbs.items():
        groups.setdefault("Commands" if family else verb.heading, []).append((word, verb.help))
    return groups.items()


def _section(heading: str, rows: list[tuple[str, str]]) -> str:
    """A heading, and below it one entry a row: its name, and beside it what it is for."""
    indent = len(MARGIN) + max(len(name) for name, _ in rows) + len(MARGIN)
    lines = [
        textwrap.fill(says, _width(), initial_indent=f"{MARGIN}{name}".ljust(indent), subsequent_indent=" " * indent)
        for name, says in rows
    ]
    return "\n".join([f"{heading}:", *lines])


def _width() -> int:
    return max(min(shutil.get_terminal_size().columns, WIDEST) - len(MARGIN), NARROWEST)
