"""Runs of jobs: one row for each job and instant that came, and the claim of whoever does it. Both are the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, and_, column, func, not_, values
from sqlalchemy import select as columns_of
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select

from returnonce.claims import claims
from returnonce.claims.claims import Claim, ClaimRow
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import Clock

ROWS_AT_ONCE = 500
KIND = "job"


class JobRunRow(SQLModel, table=True):
    """One job at one instant. ``claimed``: its claim says what came of it. ``begun``: the job is kept from after this
    instant. ``skipped``: it was passed over, and ``outcome`` says for what."""

    __tablename__ = "firing"

    duty: str = Field(primary_key=True)
    slot: datetime = Field(primary_key=True)
    state: str
    claimed_at: datetime
    outcome: str | None = None


@dataclass(frozen=True)
class FreeJobRun:
    """A run that was claimed and that nobody holds now."""

    job: str
    slot: datetime


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


def claim_of(job: str, slot: datetime, holder: str, policy: RetryPolicy) -> Claim:
    """One worker's claim on one run."""
    return Claim(KIND, _key(job, slot), holder, policy)


def claim(session: Session, clock: Clock, claim: Claim) -> Claim | None:
    """The claim, for exactly one caller per job and slot; None where the slot has its row."""
    job, slot = _parse_key(claim.key)
    is_new = _insert(session, clock, [_row(clock, job, slot, "claimed")])
    return claims.take(session, clock, claim) if is_new else None


def skip(session: Session, clock: Clock, *, job: str, slots: Iterable[datetime], outcome: str) -> int:
    """Note slots that are passed over, unless somebody has them; how many were."""
    return _insert(session, clock, [_row(clock, job, slot, "skipped", outcome) for slot in slots])


def begin(session: Session, clock: Clock, *, job: str, slot: datetime) -> None:
    """Note that a duty is kept from after an instant."""
    _insert(session, clock, [_row(clock, job, slot, "begun", "kept from here on")])


def read_settled_until(session: Session, clock: Clock, jobs: Sequence[str]) -> dict[str, datetime]:
    """The newest instant up to which every slot of each duty has its row; of those jobs that are known here."""
    if not jobs:
        return {}
    codes = values(column("duty", String), name="asked").data([(job,) for job in jobs]).cte("asked")
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
    return {job: slot for job, slot in rows if slot is not None}


def read_free_runs(session: Session, clock: Clock) -> list[FreeJobRun]:
    """Runs that nobody holds now, the earliest first: their worker died, or they failed and are to be tried again."""
    free = [FreeJobRun(*_parse_key(row.key)) for row in claims.read_free(session, clock, KIND)]
    return sorted((run for run in free if run.slot <= clock.now()), key=lambda run: (run.slot, run.job))


def read_history(session: Session, *, limit: int = 50) -> list[JobRunEntry]:
    """What was done and what was passed over, the newest first; runs that were passed over for one reason are one."""
    newest = select(JobRunRow).where(col(JobRunRow.state) != "skipped").order_by(col(JobRunRow.slot).desc())
    entries = [*_entries(session, session.exec(newest.limit(limit)).all()), *_passed_over(session, limit)]
    return sorted(entries, key=lambda entry: (entry.slot, entry.duty), reverse=True)[:limit]


def read_newest(session: Session, jobs: Iterable[str]) -> dict[str, JobRunEntry]:
    """The newest run of each job that has one, whatever came of it; what was passed over is none."""
    newest: dict[str, JobRunEntry] = {}
    for job in jobs:
        runs = select(JobRunRow).where(col(JobRunRow.duty) == job, col(JobRunRow.state) != "skipped")
        row = session.exec(runs.order_by(col(JobRunRow.slot).desc()).limit(1)).first()
        newest |= {entry.duty: entry for entry in _entries(session, [row] if row else [])}
    return newest


def read_unfinished(session: Session) -> list[tuple[JobRunRow, ClaimRow]]:
    """The runs that are not over, with their claims, the earliest first."""
    query = select(ClaimRow).where(col(ClaimRow.kind) == KIND, col(ClaimRow.finished_at).is_(None))
    both = ((session.get(JobRunRow, _parse_key(row.key)), row) for row in session.exec(query).all())
    return sorted(((run, row) for run, row in both if run), key=lambda pair: (pair[0].slot, pair[0].duty))


def read_given_up(session: Session, since: datetime) -> list[FreeJobRun]:
    """The runs that failed for good, of slots after an instant, the earliest first."""
    ended = (col(ClaimRow.state) == "failed", col(ClaimRow.finished_at) > since)
    rows = session.exec(select(ClaimRow).where(col(ClaimRow.kind) == KIND, *ended))
    runs = [FreeJobRun(*_parse_key(row.key)) for row in rows]
    return sorted((run for run in runs if run.slot > since), key=lambda run: (run.slot, run.job))


def reopen_last(session: Session, job: str) -> datetime | None:
    """Let a job's newest run that is over be done again by whoever keeps the clock: its slot; None where there is none,
    or it is under way."""
    newest = select(JobRunRow).where(col(JobRunRow.duty) == job, col(JobRunRow.state) == "claimed")
    row = session.exec(newest.order_by(col(JobRunRow.slot).desc()).limit(1)).first()
    return row.slot if row is not None and claims.reopen(session, KIND, _key(row.duty, row.slot)) else None


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
        JobRunEntry(job, newest, oldest, times, "skipped", 0, noted_at, noted_at, outcome)
        for job, oldest, newest, times, noted_at, outcome in rows
    ]


def _entries(session: Session, rows: Sequence[JobRunRow]) -> list[JobRunEntry]:
    """Rows with what their claims say; one without a claim took effect when it was noted."""
    known = claims.read_claims(session, KIND, [_key(row.duty, row.slot) for row in rows if row.state == "claimed"])
    return [_entry(row, known.get(_key(row.duty, row.slot))) for row in rows]


def _entry(row: JobRunRow, claim: ClaimRow | None) -> JobRunEntry:
    about = (row.duty, row.slot, row.slot, 1)
    if claim is None:
        return JobRunEntry(*about, row.state, 1, row.claimed_at, row.claimed_at, row.outcome)
    return JobRunEntry(*about, claim.state, claim.attempts, row.claimed_at, claim.finished_at, claim.outcome)


def _key(job: str, slot: datetime) -> str:
    return f"{job} {slot.astimezone(UTC).isoformat()}"


def _parse_key(key: str) -> tuple[str, datetime]:
    job, _, slot = key.partition(" ")
    return job, datetime.fromisoformat(slot)


def _row(clock: Clock, job: str, slot: datetime, state: str, outcome: str | None = None) -> dict[str, Any]:
    return {"duty": job, "slot": slot, "state": state, "claimed_at": clock.now(), "outcome": outcome}


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
