"""Background tasks that wait for a worker: one row each, known by its key, claimed by one worker at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import Field, Session, SQLModel, col, select

from returnonce.claims import claims
from returnonce.claims.claims import ClaimRow
from returnonce.clock import Clock

KIND = "task"


class BackgroundTaskRow(SQLModel, table=True):
    """One piece of work; its claim says who has it and what came of it. The two tables are the history."""

    __tablename__ = "task"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    arguments: str
    queued_at: datetime


@dataclass(frozen=True)
class WaitingTask:
    """A task that nobody holds."""

    key: str
    name: str
    arguments: dict[str, str]
    queued_at: datetime


@dataclass(frozen=True)
class BackgroundTaskEntry:
    """One entry of the history. ``held_until``: the end of a lease, or of a rest after a failure."""

    id: int
    key: str
    name: str
    arguments: str
    queued_at: datetime
    state: str
    holder: str | None
    held_until: datetime | None
    attempts: int
    finished_at: datetime | None
    outcome: str | None

    @property
    def due_at(self) -> datetime:
        """Since when a worker may begin it, or when one will be allowed to."""
        return self.queued_at if self.attempts or self.held_until is None else self.held_until


def queue_task(
    session: Session,
    clock: Clock,
    *,
    name: str,
    key: str,
    arguments: Mapping[str, str],
    not_before: datetime | None = None,
) -> bool:
    """Have it done by a worker, at once or from an instant on; False where that key was queued before, done or not."""
    if not claims.add(session, KIND, key, not_before=not_before):
        return False
    text = json.dumps(dict(arguments), sort_keys=True)
    session.add(BackgroundTaskRow(key=key, name=name, arguments=text, queued_at=clock.now()))
    return True


def read_waiting(
    session: Session, clock: Clock, *, key: str | None = None, name: str | None = None
) -> list[WaitingTask]:
    """What nobody holds now, in the order in which it was queued; or that of one key or kind."""
    query = _named(_query().where(claims.are_free(KIND, clock)), name).order_by(col(BackgroundTaskRow.id))
    rows = session.exec(query if key is None else query.where(col(BackgroundTaskRow.key) == key))
    return [WaitingTask(row.key, row.name, json.loads(row.arguments), row.queued_at) for row, _ in rows]


def find_task(session: Session, key: str) -> BackgroundTaskEntry | None:
    """The task of a key, whatever became of it."""
    found = session.exec(_query().where(col(BackgroundTaskRow.key) == key)).first()
    return None if found is None else _entry(*found)


def count_free(session: Session, clock: Clock, *, since: datetime) -> int:
    """How many tasks were free to be taken at an instant, and still are."""
    waits = and_(
        claims.are_free(KIND, clock),
        col(BackgroundTaskRow.queued_at) < since,
        or_(col(ClaimRow.held_until).is_(None), col(ClaimRow.held_until) < since),
        or_(col(ClaimRow.not_before).is_(None), col(ClaimRow.not_before) < since),
    )
    return session.exec(select(func.count()).select_from(_query().where(waits).subquery())).one()


def read_unfinished(session: Session, *, name: str | None = None) -> list[BackgroundTaskEntry]:
    """Every task that is not over, or those of one kind, the oldest first."""
    query = _query().where(col(ClaimRow.finished_at).is_(None)).order_by(col(BackgroundTaskRow.id))
    return [_entry(*both) for both in session.exec(_named(query, name))]


def read_last_finished(session: Session, *, name: str, limit: int) -> list[BackgroundTaskEntry]:
    """The tasks of a kind that ended last, the last first."""
    query = _query().where(col(ClaimRow.finished_at).is_not(None)).order_by(col(ClaimRow.finished_at).desc())
    return [_entry(*both) for both in session.exec(_named(query, name).limit(limit))]


def read_newest(session: Session, *, names: Collection[str], limit: int) -> list[BackgroundTaskEntry]:
    """The tasks of some kinds that were queued last, the last first."""
    query = _query().where(col(BackgroundTaskRow.name).in_(names)).order_by(col(BackgroundTaskRow.id).desc())
    return [_entry(*both) for both in session.exec(query.limit(limit))]


def read_history(session: Session, *, limit: int = 50) -> list[BackgroundTaskEntry]:
    """The newest tasks, the newest first."""
    return [_entry(*both) for both in session.exec(_query().order_by(col(BackgroundTaskRow.id).desc()).limit(limit))]


def _named(query: Any, name: str | None) -> Any:
    return query if name is None else query.where(col(BackgroundTaskRow.name) == name)


def _query() -> Any:
    same = and_(col(ClaimRow.kind) == KIND, col(ClaimRow.key) == BackgroundTaskRow.key)
    return select(BackgroundTaskRow, ClaimRow).join(ClaimRow, same)


def _entry(task: BackgroundTaskRow, claim: ClaimRow) -> BackgroundTaskEntry:
    assert task.id is not None
    return BackgroundTaskEntry(
        task.id, task.key, task.name, task.arguments, task.queued_at, claim.state, claim.holder,
        claim.held_until or claim.not_before, claim.attempts, claim.finished_at, claim.outcome,
    )  # fmt: skip
