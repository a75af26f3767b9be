"""Files that are checked while their senders wait: a few at once, fewer of one agency, none for nobody."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

import anyio
from starlette.requests import ClientDisconnect

from returnonce.errors import Unavailable
from returnonce.fork_server.cancellation import Cancellation, Cancelled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import Request

T = TypeVar("T")
#: Files checked at once; of these, files of one agency; and requests that may wait for their turn. More than there are
#: processors, so that files which take all that they may never keep everybody else's waiting.
AT_ONCE, AT_ONCE_OF_AGENCY = 8, 2
MAX_WAITING, MAX_WAITING_OF_AGENCY = 500, 50


class UploadQueue:
    """Limits how many files are checked at once, and how many requests wait, in all and of one agency."""

    def __init__(self, at_once: int = AT_ONCE, max_waiting: int = MAX_WAITING) -> None:
        self._limiter: anyio.CapacityLimiter | None = None
        self._of_agency: WeakValueDictionary[str, anyio.CapacityLimiter] = WeakValueDictionary()
        self.at_once, self.max_waiting = at_once, max_waiting
        self._waiting: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """Requests that are here, at work or not."""
        return self._waiting.total()

    async def run(self, request: Request, agency: str, work: Callable[[Cancellation], T]) -> T:
        """Run ``work`` in a thread when its turn comes. It is called off when the client goes, or the server stops.

        Raises:
            Unavailable: too many wait already.
            ClientDisconnect: there is nobody to answer.
        """
        agency = agency.strip().casefold()
        if self.waiting >= self.max_waiting or self._waiting[agency] >= MAX_WAITING_OF_AGENCY:
            raise Unavailable("Too many files are being checked at this moment.", mend="Send it again in a minute.")
        cancellation = Cancellation()
        watcher = asyncio.create_task(_cancel_on_disconnect(request, cancellation))
        self._waiting[agency] += 1
        try:
            async with self._turn(agency):
                if cancellation.is_cancelled:
                    raise ClientDisconnect
                return await anyio.to_thread.run_sync(work, cancellation, limiter=self._threads, abandon_on_cancel=True)
        except Cancelled as error:
            raise ClientDisconnect from error
        finally:
            cancellation.cancel()
            watcher.cancel()
            self._waiting[agency] -= 1
            self._waiting += Counter()

    @asynccontextmanager
    async def _turn(self, agency: str) -> AsyncIterator[None]:
        limiter = self._of_agency.setdefault(agency, anyio.CapacityLimiter(AT_ONCE_OF_AGENCY))
        # A file takes its agency's turn first: those that wait for it take nobody else's.
        async with limiter:
            yield

    @property
    def _threads(self) -> anyio.CapacityLimiter:
        self._limiter = self._limiter or anyio.CapacityLimiter(self.at_once)
        return self._limiter


async def _cancel_on_disconnect(request: Request, cancellation: Cancellation) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    cancellation.cancel()
