"""Attempts counted in PostgreSQL, so that many machines together allow no more than one would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from returnonce.access.attempts import QUARTER_OF_AN_HOUR, AttemptLimit, CountedAttempt, keep_recent, longest_wait
from returnonce.db import counting, database_seconds

ADD = text("INSERT INTO attempt_count (name, instants, forget_at) VALUES (:name, '', 0) ON CONFLICT DO NOTHING")
LOCK = text("SELECT instants FROM attempt_count WHERE name = :name FOR UPDATE")
LOOK = text("SELECT instants FROM attempt_count WHERE name = :name")
WRITE = text("UPDATE attempt_count SET instants = :instants, forget_at = :forget_at WHERE name = :name")
FORGET = text("DELETE FROM attempt_count WHERE forget_at < :now AND forget_at > 0")


@dataclass(frozen=True)
class SharedAttempts:
    """Attempts at every process on one PostgreSQL, by its clock. One row each is locked for some milliseconds."""

    engine: Engine

    def count(self, limits: Sequence[AttemptLimit], *, only_look: bool = False) -> CountedAttempt:
        with counting(self.engine) as connection:
            if only_look:
                recent, now = self._look(connection, limits)
                return CountedAttempt(None, longest_wait(limits, recent, now))
            with _locked(connection, limits) as (recent, now):
                if wait := longest_wait(limits, recent, now):
                    return CountedAttempt(None, wait)
                for instants in recent.values():
                    instants.append(now)
            connection.execute(FORGET, {"now": int(now)})
        return CountedAttempt(now, 0)

    def give_back(self, limits: Sequence[AttemptLimit], at: float) -> None:
        with counting(self.engine) as connection, _locked(connection, limits) as (recent, _):
            for instants in recent.values():
                if at in instants:
                    instants.remove(at)

    def _look(self, connection: Connection, limits: Sequence[AttemptLimit]) -> tuple[dict[str, list[float]], float]:
        now = database_seconds(connection)
        texts = {limit.name: connection.execute(LOOK, {"name": _hash(limit.name)}).scalar() for limit in limits}
        return {name: keep_recent(_read(instants or ""), now) for name, instants in texts.items()}, now


@contextmanager
def _locked(connection: Connection, limits: Sequence[AttemptLimit]) -> Iterator[tuple[dict[str, list[float]], float]]:
    """The recent instants of each name, to be changed; and now. Names in one order, so that none waits in a circle."""
    names = sorted({limit.name for limit in limits}, key=_hash)
    for name in names:
        connection.execute(ADD, {"name": _hash(name)})
    texts = {name: str(connection.execute(LOCK, {"name": _hash(name)}).scalar()) for name in names}
    now = database_seconds(connection)
    recent = {name: keep_recent(_read(instants), now) for name, instants in texts.items()}
    yield recent, now
    for name, instants in recent.items():
        forget_at = ceil(max(instants, default=now) + QUARTER_OF_AN_HOUR)
        values = {"name": _hash(name), "instants": " ".join(map(repr, instants)), "forget_at": forget_at}
        connection.execute(WRITE, values)


def _read(instants: str) -> list[float]:
    return [float(instant) for instant in instants.split()]


def _hash(name: str) -> str:
    return sha256(name.encode()).hexdigest()
