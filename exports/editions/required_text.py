"""Reasons in a person's own words."""

from __future__ import annotations

from returnonce.errors import Refused


def require_text(text: str, *, what: str, where: str) -> str:
    """A text that a person must give, without the space around it.

    Raises:
        Refused: it is blank.
    """
    if text.strip():
        return text.strip()
    raise Refused(f"{what} needs its reason.", where=where, mend="Say in a few words why; they are kept.")
