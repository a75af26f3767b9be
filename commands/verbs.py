"""The verbs of the command line, as ``verbs.tsv`` lists them: read without loading any of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("verbs.tsv")


class Verb(NamedTuple):
    """One row. ``name``: as it is typed, such as ``catalogue show``; ``function``: where the code is, ``module:name``.

    ``next``: what to type after it, or "" where the verb itself says so (see ``commands.next_command``).
    A family of verbs, such as ``catalogue``, has a row of its own without a function.
    """

    heading: str
    name: str
    function: str
    help: str
    next: str


@cache
def read_verbs() -> dict[str, Verb]:
    """Every verb and every family by its name, in the order of the table."""
    rows = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return {verb.name: verb for verb in (Verb(*row.split("\t")) for row in rows)}


def find_verb(words: Sequence[str]) -> tuple[str, list[str]]:
    """The name of the verb or family that the words begin with, ``""`` where there is none; and the words after it."""
    count = next((count for count in (2, 1) if " ".join(words[:count]) in read_verbs()), 0)
    return " ".join(words[:count]), list(words[count:])


def list_verbs_of(family: str) -> dict[str, Verb]:
    """What may be typed after a family's name, by that one word; after nothing (``""``): verbs and families."""
    return {name.rpartition(" ")[2]: verb for name, verb in read_verbs().items() if name.rpartition(" ")[0] == family}
