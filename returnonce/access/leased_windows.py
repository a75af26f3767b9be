"""Counts one account's requests over the last minute at all processes on one PostgreSQL, without a write for each.

A process takes a slice of the account's allowance from the table and spends it in its memory. What it has not spent
when the minute ends it gives back with the next slice. So many requests as are allowed are never exceeded; the last
few of a minute may be refused while another process still holds some.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Lock

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from returnonce.access.rate_windows import SECONDS
from returnonce.db import counting, database_seconds

#: A slice is this part of what is allowed in a minute.
PARTS = 20
#: After a refusal the table is asked again after so many seconds at the earliest.
PAUSE = 1.0
ADD = text(
    "INSERT INTO request_count (account, minute, taken, before) VALUES (:account, 0, 0, 0) ON CONFLICT DO NOTHING"
)
LOCK = text("SELECT minute, taken, before FROM request_count WHERE account = :account FOR UPDATE")
WRITE = text("UPDATE request_count SET minute = :minute, taken = :taken, before = :before WHERE account = :account")


@dataclass(slots=True)
class Lease:
    """A slice of an allowance. ``beyond``: what the table still has; ``ends_at``, ``asks_at``: by the tick."""

    minute: int
    ends_at: float
    unspent: int
    beyond: int
    asks_at: float = 0.0


@dataclass
class LeasedWindows:
    """Requests by account; ``tick`` gives seconds that only go on."""

    engine: Engine
    tick: Callable[[], float] = time.monotonic
    _leases: dict[str, Lease] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def hit(self, account: str, limit: int) -> tuple[int, int]:
        """Count one, if it is allowed: how many are left (-1: it is not allowed), and the seconds until this window
        ends. Asks the table where the slice is spent, so call it off the event loop.

        Raises:
            Unavailable: the store cannot be reached.
        """
        return self.hit_at_once(account, limit) or self._hit_with(account, self._take_slice(account, limit))

    def hit_at_once(self, account: str, limit: int) -> tuple[int, int] | None:  # noqa: ARG002 (the slice knows it)
        """The same without waiting for anything; None where the table must be asked."""
        now = self.tick()
        with self._lock:
            lease = self._leases.get(account)
            if lease is None or now >= lease.ends_at or (lease.unspent <= 0 and now >= lease.asks_at):
                return None
            return _spend(lease, now)

    def _hit_with(self, account: str, new: Lease) -> tuple[int, int]:
        now = self.tick()
        with self._lock:
            lease = self._leases.get(account)
            # Another thread may have taken a slice at the same moment.
            if lease is not None and lease.minute == new.minute:
                new.unspent += lease.unspent
            self._leases[account] = new
            return _spend(new, now)

    def _take_slice(self, account: str, limit: int) -> Lease:
        with self._lock:
            old = self._leases.pop(account, None)
        with counting(self.engine) as connection:
            lease, left = _take(connection, account, limit, old)
        now = self.tick()
        lease.ends_at = now + left
        lease.asks_at = 0.0 if lease.unspent else now + PAUSE
        return lease


def _spend(lease: Lease, now: float) -> tuple[int, int]:
    left = max(1, ceil(lease.ends_at - now))
    if lease.unspent <= 0:
        return -1, left
    lease.unspent -= 1
    return lease.unspent + lease.beyond, left


def _take(connection: Connection, account: str, limit: int, old: Lease | None) -> tuple[Lease, float]:
    """A slice out of the table, and how many seconds of its minute are left."""
    connection.execute(ADD, {"account": account})
    row = connection.execute(LOCK, {"account": account}).one()
    now = database_seconds(connection)
    minute = max(int(now // SECONDS), row.minute)
    left = max(0.0, (minute + 1) * SECONDS - now)
    taken, before = _move_on(row.minute, row.taken, row.before, minute)
    if old is not None and old.minute == minute:
        taken = max(0, taken - old.unspent)
    elif old is not None and old.minute == minute - 1:
        before = max(0, before - old.unspent)
    # Of the minute before as much counts as lies within the last sixty seconds; rounded up, as in one process.
    free = limit - taken - ceil(before * min(left, SECONDS) / SECONDS)
    granted = max(0, min(free, max(1, limit // PARTS)))
    values = {"account": account, "minute": minute, "taken": taken + granted, "before": before}
    connection.execute(WRITE, values)
    return Lease(minute, 0.0, granted, max(0, free - granted)), left


def _move_on(minute: int, count: int, before: int, now: int) -> tuple[int, int]:
    """What was taken in the minute that is now, and in the one before it."""
    if minute == now:
        return count, before
    return 0, count if minute == now - 1 else 0
