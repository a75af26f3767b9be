"""What a store that is away, busy or full raises, as errors for people."""

from __future__ import annotations

from returnonce.errors import NoRoom, Unavailable


def make_unavailable(error: Exception) -> Unavailable:
    """The error of a database's driver, or one around it, in words."""
    # The driver's text may hold a host or a password's user; only its first line's kind is told.
    orig = getattr(error, "orig", error)
    kind, text = type(orig).__name__, str(orig)
    if "full" in text or "No space left" in text:
        return NoRoom(f"The disk is full. ({kind})", mend="Nothing was changed; ask your administrator to make room.")
    message = "The store is busy." if "locked" in text or "QueuePool" in text else "The store cannot be reached."
    return Unavailable(f"{message} ({kind})", mend="Nothing was changed; try again, or ask your administrator.")
