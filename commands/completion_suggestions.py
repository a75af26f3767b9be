"""What may be typed next, and whether it begins as what is typed."""

from __future__ import annotations

from typing import NamedTuple


class Suggestion(NamedTuple):
    """What may be typed, and what it is."""

    text: str
    help: str = ""


def matches(text: str, typed: str) -> bool:
    """Whether it begins so, whatever the letter case."""
    return text.casefold().startswith(typed.casefold())
