"""How far a check in a child is: the child leaves it in a small file, and whoever waits for the child looks there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collectors.guests.frame_files import NotAFrame, read_limited
from collectors.submissions.check_stages import StageReached, find_stage, parse_stage
from returnonce.progress import WorkProgress

STAGE_FILE = "stage.txt"
#: No stage is longer in words.
STAGE_BYTES = 100
#: How often it is looked, in seconds; whoever asks does so every few.
LOOK_SECONDS = 0.5
Tell = Callable[[StageReached], None]


class StageFile:
    """Where work in progress is shown in a child: a file in the folder that it writes into."""

    def __init__(self, out: Path) -> None:
        self._path = out / STAGE_FILE

    def begin(self, progress: WorkProgress) -> None:
        """A stage begins, or other work that says nothing here."""
        if find_stage(progress.what) is not None:
            progress.tell = self._write
            self._write(progress)

    def end(self, progress: WorkProgress) -> None:
        """What was reached stays true."""

    def hide(self) -> None:
        """There is no screen."""

    def _write(self, progress: WorkProgress) -> None:
        if (stage := find_stage(progress.what)) is None:
            return
        steps = progress.total or 0
        reached = StageReached(stage, min(progress.done + 1, steps), steps)
        # Moved into place, so that it is never read half written. A check does not fail for want of these words.
        with suppress(OSError):
            draft = self._path.with_suffix(".new")
            draft.write_text(str(reached), encoding="utf-8")
            draft.replace(self._path)


def read_stage(out: Path) -> StageReached | None:
    """The stage that a child left; None where it left none, or something else."""
    with suppress(NotAFrame, OSError, UnicodeDecodeError):
        return parse_stage(read_limited(out / STAGE_FILE, STAGE_BYTES).decode("utf-8"))
    return None


@contextmanager
def tell_stages(out: Path, tell: Tell | None) -> Iterator[None]:
    """Call ``tell`` with every stage that is seen while the block runs."""
    if tell is None:
        yield
        return
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(out, tell, ended), name="stages", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _watch(out: Path, tell: Tell, ended: threading.Event) -> None:
    last = None
    while not ended.wait(LOOK_SECONDS):
        if (reached := read_stage(out)) is not None and reached != last:
            last = reached
            tell(reached)
