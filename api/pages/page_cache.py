"""A small cache of boards and plans, by everything that they depend on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

#: Boards and plans are some megabytes each.
KEPT = 12


class Shelf:
    """Answers by what they rest on: the ruleset, the newest row of the audit trail, and a span of time.

    Whatever changes the store writes an audit row, so an answer under an older row is never found again.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, now: datetime, make: Callable[[], tuple[Any, datetime]]) -> Any:
        """The answer under a key, made anew once ``now`` has reached the instant that ``make`` gave with it."""
        with self._lock:
            held = self._held.get(key)
        if held is not None and now < held[0]:
            return held[1]
        answer, until = make()
        with self._lock:
            self._held[key] = (until, answer)
            self._held.move_to_end(key)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return answer
