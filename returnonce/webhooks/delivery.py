"""Delivery of events to endpoints: which event waits, which process sends it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from returnonce.clock import Clock
from returnonce.webhooks.endpoints import Endpoint
from returnonce.webhooks.models import EventRow, HookAttemptRow, HookOutcomeRow

DELIVERED, AGAIN, GIVEN_UP, NOT_THEIRS, GONE = "delivered", "again", "given up", "not theirs", "gone"
FINAL = (DELIVERED, GIVEN_UP, NOT_THEIRS, GONE)
#: What is older was given up, or was there before the address was.
OLDEST = timedelta(days=7)


@dataclass(frozen=True)
class Attempt:
    """One event on its way to one address."""

    webhook: int
    event: int
    number: int


@dataclass(frozen=True)
class Delivery:
    """What came of telling one event to one address."""

    event: str
    kind: str
    attempts: int
    at: datetime
    outcome: str
    detail: str


def waiting(session: Session, clock: Clock, one: Endpoint) -> list[EventRow]:
    """Events that the address asked for, of which nothing final is known and which may be tried now, oldest first."""
    now = clock.now()
    since = max(one.made_at, now - OLDEST)
    query = select(EventRow).where(col(EventRow.at) >= since, col(EventRow.kind).in_(one.kinds))
    busy = _busy(session, one.id, now)
    return [row for row in session.exec(query.order_by(col(EventRow.id))) if row.id not in busy]


def claim(session: Session, clock: Clock, one: Endpoint, event: EventRow, *, lease: timedelta) -> Attempt | None:
    """Ours to send now; None where another has it or it is settled. In a transaction of its own."""
    assert event.id is not None
    if event.id in _busy(session, one.id, clock.now()):
        return None
    made = _attempts(session, one.id, event.id)
    attempt = Attempt(one.id, event.id, made + 1)
    session.add(
        HookAttemptRow(
            webhook=one.id, event=event.id, attempt=attempt.number, at=clock.now(), until=clock.now() + lease
        )
    )
    session.flush()
    return attempt


def settle(session: Session, clock: Clock, attempt: Attempt, outcome: str, detail: str = "") -> None:
    """Nothing more is tried."""
    session.add(_outcome(clock, attempt, outcome, detail))


def try_again(session: Session, clock: Clock, attempt: Attempt, detail: str, *, pauses: Sequence[timedelta]) -> str:
    """It failed: rest for a while, or give it up where every pause was used."""
    if attempt.number > len(pauses):
        settle(session, clock, attempt, GIVEN_UP, detail)
        return GIVEN_UP
    row = _outcome(clock, attempt, AGAIN, detail)
    row.again_at = clock.now() + pauses[attempt.number - 1]
    session.add(row)
    return AGAIN


def deliveries(session: Session, one: Endpoint, *, limit: int = 100) -> list[Delivery]:
    """The newest events that were told to an address, or were to be."""
    same = and_(
        col(HookOutcomeRow.webhook) == HookAttemptRow.webhook,
        col(HookOutcomeRow.event) == HookAttemptRow.event,
        col(HookOutcomeRow.attempt) == HookAttemptRow.attempt,
    )
    query = (
        select(EventRow, HookAttemptRow, HookOutcomeRow)
        .join(HookAttemptRow, col(HookAttemptRow.event) == EventRow.id)
        .join(HookOutcomeRow, same, isouter=True)
        .where(HookAttemptRow.webhook == one.id)
        .order_by(col(EventRow.id).desc(), col(HookAttemptRow.attempt).desc())
    )
    newest: dict[str, Delivery] = {}
    for event, attempt, outcome in session.exec(query.limit(limit * 10)):
        told = (outcome.outcome, outcome.detail) if outcome else ("under way", "")
        newest.setdefault(event.name, Delivery(event.name, event.kind, attempt.attempt, attempt.at, *told))
    return list(newest.values())[:limit]


def _busy(session: Session, webhook: int, now: datetime) -> set[int]:
    """Events that are settled for the address, rest for a while, or are on their way in another process."""
    # What came of an older event matters no more: it is not waited for.
    recent = select(HookOutcomeRow).where(HookOutcomeRow.webhook == webhook, col(HookOutcomeRow.at) >= now - OLDEST)
    found = session.exec(recent).all()
    settled = {row.event for row in found if row.outcome in FINAL or (row.again_at is not None and row.again_at > now)}
    answered = {(row.event, row.attempt) for row in found}
    under_way = session.exec(
        select(HookAttemptRow).where(HookAttemptRow.webhook == webhook, col(HookAttemptRow.until) > now)
    )
    return settled | {row.event for row in under_way if (row.event, row.attempt) not in answered}


def _attempts(session: Session, webhook: int, event: int) -> int:
    query = select(func.count()).select_from(HookAttemptRow)
    return session.exec(query.where(HookAttemptRow.webhook == webhook, HookAttemptRow.event == event)).one()


def _outcome(clock: Clock, attempt: Attempt, outcome: str, detail: str) -> HookOutcomeRow:
    return HookOutcomeRow(
        webhook=attempt.webhook, event=attempt.event, attempt=attempt.number, at=clock.now(), outcome=outcome,
        detail=detail,
    )  # fmt: skip
