"""Claims: who has a piece of work, until when, how often it was tried, and what came of it.

A claim is taken in a transaction of its own, before the work begins. When its holder dies the lease runs out, and
another takes the work over. A holder that lost its claim cannot finish: what it wrote in the same transaction is then
rolled back by its caller.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import SQLColumnExpression, and_, case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select

from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import Clock

#: No lease and no pause is longer. One that ends later was written by a clock that ran ahead.
LONGEST_LEASE, LONGEST_PAUSE = timedelta(days=1), timedelta(days=7)
KEYS_AT_ONCE = 500


class ClaimRow(SQLModel, table=True):
    """One piece of work, by its kind and key.

    ``queued``: nobody had it yet. ``running``: ``holder`` has it until ``held_until``. ``waiting``: it failed, and
    nobody tries it again before ``not_before``. ``done`` and ``failed``: it is over. ``failures`` counts the earlier
    attempts that failed, or whose holder died. ``outcome``: while it runs, how far it is, or what came of it before.
    """

    __tablename__ = "claim"

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    state: str
    holder: str | None = None
    held_until: datetime | None = None
    not_before: datetime | None = None
    attempts: int = 0
    failures: int = 0
    finished_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Claim:
    """One holder's claim on one piece of work. ``attempt``: 1 for the first; ``failures``: of those before it."""

    kind: str
    key: str
    holder: str
    policy: RetryPolicy
    attempt: int = 1
    failures: int = 0

    @property
    def is_spent(self) -> bool:
        """All retries are used up."""
        return self.failures > len(self.policy.pauses)


def add(session: Session, kind: str, key: str, *, not_before: datetime | None = None) -> bool:
    """Queue a piece of work, of which nothing may be done ``not_before`` an instant, seven days off at most; False
    where it is known already, done or not."""
    row = {"kind": kind, "key": key, "state": "queued", "attempts": 0, "failures": 0, "not_before": not_before}
    statement = _insert(session, row).on_conflict_do_nothing().returning(col(ClaimRow.key))
    return session.connection().execute(statement).first() is not None


def take(session: Session, clock: Clock, claim: Claim) -> Claim | None:
    """The claim, for the one caller that now has the work; None where another holds it, it waits for a retry or it is
    finished."""
    until = clock.now() + min(claim.policy.lease, LONGEST_LEASE)
    holding = {"state": "running", "holder": claim.holder, "held_until": until}
    new = {"kind": claim.kind, "key": claim.key, "attempts": 1, "failures": 0}
    died = case((col(ClaimRow.state) == "running", 1), else_=0)
    again = {"attempts": col(ClaimRow.attempts) + 1, "failures": col(ClaimRow.failures) + died, "not_before": None}
    statement = _insert(session, new | holding).on_conflict_do_update(
        index_elements=["kind", "key"], set_=holding | again, where=_free(clock.now())
    )
    counts = statement.returning(col(ClaimRow.attempts), col(ClaimRow.failures))
    row = session.connection().execute(counts).first()
    return None if row is None else replace(claim, attempt=row[0], failures=row[1])


def renew(session: Session, clock: Clock, claim: Claim) -> bool:
    """A sign of life; False where the work was lost to another."""
    return _change(session, claim, held_until=clock.now() + min(claim.policy.lease, LONGEST_LEASE))


def finish(session: Session, clock: Clock, claim: Claim, outcome: str) -> bool:
    """What came of it; False where the work was lost to another, and the caller must undo what it did."""
    return _change(session, claim, state="done", held_until=None, finished_at=clock.now(), outcome=outcome)


def give_up(session: Session, clock: Clock, claim: Claim, outcome: str) -> bool:
    """It failed, and is not tried again."""
    ended = {"state": "failed", "held_until": None, "finished_at": clock.now(), "outcome": outcome}
    return _change(session, claim, **ended, failures=claim.failures + 1)


def retry_later(
    session: Session, clock: Clock, claim: Claim, outcome: str, pause: timedelta, *, is_failure: bool = True
) -> bool:
    """It is to be tried again after a pause; not a failure where the fault lies elsewhere."""
    until = clock.now() + min(pause, LONGEST_PAUSE)
    waiting = {"state": "waiting", "held_until": None, "not_before": until, "outcome": outcome}
    return _change(session, claim, **waiting, failures=claim.failures + is_failure)


def fail(session: Session, clock: Clock, claim: Claim, outcome: str) -> timedelta | None:
    """It failed: the pause after which it is tried again by its policy; None where it is given up."""
    if claim.failures >= len(claim.policy.pauses):
        give_up(session, clock, claim, outcome)
        return None
    pause = claim.policy.pauses[claim.failures]
    retry_later(session, clock, claim, outcome, pause)
    return pause


def release(session: Session, claim: Claim) -> bool:
    """Forget the claim, so that whoever comes next begins anew; False where it was lost to another."""
    return session.connection().execute(delete(ClaimRow).where(_is_held(claim))).rowcount == 1


def note(session: Session, kind: str, key: str, text: str) -> bool:
    """Say how far work is that somebody has, in the place of what will come of it; False where nobody has it."""
    running = (*_same(kind, key), col(ClaimRow.state) == "running")
    return session.connection().execute(update(ClaimRow).where(*running).values(outcome=text)).rowcount == 1


def cancel(session: Session, clock: Clock, kind: str, key: str, outcome: str) -> bool:
    """End work that nobody has, though it may rest; False where somebody has it, or it is over."""
    ended = {"state": "done", "finished_at": clock.now(), "outcome": outcome}
    statement = _insert(session, {"kind": kind, "key": key, "attempts": 0, "failures": 0} | ended)
    unheld = col(ClaimRow.state).in_(("queued", "waiting"))
    upsert = statement.on_conflict_do_update(index_elements=["kind", "key"], set_=ended, where=unheld)
    return session.connection().execute(upsert.returning(col(ClaimRow.key))).first() is not None


def reopen(session: Session, kind: str, key: str) -> bool:
    """Let work that is over, done or given up, be taken again from now on; False where it is not over, or not known."""
    again: dict[str, Any] = {"state": "queued", "holder": None, "held_until": None, "not_before": None, "failures": 0,
                             "finished_at": None}  # fmt: skip
    is_over = (*_same(kind, key), col(ClaimRow.finished_at).is_not(None))
    return session.connection().execute(update(ClaimRow).where(*is_over).values(**again)).rowcount == 1


def forget(session: Session, kind: str, before: datetime) -> None:
    """Drop the claims of a kind whose lease ran out before an instant."""
    session.connection().execute(delete(ClaimRow).where(col(ClaimRow.kind) == kind, col(ClaimRow.held_until) < before))


def read_free(session: Session, clock: Clock, kind: str) -> Sequence[ClaimRow]:
    """The work of a kind that is queued, was left by a holder that died, or is to be tried again by now."""
    return session.exec(select(ClaimRow).where(are_free(kind, clock))).all()


def read_claims(session: Session, kind: str, keys: Collection[str]) -> dict[str, ClaimRow]:
    """The claims on some pieces of work, by their keys."""
    ordered = sorted(set(keys))
    rows: list[ClaimRow] = []
    for first in range(0, len(ordered), KEYS_AT_ONCE):
        some = col(ClaimRow.key).in_(ordered[first : first + KEYS_AT_ONCE])
        rows += session.exec(select(ClaimRow).where(col(ClaimRow.kind) == kind, some)).all()
    return {row.key: row for row in rows}


def are_free(kind: str, clock: Clock) -> ColumnElement[bool]:
    """The condition on the table of claims that a claim of a kind may be taken now."""
    return and_(col(ClaimRow.kind) == kind, _free(clock.now()))


def is_free(kind: str, key: SQLColumnExpression[str], clock: Clock) -> ColumnElement[bool]:
    """The condition on another table that no claim on its key is held, rests or is over."""
    return ~select(ClaimRow.key).where(*_same(kind, key), ~_free(clock.now())).exists()


def is_over(kind: str, key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """The condition on another table that the work of its key is done or given up."""
    return select(ClaimRow.key).where(*_same(kind, key), col(ClaimRow.finished_at).is_not(None)).exists()


def _same(kind: str, key: str | SQLColumnExpression[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(ClaimRow.kind) == kind, col(ClaimRow.key) == key


def _free(now: datetime) -> ColumnElement[bool]:
    held, rests = col(ClaimRow.held_until), col(ClaimRow.not_before)
    return and_(
        col(ClaimRow.finished_at).is_(None),
        or_(held.is_(None), held <= now, held > now + LONGEST_LEASE),
        or_(rests.is_(None), rests <= now, rests > now + LONGEST_PAUSE),
    )


def _is_held(claim: Claim) -> ColumnElement[bool]:
    return and_(*_same(claim.kind, claim.key), col(ClaimRow.state) == "running", col(ClaimRow.holder) == claim.holder)


def _change(session: Session, claim: Claim, **values: Any) -> bool:
    return session.connection().execute(update(ClaimRow).where(_is_held(claim)).values(**values)).rowcount == 1


def _insert(session: Session, row: dict[str, Any]) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(ClaimRow).values(**row)
