"""Progress of a command on standard error: a bar on a terminal, plain lines in a log, from the second second on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from returnonce.console import Console
from returnonce.progress import WorkProgress, show_progress, show_progress_on

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: What takes less shows nothing, in seconds.
SILENT = 1.0
#: How often a log has a line, and a terminal the newest count, in seconds.
LOG_EVERY = 10.0
TERMINAL_EVERY = 0.2
#: Too early to say how long it will still take, as a share of the whole.
EARLY = 0.05


class WorkDisplay:
    """Work in progress, shown by a thread of its own, since who works does not stop to say so.

    ``draw``: shows it, each with the seconds since it began; ``wipe``: takes away what was drawn.
    """

    def __init__(
        self, draw: Callable[[dict[WorkProgress, float]], None], wipe: Callable[[], None], every: float
    ) -> None:
        self._draw, self._wipe, self._every = draw, wipe, every
        self._began: dict[WorkProgress, float] = {}
        self._lock, self._ended = Lock(), Event()
        self._thread: Thread | None = None

    def begin(self, progress: WorkProgress) -> None:
        """Remember since when; the first one starts the thread."""
        with self._lock:
            self._began[progress] = time.monotonic()
        if self._thread is None:
            self._ended.clear()
            self._thread = Thread(target=self._show_until_ended, daemon=True)
            self._thread.start()

    def end(self, progress: WorkProgress) -> None:
        """Forget it; with the last one nothing stays on the screen."""
        with self._lock:
            self._began.pop(progress, None)
        if not self._began:
            self.hide()

    def hide(self) -> None:
        """Forget all of it, and leave nothing on the screen."""
        with self._lock:
            self._began.clear()
        if self._thread is not None:
            self._ended.set()
            self._thread.join()
            self._thread = None
            self._wipe()

    def _show_until_ended(self) -> None:
        wait = SILENT
        while not self._ended.wait(wait):
            now = time.monotonic()
            with self._lock:
                under_way = {progress: now - began for progress, began in self._began.items()}
            self._draw(under_way)
            wait = self._every


class _Terminal:
    """Bars drawn by rich, which is loaded when the first one is."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._rows: dict[WorkProgress, TaskID] = {}

    def draw(self, under_way: dict[WorkProgress, float]) -> None:
        bars = self._bars = self._bars or _make_bars()
        for gone in self._rows.keys() - under_way.keys():
            bars.remove_task(self._rows.pop(gone))
        for progress in under_way:
            if progress not in self._rows:
                self._rows[progress] = bars.add_task(progress.what, total=progress.total)
            bars.update(self._rows[progress], completed=progress.done)
        bars.refresh()

    def wipe(self) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars, self._rows = None, {}


def _make_bars() -> Progress:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (
        SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(bar_width=20), MofNCompleteColumn(),
        TimeElapsedColumn(), Remaining(),
    )  # fmt: skip
    # What is printed to standard output goes there, and not to the console of standard error.
    bars = Progress(
        *columns, console=RichConsole(stderr=True), transient=True, auto_refresh=False, redirect_stdout=False
    )
    bars.start()
    return bars


def _say_lines(console: Console) -> Callable[[dict[WorkProgress, float]], None]:
    def draw(under_way: dict[WorkProgress, float]) -> None:
        for progress, seconds in under_way.items():
            console.say(write_progress(progress, seconds))

    return draw


def write_progress(progress: WorkProgress, seconds: float) -> str:
    """One line: what, how far, since when and how long still, in seconds."""
    far = f" {progress.done:,} of {progress.total:,}," if progress.total is not None else ""
    if progress.total is None and progress.done:
        far = f" {progress.done:,} done,"
    line = f"{progress.what}:{far} {seconds:.0f} s so far"
    share = progress.done / progress.total if progress.total else 0
    return line if share < EARLY else f"{line}, about {seconds * (1 - share) / share:.0f} s still"


@contextmanager
def showing_progress(console: Console, what: str) -> Iterator[None]:
    """Work within, ``what``, is shown as standard error takes it; with ``--json`` none is."""
    if console.as_json:
        yield
        return
    terminal = _Terminal()
    lively = sys.stderr.isatty() and not console.as_log and os.environ.get("TERM") != "dumb"
    display = (
        WorkDisplay(terminal.draw, terminal.wipe, TERMINAL_EVERY)
        if lively
        else WorkDisplay(_say_lines(console), lambda: None, LOG_EVERY)
    )
    with show_progress_on(display), show_progress(what):
        yield
