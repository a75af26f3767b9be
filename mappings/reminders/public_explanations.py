"""Explanations of dates as they may be sent out: without who granted an extension and why."""

from __future__ import annotations

BEGINS, ENDS = ", extended by ", ". Without the extension: "


def remove_names(explanation: str) -> str:
    """The explanation without words that a person typed, which may name somebody.

    All is cut from the first extension named to the last, since what was typed may look like an end of it.
    """
    day, extended, rest = explanation.partition(BEGINS)
    return f"{day}, by an extension{ENDS}{rest.rpartition(ENDS)[2]}" if extended else explanation
