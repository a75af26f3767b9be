"""Calls work off: whoever waits for a child wakes up at once, and the child is killed."""

from __future__ import annotations

import os
import threading


class Cancelled(Exception):
    """The work was called off; nothing of it goes on."""


class Cancellation:
    """May be watched by several; calling off a second time is nothing."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        self._lock, self.is_cancelled = threading.Lock(), False

    def cancel(self) -> None:
        """Call the work off."""
        with self._lock:
            if not self.is_cancelled:
                self.is_cancelled = True
                os.close(self._writer)

    def fileno(self) -> int:
        """Readable once the work is called off."""
        return self._reader

    def __del__(self) -> None:
        self.cancel()
        os.close(self._reader)
