"""Explanations of dates as they may be sent out: without who granted an extension and why."""

from __future__ import annotations

EXTENSION_START, EXTENSION_END = ", extended by ", ". Without the extension: "


def remove_names(explanation: str) -> str:
    """The explanation without words that a person typed, which may name somebody.

    All is cut from the first extension named to the last, since what was typed may look like an end of it.
    """
    day, extended, remainder = explanation.partition(EXTENSION_START)
    return f"{day}, by an extension{EXTENSION_END}{remainder.rpartition(EXTENSION_END)[2]}" if extended else explanation
