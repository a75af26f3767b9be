"""How far long work has come. Whoever does the work says it; who asked for the work decides whether it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class WorkProgress:
    """A stretch of work. ``what``: as a person says it; ``total``: how many parts, None where nobody knows.

    ``tell``: called with it whenever more is done, for whoever does not look by itself.
    """

    what: str
    total: int | None = None
    done: int = 0
    tell: Callable[[WorkProgress], None] | None = None

    def advance(self, count: int = 1) -> None:
        """So many more parts are done."""
        self.done += count
        if self.tell is not None:
            self.tell(self)


class ProgressDisplay(Protocol):
    """What work in progress is shown on: a terminal, or a log."""

    def begin(self, progress: WorkProgress) -> None:
        """Work begins, perhaps within other work."""

    def end(self, progress: WorkProgress) -> None:
        """Work has ended, well or not."""

    def hide(self) -> None:
        """The answer is about to be printed: nothing of what is shown stays, until other work begins."""


class _Display:
    """Where progress is shown by this process; a command has one place, and a server none."""

    on: ProgressDisplay | None = None


@contextmanager
def show_progress_on(display: ProgressDisplay | None) -> Iterator[None]:
    """Work within is shown on ``display``; nowhere with None, as a server's."""
    before, _Display.on = _Display.on, display
    try:
        yield
    finally:
        _Display.on = before


@contextmanager
def show_progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Say that work of more than a moment begins; yields what is called with how many more parts are done."""
    display, begun = _Display.on, WorkProgress(what, total)
    if display is None:
        yield begun.advance
        return
    display.begin(begun)
    try:
        yield begun.advance
    finally:
        display.end(begun)


def track(what: str, items: Sequence[T]) -> Iterator[T]:
    """Each item in turn, as work of so many parts."""
    with show_progress(what, len(items)) as advance:
        for item in items:
            yield item
            advance(1)


def hide_progress() -> None:
    """Take away what is shown of progress, since the answer is about to be printed."""
    if _Display.on is not None:
        _Display.on.hide()
