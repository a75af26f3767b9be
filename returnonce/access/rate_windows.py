"""Counts one account's requests over the last minute, quickly enough to do so at each request.

Two windows are kept, this minute's and the one before. Of the earlier one as much counts as still lies within the last
sixty seconds, as if its requests had come evenly.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

SECONDS = 60


@dataclass
class _Window:
    number: int
    now: int = 0
    before: int = 0


@dataclass
class SlidingWindows:
    """Requests by account; ``tick`` gives seconds that only go on."""

    tick: Callable[[], float] = time.monotonic
    _held: dict[str, _Window] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def hit(self, account: str, limit: int) -> tuple[int, int]:
        """Count one, if it is allowed: how many are left (-1: it is not allowed, and was not counted), and the seconds
        until this window ends."""
        now = self.tick()
        number = int(now // SECONDS)
        left_over = (number + 1) * SECONDS - now
        with self._lock:
            window = self._held.get(account)
            if window is None or window.number != number:
                window = self._at(account, number)
            # Rounded up, so that never more than so many are let through.
            remaining = limit - window.now - (math.ceil(window.before * left_over / SECONDS) if window.before else 0)
            if remaining > 0:
                window.now += 1
        return max(remaining, 0) - 1, max(1, math.ceil(left_over))

    def _at(self, account: str, number: int) -> _Window:
        window = self._held.get(account)
        if window is None:
            window = self._held[account] = _Window(number)
        elif window.number != number:
            window.before = window.now if window.number == number - 1 else 0
            window.number, window.now = number, 0
        return window
