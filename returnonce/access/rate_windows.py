"""Counts one account's requests over the last minute, quickly enough to do so at each request.

Two windows are kept, this minute's and the one before. Of the earlier one as much counts as still lies within the last
sixty seconds, as if its requests had come evenly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Lock

SECONDS = 60
#: No more windows are kept; addresses, unlike accounts, have no end.
MOST = 20_000


@dataclass(slots=True)
class _Window:
    """Requests until ``ends_at`` (by the tick), and those of the window just before."""

    ends_at: float
    now: int = 0
    before: int = 0


@dataclass
class SlidingWindows:
    """Requests by account; ``tick`` gives seconds that only go on."""

    tick: Callable[[], float] = time.monotonic
    _held: dict[str, _Window] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def hit_at_once(self, account: str, limit: int) -> tuple[int, int] | None:
        """The same: nothing is ever waited for."""
        return self.hit(account, limit)

    def hit(self, account: str, limit: int) -> tuple[int, int]:
        """Count one, if it is allowed: how many are left (-1: it is not allowed, and was not counted), and the seconds
        until this window ends."""
        now = self.tick()
        with self._lock:
            window = self._held.get(account)
            if window is None or now >= window.ends_at:
                window = self._held[account] = _next_window(window, now)
                self._forget_oldest(now)
            left_over, remaining = window.ends_at - now, limit - window.now
            if window.before:
                # Rounded up, so that never more than so many are let through.
                remaining -= ceil(window.before * left_over / SECONDS)
            if remaining <= 0:
                return -1, ceil(left_over)
            window.now += 1
        return remaining - 1, ceil(left_over)

    def _forget_oldest(self, now: float) -> None:
        if len(self._held) <= MOST:
            return
        ended = [account for account, window in self._held.items() if now >= window.ends_at + SECONDS]
        for account in ended or [next(iter(self._held))]:
            del self._held[account]


def _next_window(window: _Window | None, now: float) -> _Window:
    ends_at = (now // SECONDS + 1) * SECONDS
    follows = window is not None and ends_at == window.ends_at + SECONDS
    return _Window(ends_at, before=window.now if window is not None and follows else 0)
