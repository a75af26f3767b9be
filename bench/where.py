"""Where the time of the whole job goes: which of the project's rooms was at work, looked up every few milliseconds.

Run as ``python -m bench.where FOLDER OUT``. What a library does is counted for the room that called it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from bench import product_job
from bench.processes import ROOT
from bench.where_report import ROOMS

EVERY = 0.002
NOT_COUNTED = (f"{ROOT}/bench/", f"{ROOT}/.venv/")
IMPORTS = "imports"


class Sampler:
    """Seconds by room of the project, in the main thread."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._watched, self._ended = threading.main_thread().ident, threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count what happens inside."""
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        yield
        self._ended.set()
        thread.join()

    def _watch(self) -> None:
        before = time.perf_counter()
        while not self._ended.wait(EVERY):
            now = time.perf_counter()
            # A library that holds the interpreter delays us: the whole delay is its own.
            self.seconds[_room(sys._current_frames().get(self._watched or 0))] += now - before
            before = now


def _room(frame: FrameType | None) -> str:
    """The innermost room of the project that was at work."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith("<frozen importlib"):
            return IMPORTS
        if path.startswith(f"{ROOT}/") and not path.startswith(NOT_COUNTED):
            return str(Path(path).relative_to(ROOT).parent)
        frame = frame.f_back
    return "the bench itself"


def main(folder: Path, out: Path) -> None:
    """Leaves the seconds of each room beside what the job leaves."""
    sampler = Sampler()
    with sampler.watching():
        product_job.main(folder, out)
    (out / ROOMS).write_text(json.dumps(dict(sampler.seconds.most_common())), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
