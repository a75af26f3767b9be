"""The help of the program, of a family of verbs and of one verb, in the form that Typer gives it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from commands.verbs import Verb, list_verbs_of, read_verbs

PROGRAM = "returnonce"
#: Either asks for help, at every level.
HELP = ("--help", "-h")
SAYS = "Each figure is given once; every return that needs it is filled from that one figure."
MARGIN = "  "
NARROWEST, WIDEST = 50, 80
#: What is longer than this has a line of its own, and what is said of it begins below.
LONGEST_NAME = 30
#: Where less is left beside a command, what it takes stands below it.
SHORTEST_LINE = 20
#: The help of each verb: its usage, the paragraphs of its text, its arguments and its options.
TABLE = Path(__file__).with_name("help.tsv")


def write_help(family: str = "") -> str:
    """What may be typed after ``returnonce``, or after ``returnonce FAMILY``, and what each is for."""
    verbs = list_verbs_of(family)
    parts = [
        f"Usage: {f'{PROGRAM} {family}'.strip()} [OPTIONS] COMMAND [ARGS]...",
        _paragraph(read_verbs()[family].help if family else SAYS),
        _section("Options", list(list_options(family).items())),
    ]
    return "\n\n".join([*parts, *(_section(*section) for section in _group(verbs, family))])


def write_verb_help(name: str) -> str:
    """What one verb takes, and what it is for."""
    rows = [row.split("\t") for row in TABLE.read_text(encoding="utf-8").splitlines()]
    parts = groupby((row[1:] for row in rows if row[0] == name), key=lambda row: row[0])
    return "\n\n".join(_write_part(f"{PROGRAM} {name}", part, [(row[1], row[2]) for row in its]) for part, its in parts)


def _write_part(command: str, part: str, rows: list[tuple[str, str]]) -> str:
    if part == "usage":
        return _usage(command, rows[0][1])
    if part == "text":
        return "\n\n".join(_paragraph(says) for _, says in rows)
    return _section(part, rows)


def list_options(family: str = "") -> dict[str, str]:
    """The options of the program, or of a family of verbs, and what each does."""
    version = {} if family else {"--version": "Show the version and exit."}
    return version | {"--help": "Show this message and exit; -h does the same."}


def _group(verbs: Mapping[str, Verb], family: str) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for word, verb in verbs.items():
        groups.setdefault("Commands" if family else verb.heading, []).append((word, verb.help))
    return groups.items()


def _usage(command: str, arguments: str) -> str:
    start = f"Usage: {command} "
    if _width() < len(start) + SHORTEST_LINE:
        indent = " " * 11
        return f"{start}\n{textwrap.fill(arguments, _width(), initial_indent=indent, subsequent_indent=indent)}"
    return textwrap.fill(arguments, _width(), initial_indent=start, subsequent_indent=" " * len(start))


def _paragraph(text: str) -> str:
    return textwrap.fill(text, _width(), initial_indent=MARGIN, subsequent_indent=MARGIN)


def _section(heading: str, rows: list[tuple[str, str]]) -> str:
    """A heading, and below it one entry a row: its name, and beside it what it is for."""
    indent = len(MARGIN) + min(max(len(name) for name, _ in rows), LONGEST_NAME) + len(MARGIN)
    return "\n".join([f"{heading}:", *(_entry(*row, indent) for row in rows)])


def _entry(name: str, says: str, indent: int) -> str:
    start, rest = f"{MARGIN}{name}".ljust(indent), " " * indent
    if len(start) > indent:
        return f"{start}\n{textwrap.fill(says, _width(), initial_indent=rest, subsequent_indent=rest)}"
    return textwrap.fill(says, _width(), initial_indent=start, subsequent_indent=rest)


def _width() -> int:
    return max(min(shutil.get_terminal_size().columns, WIDEST) - len(MARGIN), NARROWEST)
