"""Files waiting to be checked: a few at once, in threads, so that other requests are answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio

from returnonce.errors import Unavailable

T = TypeVar("T")
#: Files checked at once, and requests that may wait for their turn.
AT_ONCE, MAX_WAITING = 2, 500


class UploadQueue:
    """Limits how many files are checked at once: more would only slow each other."""

    def __init__(self, at_once: int = AT_ONCE, max_waiting: int = MAX_WAITING) -> None:
        self._limiter: anyio.CapacityLimiter | None = None
        self.at_once, self.max_waiting, self.waiting = at_once, max_waiting, 0

    async def run(self, check: Callable[[], T]) -> T:
        """Run ``check`` in a thread when its turn comes.

        Raises:
            Unavailable: too many wait already.
        """
        if self.waiting >= self.max_waiting:
            raise Unavailable("Too many files are being checked at this moment.", mend="Send it again in a minute.")
        self._limiter = self._limiter or anyio.CapacityLimiter(self.at_once)
        self.waiting += 1
        try:
            return await anyio.to_thread.run_sync(check, limiter=self._limiter)
        finally:
            self.waiting -= 1
