"""Delivery of events to endpoints: which event waits, which process sends it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from returnonce.clock import Clock
from returnonce.webhooks.endpoints import Endpoint
from returnonce.webhooks.models import WebhookAttemptRow, WebhookEventRow, WebhookOutcomeRow

DELIVERED, AGAIN, GIVEN_UP, NOT_THEIRS, GONE = "delivered", "again", "given up", "not theirs", "gone"
FINAL = (DELIVERED, GIVEN_UP, NOT_THEIRS, GONE)
#: What is older was given up, or was there before the address was.
OLDEST = timedelta(days=7)


@dataclass(frozen=True)
class WebhookAttempt:
    """One event on its way to one address."""

    webhook: int
    event: int
    number: int


@dataclass(frozen=True)
class WebhookDelivery:
    """What came of telling one event to one address."""

    event: str
    kind: str
    attempts: int
    at: datetime
    outcome: str
    detail: str


def read_waiting_events(session: Session, clock: Clock, endpoint: Endpoint) -> list[WebhookEventRow]:
    """Events that the address asked for, of which nothing final is known and which may be tried now, oldest first."""
    now = clock.now()
    since = max(endpoint.made_at, now - OLDEST)
    query = select(WebhookEventRow).where(
        col(WebhookEventRow.at) >= since, col(WebhookEventRow.kind).in_(endpoint.kinds)
    )
    busy = _busy(session, endpoint.id, now)
    return [row for row in session.exec(query.order_by(col(WebhookEventRow.id))) if row.id not in busy]


def claim(
    session: Session, clock: Clock, endpoint: Endpoint, event: WebhookEventRow, *, lease: timedelta
) -> WebhookAttempt | None:
    """Ours to send now; None where another has it or it is settled. In a transaction of its own."""
    assert event.id is not None
    if event.id in _busy(session, endpoint.id, clock.now()):
        return None
    earlier_attempts = _attempts(session, endpoint.id, event.id)
    attempt = WebhookAttempt(endpoint.id, event.id, earlier_attempts + 1)
    session.add(
        WebhookAttemptRow(
            webhook=endpoint.id, event=event.id, attempt=attempt.number, at=clock.now(), until=clock.now() + lease
        )
    )
    session.flush()
    return attempt


def settle(session: Session, clock: Clock, attempt: WebhookAttempt, outcome: str, detail: str = "") -> None:
    """Nothing more is tried."""
    session.add(_outcome(clock, attempt, outcome, detail))


def try_again(
    session: Session, clock: Clock, attempt: WebhookAttempt, detail: str, *, pauses: Sequence[timedelta]
) -> str:
    """It failed: rest for a while, or give it up where every pause was used."""
    if attempt.number > len(pauses):
        settle(session, clock, attempt, GIVEN_UP, detail)
        return GIVEN_UP
    row = _outcome(clock, attempt, AGAIN, detail)
    row.again_at = clock.now() + pauses[attempt.number - 1]
    session.add(row)
    return AGAIN


def read_deliveries(session: Session, endpoint: Endpoint, *, limit: int = 100) -> list[WebhookDelivery]:
    """The newest events that were told to an address, or were to be."""
    same = and_(
        col(WebhookOutcomeRow.webhook) == WebhookAttemptRow.webhook,
        col(WebhookOutcomeRow.event) == WebhookAttemptRow.event,
        col(WebhookOutcomeRow.attempt) == WebhookAttemptRow.attempt,
    )
    query = (
        select(WebhookEventRow, WebhookAttemptRow, WebhookOutcomeRow)
        .join(WebhookAttemptRow, col(WebhookAttemptRow.event) == WebhookEventRow.id)
        .join(WebhookOutcomeRow, same, isouter=True)
        .where(WebhookAttemptRow.webhook == endpoint.id)
        .order_by(col(WebhookEventRow.id).desc(), col(WebhookAttemptRow.attempt).desc())
    )
    newest: dict[str, WebhookDelivery] = {}
    for event, attempt, outcome in session.exec(query.limit(limit * 10)):
        result = (outcome.outcome, outcome.detail) if outcome else ("under way", "")
        newest.setdefault(event.name, WebhookDelivery(event.name, event.kind, attempt.attempt, attempt.at, *result))
    return list(newest.values())[:limit]


def _busy(session: Session, webhook: int, now: datetime) -> set[int]:
    """Events that are settled for the address, rest for a while, or are on their way in another process."""
    # What came of an older event matters no more: it is not waited for.
    recent = select(WebhookOutcomeRow).where(
        WebhookOutcomeRow.webhook == webhook, col(WebhookOutcomeRow.at) >= now - OLDEST
    )
    outcomes = session.exec(recent).all()
    settled = {
        row.event for row in outcomes if row.outcome in FINAL or (row.again_at is not None and row.again_at > now)
    }
    answered_keys = {(row.event, row.attempt) for row in outcomes}
    under_way = session.exec(
        select(WebhookAttemptRow).where(WebhookAttemptRow.webhook == webhook, col(WebhookAttemptRow.until) > now)
    )
    return settled | {row.event for row in under_way if (row.event, row.attempt) not in answered_keys}


def _attempts(session: Session, webhook: int, event: int) -> int:
    query = select(func.count()).select_from(WebhookAttemptRow)
    return session.exec(query.where(WebhookAttemptRow.webhook == webhook, WebhookAttemptRow.event == event)).one()


def _outcome(clock: Clock, attempt: WebhookAttempt, outcome: str, detail: str) -> WebhookOutcomeRow:
    return WebhookOutcomeRow(
        webhook=attempt.webhook, event=attempt.event, attempt=attempt.number, at=clock.now(), outcome=outcome,
        detail=detail,
    )  # fmt: skip
