"""Runs of jobs: one row for each job and instant, claimed once by whichever process comes first. The table is the
history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, column, func, not_, values
from sqlalchemy import select as columns_of
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, select

from returnonce.claims.leases import Lease, LeasedRow, is_free
from returnonce.clock import Clock

ROWS_AT_ONCE = 500


class JobRunRow(LeasedRow, table=True):
    """One duty at one instant. Besides the states of a lease: ``begun``, the duty is kept from after this
    instant; ``skipped``, it was passed over, and ``outcome`` says for what."""

    __tablename__ = "firing"

    duty: str = Field(primary_key=True)
    slot: datetime = Field(primary_key=True)
    claimed_at: datetime


@dataclass(frozen=True)
class FreeJobRun:
    """A firing that was claimed, and how often."""

    duty: str
    slot: datetime
    attempts: int


@dataclass(frozen=True)
class JobRunEntry:
    """One entry of the history: a firing, or ``times`` slots from ``first`` to ``slot`` that were passed over."""

    duty: str
    slot: datetime
    first: datetime
    times: int
    state: str
    attempts: int
    claimed_at: datetime
    finished_at: datetime | None
    outcome: str | None


def lease_of(job: str, slot: datetime, holder: str, span: timedelta) -> Lease:
    """One worker's hold on one firing."""
    return Lease(JobRunRow, (job, slot), holder, span)


def claim(session: Session, clock: Clock, lease: Lease) -> bool:
    """True for exactly one caller per duty and slot, whose it is until the lease runs out."""
    holding = {"holder": lease.holder, "held_until": clock.now() + lease.span}
    job, slot = lease.key
    return bool(_insert(session, clock, [_row(clock, job, slot, "running") | holding]))


def skip(session: Session, clock: Clock, *, job: str, slots: Iterable[datetime], outcome: str) -> int:
    """Note slots that are passed over, unless somebody has them; how many were."""
    ended = {"finished_at": clock.now(), "outcome": outcome}
    return _insert(session, clock, [_row(clock, job, slot, "skipped") | ended for slot in slots])


def begin(session: Session, clock: Clock, *, job: str, slot: datetime) -> None:
    """Note that a duty is kept from after an instant."""
    ended = {"finished_at": clock.now(), "outcome": "kept from here on"}
    _insert(session, clock, [_row(clock, job, slot, "begun") | ended])


def read_settled_until(session: Session, clock: Clock, jobs: Sequence[str]) -> dict[str, datetime]:
    """The newest instant up to which every slot of each duty has its row; of those jobs that are known here."""
    if not jobs:
        return {}
    codes = values(column("duty", String), name="asked").data([(duty,) for duty in jobs]).cte("asked")
    newest = (
        columns_of(col(JobRunRow.slot))
        .where(
            col(JobRunRow.duty) == codes.c.duty,
            col(JobRunRow.slot) <= clock.now(),
            not_(_passed_over_in_the_future(clock)),
        )
        .order_by(col(JobRunRow.slot).desc())
        .limit(1)
        .scalar_subquery()
    )
    # One look into the index for each duty, however long the history.
    rows = session.connection().execute(columns_of(codes.c.duty, newest))
    return {duty: slot for duty, slot in rows if slot is not None}


def read_free_runs(session: Session, clock: Clock) -> list[FreeJobRun]:
    """Firings that nobody holds now: their worker died, or they failed and are to be tried again."""
    due = col(JobRunRow.slot) <= clock.now()
    query = select(JobRunRow).where(due, is_free(JobRunRow, clock)).order_by(col(JobRunRow.slot), JobRunRow.duty)
    return [FreeJobRun(row.duty, row.slot, row.attempts) for row in session.exec(query)]


def read_history(session: Session, *, limit: int = 50) -> list[JobRunEntry]:
    """What was done and what was passed over, the newest first; runs that were passed over for one reason are one."""
    newest = select(JobRunRow).where(col(JobRunRow.state) != "skipped").order_by(col(JobRunRow.slot).desc())
    runs = [
        JobRunEntry(
            row.duty, row.slot, row.slot, 1, row.state, row.attempts, row.claimed_at, row.finished_at, row.outcome
        )
        for row in session.exec(newest.limit(limit))
    ]
    entries = sorted([*runs, *_passed_over(session, limit)], key=lambda entry: (entry.slot, entry.duty), reverse=True)
    return entries[:limit]


def read_last_claim(session: Session, job: str) -> datetime | None:
    """When a duty was last taken up: for a frequent one, when the clock last ticked."""
    query = select(JobRunRow.claimed_at).where(col(JobRunRow.duty) == job).order_by(col(JobRunRow.slot).desc())
    return session.exec(query.limit(1)).first()


def _passed_over(session: Session, limit: int) -> list[JobRunEntry]:
    first, last = func.min(col(JobRunRow.slot)), func.max(col(JobRunRow.slot))
    query = (
        columns_of(
            col(JobRunRow.duty), first, last, func.count(), func.max(col(JobRunRow.claimed_at)), col(JobRunRow.outcome)
        )
        .where(col(JobRunRow.state) == "skipped")
        .group_by(col(JobRunRow.duty), col(JobRunRow.outcome))
        .order_by(last.desc())
        .limit(limit)
    )
    rows = session.connection().execute(query)
    return [
        JobRunEntry(duty, newest, oldest, times, "skipped", 0, noted_at, noted_at, outcome)
        for duty, oldest, newest, times, noted_at, outcome in rows
    ]


def _row(clock: Clock, job: str, slot: datetime, state: str) -> dict[str, Any]:
    free = dict.fromkeys(("holder", "held_until", "finished_at", "outcome"))
    return free | {"duty": job, "slot": slot, "state": state, "claimed_at": clock.now(), "attempts": 1}


def _insert(session: Session, clock: Clock, rows: Sequence[dict[str, Any]]) -> int:
    """Rows for slots that have none, or one that only says that it was passed over at a time yet to come."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    count = 0
    for first in range(0, len(rows), ROWS_AT_ONCE):
        statement = dialect.insert(JobRunRow).values(list(rows[first : first + ROWS_AT_ONCE]))
        changed = {name: value for name, value in statement.excluded.items() if name not in {"duty", "slot"}}
        upsert = statement.on_conflict_do_update(
            index_elements=["duty", "slot"], set_=changed, where=_passed_over_in_the_future(clock)
        )
        count += len(session.connection().execute(upsert.returning(col(JobRunRow.slot))).all())
    return count


def _passed_over_in_the_future(clock: Clock) -> ColumnElement[bool]:
    # A clock that ran ahead passed over slots whose time had not come. They never took effect, so they are open.
    return and_(col(JobRunRow.state) == "skipped", col(JobRunRow.claimed_at) > clock.now())
