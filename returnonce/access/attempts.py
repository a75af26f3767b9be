"""Counts attempts at passwords and keys over the last quarter of an hour, each before it is made.

An attempt is counted under several names at once, such as the account with the address: under all of them, or, where
one has no room left, under none. What is counted first cannot be outrun by many at the same moment.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple, Protocol

from returnonce.clock import machine_seconds

QUARTER_OF_AN_HOUR = 15 * 60
#: Names that nobody has used for long are forgotten when there are more than so many.
MOST_NAMES = 10_000


class AttemptLimit(NamedTuple):
    """So many attempts under a name within a quarter of an hour."""

    name: str
    most: int


class CountedAttempt(NamedTuple):
    """``at``: when it was counted, in seconds since 1970; None where it may not be made. ``wait``: seconds until the
    next one may be."""

    at: float | None
    wait: int


class AttemptCounter(Protocol):
    """Attempts by name. In one process, or shared by all that use a store."""

    def count(self, limits: Sequence[AttemptLimit], *, only_look: bool = False) -> CountedAttempt:
        """Count one attempt under every limit, if all of them allow it; ``only_look`` says whether they would."""

    def give_back(self, limits: Sequence[AttemptLimit], at: float) -> None:
        """The attempt that was counted then succeeded, and counts no more."""


@dataclass
class ProcessAttempts:
    """The attempts at one process, in its memory; ``tick`` gives seconds since 1970."""

    tick: Callable[[], float] = machine_seconds
    _instants: dict[str, list[float]] = field(default_factory=dict, repr=False)
    _most_names: int = MOST_NAMES
    _lock: Lock = field(default_factory=Lock, repr=False)

    def count(self, limits: Sequence[AttemptLimit], *, only_look: bool = False) -> CountedAttempt:
        now = self.tick()
        with self._lock:
            recent = {limit.name: keep_recent(self._instants.get(limit.name, ()), now) for limit in limits}
            wait = longest_wait(limits, recent, now)
            if wait or only_look:
                return CountedAttempt(None, wait)
            self._instants |= {name: [*instants, now] for name, instants in recent.items()}
            self._forget(now)
        return CountedAttempt(now, 0)

    def give_back(self, limits: Sequence[AttemptLimit], at: float) -> None:
        with self._lock:
            for limit in limits:
                if at in (instants := self._instants.get(limit.name, [])):
                    instants.remove(at)

    def _forget(self, now: float) -> None:
        if len(self._instants) > self._most_names:
            self._instants = {name: recent for name, recent in self._instants.items() if keep_recent(recent, now)}
            self._most_names = max(MOST_NAMES, 2 * len(self._instants))


def keep_recent(instants: Sequence[float], now: float) -> list[float]:
    """The instants of the last quarter of an hour."""
    return [instant for instant in instants if instant > now - QUARTER_OF_AN_HOUR]


def longest_wait(limits: Sequence[AttemptLimit], recent: Mapping[str, Sequence[float]], now: float) -> int:
    """Whole seconds until every limit allows one more; 0 where they do."""
    waits = [
        max(1, math.ceil(sorted(recent[limit.name])[-limit.most] + QUARTER_OF_AN_HOUR - now))
        for limit in limits
        if len(recent[limit.name]) >= limit.most
    ]
    return max(waits, default=0)
