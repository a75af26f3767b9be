"""The next sensible command after one that went well, and after one that was refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from returnonce.errors import ReturnOnceError

#: A word in capitals stands for the argument of that name: AGENCY for --agency, FILE for FILE.
PLACEHOLDER = r"\b[A-Z][A-Z_]+\b(?!\.)"

#: By kind of error and verb (* for all): a conflict is mended elsewhere, so what shows the present state comes next.
REFUSALS = Path(__file__).with_name("refusals.tsv")


def choose_next(choices: str, arguments: Mapping[str, Any]) -> str:
    """The first of the choices that asks for nothing that was left out here, else the last; "" without any.

    ``choices``: as in ``verbs.tsv``, with `` | `` between them. ``arguments``: what was typed by name, as AGENCY; None
    where it was left out. What the verb does not take stays as a name, to be filled in by hand.
    """
    commands = choices.split(" | ")
    whole = (each for each in commands if all(arguments.get(name, "") is not None for name in _names(each)))
    return re.sub(PLACEHOLDER, lambda name: _typed(name[0], arguments), next(whole, commands[-1]))


def _names(command: str) -> list[str]:
    return re.findall(PLACEHOLDER, command)


def _typed(name: str, arguments: Mapping[str, Any]) -> str:
    value = arguments.get(name)
    # A file may be called after a person, and what is said may be kept.
    return name if value is None or name == "FILE" else _quote([str(value)])


def repeat_command(verb: str) -> str:
    """The same command once more, without what was typed after it: a file may be called after a person."""
    return _read_refusals()["ReturnOnceError", "*"].replace("VERB", verb)


def _quote(words: Sequence[str]) -> str:
    import shlex

    return shlex.join(words)


def after_refusal(error: ReturnOnceError, verb: str, typed: Callable[[], Mapping[str, Any]]) -> str:
    """What ``refusals.tsv`` has for an error of this kind, of the verb before that of all; "" where it has none.

    ``typed``: gives the arguments, as for :func:`choose_next`; asked only where the verb's own row has choices.
    """
    table = _read_refusals()
    for kind in type(error).__mro__:
        if (kind.__name__, verb) in table:
            return choose_next(table[kind.__name__, verb], typed())
        if (kind.__name__, "*") in table:
            return table[kind.__name__, "*"].replace("VERB", verb)
    return ""


def _read_refusals() -> dict[tuple[str, str], str]:
    rows = (row.split("\t") for row in REFUSALS.read_text(encoding="utf-8").splitlines()[1:])
    return {(kind, verb): command for kind, verb, command in rows}
