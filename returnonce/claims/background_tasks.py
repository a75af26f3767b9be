"""Background tasks that wait for a worker: one row each, known by its key, taken under a lease."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from returnonce.claims.leases import Lease, LeasedRow, is_free
from returnonce.clock import Clock


class BackgroundTaskRow(LeasedRow, table=True):
    """One piece of work. ``queued``: nobody had it yet; else the states of a lease. The table is the history."""

    __tablename__ = "task"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    arguments: str
    queued_at: datetime
    attempts: int = 0


@dataclass(frozen=True)
class WaitingTask:
    """A task that nobody holds, and how often it was tried."""

    id: int
    key: str
    name: str
    arguments: dict[str, str]
    queued_at: datetime
    attempts: int


def lease_of(task: WaitingTask, holder: str, span: timedelta) -> Lease:
    """One worker's hold on one task."""
    return Lease(BackgroundTaskRow, (task.id,), holder, span)


def queue_task(session: Session, clock: Clock, *, name: str, key: str, arguments: Mapping[str, str]) -> bool:
    """Have it done by a worker; False where that key was queued before, done or not."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    arguments_json = json.dumps(dict(arguments), sort_keys=True)
    row = {
        "key": key,
        "name": name,
        "arguments": arguments_json,
        "state": "queued",
        "attempts": 0,
        "queued_at": clock.now(),
    }
    statement = dialect.insert(BackgroundTaskRow).values(**row).on_conflict_do_nothing(index_elements=["key"])
    return session.connection().execute(statement.returning(col(BackgroundTaskRow.id))).first() is not None


def read_waiting(session: Session, clock: Clock, *, key: str | None = None) -> list[WaitingTask]:
    """What nobody holds now, in the order in which it was queued; or that of one key."""
    query = select(BackgroundTaskRow).where(is_free(BackgroundTaskRow, clock)).order_by(col(BackgroundTaskRow.id))
    return [
        _waiting(row) for row in session.exec(query if key is None else query.where(col(BackgroundTaskRow.key) == key))
    ]


def read_history(session: Session, *, limit: int = 50) -> Sequence[BackgroundTaskRow]:
    """The newest tasks, the newest first."""
    return session.exec(select(BackgroundTaskRow).order_by(col(BackgroundTaskRow.id).desc()).limit(limit)).all()


def _waiting(row: BackgroundTaskRow) -> WaitingTask:
    assert row.id is not None
    return WaitingTask(row.id, row.key, row.name, json.loads(row.arguments), row.queued_at, row.attempts)
