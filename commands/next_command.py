"""The next sensible command after one that went well, and after one that was refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from returnonce.errors import NotFound, NothingToDo, ReturnOnceError, WrongUsage

#: A word in capitals stands for the argument of that name: AGENCY for --agency, FILE for FILE.
PLACEHOLDER = r"\b[A-Z][A-Z_]+\b(?!\.)"

#: What is still to be done, and by whom.
LOOK = "returnonce progress"


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
    return f"returnonce {verb} … (the same again, when that is mended)"


def _quote(words: Sequence[str]) -> str:
    import shlex

    return shlex.join(words)


def after_refusal(error: ReturnOnceError, verb: str) -> str:
    """What was typed wrongly is looked up in the help; what was refused otherwise is tried again when mended; where
    nothing is to be done, one looks at what is."""
    if isinstance(error, NothingToDo):
        return LOOK
    if isinstance(error, (NotFound, WrongUsage)):
        return " ".join(["returnonce", *verb.split(), "--help"])
    return repeat_command(verb)
