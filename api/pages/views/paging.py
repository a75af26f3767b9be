"""One page of a long list: its rows, which they are, and where the others are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class ListPage(Generic[T]):
    """``caption`` counts the whole list, and says which of it is shown where that is not all."""

    rows: tuple[T, ...]
    caption: str
    previous: str | None
    following: str | None


def read_page_number(text: str) -> int:
    """The number of a page as an address says it; the first where it says none."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def cut_page(rows: Sequence[T], number: str, size: int, count: str, link: Callable[[int], str]) -> ListPage[T]:
    """One page of so many rows. ``count``: how many there are, in words; ``link``: the path of a page."""
    pages = max(1, -(-len(rows) // size))
    page = min(read_page_number(number), pages)
    first = (page - 1) * size
    shown = tuple(rows[first : first + size])
    caption = count if pages == 1 else f"{first + 1:,} to {first + len(shown):,} of {count}"
    return ListPage(shown, caption, link(page - 1) if page > 1 else None, link(page + 1) if page < pages else None)
