"""Calls work off: whoever waits for a child wakes up at once, and the child is killed."""

from __future__ import annotations

import os
import threading


class Cancelled(Exception):
    """The work was called off; nothing of it goes on."""


class Cancellation:
    """May be watched by several; calling off a second time is nothing. It takes two descriptors once it is watched: of
    the many that wait for their turn, each would else keep two."""

    def __init__(self) -> None:
        self._ends: tuple[int, int] | None = None
        self._lock, self.is_cancelled = threading.Lock(), False

    def cancel(self) -> None:
        """Call the work off."""
        with self._lock:
            if not self.is_cancelled:
                self.is_cancelled = True
                self._close_writer()

    def fileno(self) -> int:
        """Readable once the work is called off."""
        with self._lock:
            if self._ends is None:
                self._ends = os.pipe()
                if self.is_cancelled:
                    self._close_writer()
            return self._ends[0]

    def _close_writer(self) -> None:
        if self._ends is not None:
            os.close(self._ends[1])

    def __del__(self) -> None:
        self.cancel()
        if self._ends is not None:
            os.close(self._ends[0])
