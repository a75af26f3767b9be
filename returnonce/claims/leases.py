"""Leases: a row that one worker at a time holds. When the worker dies its lease runs out, and another takes over.

A worker that lost its row cannot finish it: whatever it writes in the same transaction is rolled back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, inspect, or_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from returnonce.clock import Clock

#: No lease and no pause is longer. One that ends later was written by a clock that ran ahead.
LONGEST_LEASE = timedelta(days=1)


class LeasedRow(SQLModel):
    """``running``: ``holder`` has the row until ``held_until``. ``waiting``: it failed, and nobody tries it again
    before ``held_until``. It is ended when ``finished_at`` is set."""

    state: str
    holder: str | None = None
    held_until: datetime | None = None
    attempts: int = 1
    finished_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Lease:
    """Who holds which row (by its primary key), and for how long without a sign of life."""

    table: type[LeasedRow]
    key: tuple[Any, ...]
    holder: str
    span: timedelta


def take(session: Session, clock: Clock, lease: Lease) -> bool:
    """True for the one caller that now has a row which nobody held."""
    holding = {"state": "running", "holder": lease.holder, "held_until": clock.now() + lease.span}
    return _change(session, lease, is_free(lease.table, clock), **holding, attempts=col(lease.table.attempts) + 1)


def renew(session: Session, clock: Clock, lease: Lease) -> bool:
    """A sign of life; False where the row was lost to another."""
    return _change(session, lease, _is_held(lease), held_until=clock.now() + lease.span)


def finish(session: Session, clock: Clock, lease: Lease, *, outcome: str) -> bool:
    """What came of it; False where the row was lost to another, and the caller must undo what it did."""
    ended = {"state": "done", "held_until": None, "finished_at": clock.now(), "outcome": outcome}
    return _change(session, lease, _is_held(lease), **ended)


def retry_later(session: Session, clock: Clock, lease: Lease, *, outcome: str, pause: timedelta) -> bool:
    """It failed, and is to be tried again after a pause."""
    until = {"state": "waiting", "held_until": clock.now() + pause, "outcome": outcome}
    return _change(session, lease, _is_held(lease), **until)


def give_up(session: Session, clock: Clock, lease: Lease, *, outcome: str) -> bool:
    """It failed, and is not tried again."""
    ended = {"state": "failed", "held_until": None, "finished_at": clock.now(), "outcome": outcome}
    return _change(session, lease, _is_held(lease), **ended)


def is_free(table: type[LeasedRow], clock: Clock) -> ColumnElement[bool]:
    """Not ended, and held by nobody now."""
    now, until = clock.now(), col(table.held_until)
    return and_(col(table.finished_at).is_(None), or_(until.is_(None), until <= now, until > now + LONGEST_LEASE))


def _is_held(lease: Lease) -> ColumnElement[bool]:
    return and_(col(lease.table.state) == "running", col(lease.table.holder) == lease.holder)


def _change(session: Session, lease: Lease, where: ColumnElement[bool], **values: Any) -> bool:
    columns = inspect(lease.table).primary_key
    this = and_(*(column == value for column, value in zip(columns, lease.key, strict=True)))
    changed = session.connection().execute(update(lease.table).where(this, where).values(**values))
    return changed.rowcount == 1
