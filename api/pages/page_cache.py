"""A small cache of boards and plans, by everything that they depend on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

#: Boards and plans are some megabytes each.
MAX_ENTRIES = 12


class PageCache:
    """Values by what they depend on: the ruleset, the newest row of the audit trail, and a span of time.

    Every change of the store writes an audit row, so a value under an older row is never found again.
    """

    def __init__(self, most: int = MAX_ENTRIES) -> None:
        self.most = most
        self._entries: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._lock = threading.Lock()
        #: A lock for each key whose value is being made: whoever asks meanwhile waits for it, and does not make it too.
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, now: datetime, make: Callable[[], tuple[Any, datetime]]) -> Any:
        """The value of a key, made again once ``now`` reaches the instant that ``make`` returned with it.

        ``make`` may ask for other keys, never in a circle.
        """
        entry = self._find(key, now)
        if entry is not None:
            return entry[1]
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            entry = self._find(key, now) or self._make(key, make)
        return entry[1]

    def find_last(self, start: tuple[Any, ...], now: datetime) -> Any | None:
        """The value that was made last of those whose keys begin so, and that its time has not made too old.

        The store may have changed since.
        """
        with self._lock:
            entries = list(self._entries.items())
        of_them = (entry for key, entry in reversed(entries) if isinstance(key, tuple) and key[: len(start)] == start)
        return next((answer for until, answer in of_them if now < until), None)

    def _find(self, key: Hashable, now: datetime) -> tuple[datetime, Any] | None:
        with self._lock:
            entry = self._entries.get(key)
        return entry if entry is not None and now < entry[0] else None

    def _make(self, key: Hashable, make: Callable[[], tuple[Any, datetime]]) -> tuple[datetime, Any]:
        try:
            answer, until = make()
        except BaseException:
            self._finish(key)
            raise
        with self._lock:
            self._entries[key] = (until, answer)
            self._entries.move_to_end(key)
            while len(self._entries) > self.most:
                self._entries.popitem(last=False)
        self._finish(key)
        return until, answer

    def _finish(self, key: Hashable) -> None:
        with self._lock:
            self._making.pop(key, None)
