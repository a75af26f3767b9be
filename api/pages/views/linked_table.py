"""Tables of which cells may be links, as ``parts.html`` writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkedCell:
    """A written cell; ``href`` leads to what is behind it, empty where nothing is."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class LinkedTable:
    """A table of which cells may be links."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[LinkedCell, ...], ...]
    #: Leads to all rows, where only some are here.
    whole: LinkedCell | None = None
