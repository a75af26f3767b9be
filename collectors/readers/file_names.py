"""A sender's name for a file, made safe to show. It is never used as a path or in a header as it came."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 120
_APART = re.compile(r"[/\\]")


def safe_name(name: str) -> str:
    """The last part of a name, without what cannot be seen, and not too long; its ending is kept."""
    last = _APART.split(name.replace("\x00", ""))[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip().strip(".")
    if len(visible) > _LONGEST:
        stem, dot, ending = visible.rpartition(".")
        ending_kept = f"{dot}{ending}"[:10] if stem else ""
        visible = visible[: _LONGEST - len(ending_kept)] + ending_kept
    return visible or "upload"
