"""Delivery of events to endpoints: which event waits, which process sends it, and what came of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, literal
from sqlmodel import Session, col, select

from returnonce.claims import claims
from returnonce.claims.claims import Claim
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import Clock
from returnonce.webhooks.endpoints import Endpoint
from returnonce.webhooks.models import WebhookAttemptRow, WebhookEventRow, WebhookOutcomeRow

DELIVERED, AGAIN, GIVEN_UP, NOT_THEIRS, GONE = "delivered", "again", "given up", "not theirs", "gone"
#: What is older was given up, or was there before the address was.
OLDEST = timedelta(days=7)
KIND = "webhook"


@dataclass(frozen=True)
class WebhookAttempt:
    """One event on its way to one address."""

    webhook: int
    event: int
    claim: Claim


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
    key = literal(_key(endpoint, "")) + col(WebhookEventRow.name)
    return list(session.exec(query.where(claims.is_free(KIND, key, clock)).order_by(col(WebhookEventRow.id))))


def claim(
    session: Session, clock: Clock, endpoint: Endpoint, event: WebhookEventRow, policy: RetryPolicy
) -> WebhookAttempt | None:
    """The claimed attempt; None where another holds it, it waits for a retry or it is finished.

    In a transaction of its own."""
    assert event.id is not None
    taken = claims.take(session, clock, Claim(KIND, _key(endpoint, event.name), secrets.token_hex(8), policy))
    if taken is None:
        return None
    now = clock.now()
    about = {"webhook": endpoint.id, "event": event.id, "attempt": taken.attempt}
    session.add(WebhookAttemptRow(**about, at=now, until=now + policy.lease))
    return WebhookAttempt(endpoint.id, event.id, taken)


def settle(session: Session, clock: Clock, attempt: WebhookAttempt, outcome: str, detail: str = "") -> None:
    """Record the final outcome."""
    claims.finish(session, clock, attempt.claim, outcome)
    session.add(_outcome(clock, attempt, outcome, detail))


def try_again(session: Session, clock: Clock, attempt: WebhookAttempt, detail: str) -> str:
    """It failed: rest for a while, or give it up where every pause was used."""
    pause = claims.fail(session, clock, attempt.claim, detail)
    row = _outcome(clock, attempt, GIVEN_UP if pause is None else AGAIN, detail)
    row.again_at = None if pause is None else clock.now() + pause
    session.add(row)
    return row.outcome


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


def _key(endpoint: Endpoint, event: str) -> str:
    return f"{endpoint.name}/{event}"


def _outcome(clock: Clock, attempt: WebhookAttempt, outcome: str, detail: str) -> WebhookOutcomeRow:
    return WebhookOutcomeRow(
        webhook=attempt.webhook, event=attempt.event, attempt=attempt.claim.attempt, at=clock.now(), outcome=outcome,
        detail=detail,
    )  # fmt: skip
