"""Files waiting to be checked: a few at once, in threads, so that other requests are answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio

from returnonce.errors import Unavailable

T = TypeVar("T")
#: Files judged at once, and requests that may wait for their turn.
AT_ONCE, MAX_WAITING = 2, 500


class UploadQueue:
    """Those who wait for a judgement; more than a few at once would only slow each other."""

    def __init__(self, at_once: int = AT_ONCE, max_waiting: int = MAX_WAITING) -> None:
        self._limiter: anyio.CapacityLimiter | None = None
        self.at_once, self.max_waiting, self.waiting = at_once, max_waiting, 0

    async def run(self, check: Callable[[], T]) -> T:
        """What the work gives, once its turn came.

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
