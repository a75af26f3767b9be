"""Delivery of the outbox: which process claims a message, what came of the attempt, and when it is tried again.

A message is claimed before it is sent, so that two processes never send it at once. A process that dies between
sending and saying so leaves an attempt without an outcome; when its lease is over the message is sent once more, under
the same name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.claims import claims
from returnonce.claims.claims import Claim
from returnonce.claims.outbox import (
    AGAIN,
    GIVEN_UP,
    HELD,
    REFUSED,
    REPLACED,
    OutboxAttemptRow,
    OutboxDeliveryRow,
    OutboxRow,
)
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import Clock

KIND = "message"


@dataclass(frozen=True)
class OutboxAttempt:
    """One message on its way."""

    message: OutboxRow
    claim: Claim


def read_waiting(session: Session) -> list[OutboxRow]:
    """Every message that may yet go out, the earliest first."""
    order = (col(OutboxRow.not_before), col(OutboxRow.id))
    query = select(OutboxRow).where(~claims.is_over(KIND, col(OutboxRow.key)))
    return list(session.exec(query.order_by(*order)))


def read_undelivered(session: Session) -> list[tuple[OutboxRow, OutboxDeliveryRow]]:
    """Every message that was refused or given up, with what was said of it last."""
    same = col(OutboxDeliveryRow.message) == col(OutboxRow.id)
    failed = col(OutboxDeliveryRow.outcome).in_((REFUSED, GIVEN_UP))
    query = select(OutboxRow, OutboxDeliveryRow).join(OutboxDeliveryRow, same).where(failed)
    return list(session.exec(query.order_by(col(OutboxRow.id))))


def read_sendable(session: Session, clock: Clock) -> list[OutboxRow]:
    """Those whose time has come and which no process holds."""
    order = (col(OutboxRow.not_before), col(OutboxRow.id))
    free = (claims.is_free(KIND, col(OutboxRow.key), clock), col(OutboxRow.not_before) <= clock.now())
    return list(session.exec(select(OutboxRow).where(*free).order_by(*order)))


def claim(session: Session, clock: Clock, message: OutboxRow, policy: RetryPolicy) -> OutboxAttempt | None:
    """An attempt of our own; None where the message is over, resting or another's by now."""
    assert message.id is not None
    if clock.now() < message.not_before:
        return None
    taken = claims.take(session, clock, Claim(KIND, message.key, secrets.token_hex(8), policy))
    if taken is None:
        return None
    now = clock.now()
    session.add(OutboxAttemptRow(message=message.id, attempt=taken.attempt, at=now, until=now + policy.lease))
    return OutboxAttempt(message, taken)


def settle(session: Session, clock: Clock, attempt: OutboxAttempt, outcome: str, detail: str = "") -> None:
    """Say what came of an attempt that is over for good."""
    claims.finish(session, clock, attempt.claim, outcome)
    _record(session, clock, attempt, outcome, detail)


def try_again(session: Session, clock: Clock, attempt: OutboxAttempt, detail: str) -> str:
    """Rest the message for the next pause, or give it up when there is none left; says which."""
    pause = claims.fail(session, clock, attempt.claim, detail)
    outcome, again_at = (GIVEN_UP, None) if pause is None else (AGAIN, clock.now() + pause)
    _record(session, clock, attempt, outcome, detail, again_at)
    return outcome


def hold(session: Session, clock: Clock, attempt: OutboxAttempt, detail: str, *, pause: timedelta) -> None:
    """Rest the message without counting it a failure: the fault lies with the server, not with the message."""
    claims.retry_later(session, clock, attempt.claim, detail, pause, is_failure=False)
    _record(session, clock, attempt, HELD, detail, clock.now() + pause)


def take_back(session: Session, clock: Clock, message: OutboxRow) -> bool:
    """Take a message back that was never sent, which frees its keys; False where it may have gone out."""
    attempts, answered = _count_attempts(session, message)
    if attempts != answered or not claims.cancel(session, clock, KIND, message.key, REPLACED):
        return False
    row = OutboxDeliveryRow(
        message=message.id or 0, attempt=attempts + 1, at=clock.now(), outcome=REPLACED, detail="a newer one says more"
    )
    _deliver(session, clock, message, row)
    return True


def _count_attempts(session: Session, message: OutboxRow) -> tuple[int, int]:
    """How often it was tried, and of how many of these something was heard again."""
    tried = session.exec(select(OutboxAttemptRow.attempt).where(col(OutboxAttemptRow.message) == message.id)).all()
    answered = session.exec(select(OutboxDeliveryRow.attempt).where(col(OutboxDeliveryRow.message) == message.id))
    return len(tried), len(set(tried) & set(answered))


def _record(
    session: Session, clock: Clock, attempt: OutboxAttempt, outcome: str, detail: str, again_at: datetime | None = None
) -> None:
    row = OutboxDeliveryRow(
        message=attempt.message.id or 0, attempt=attempt.claim.attempt, at=clock.now(), outcome=outcome, detail=detail,
        again_at=again_at,
    )  # fmt: skip
    _deliver(session, clock, attempt.message, row)


def _deliver(session: Session, clock: Clock, message: OutboxRow, row: OutboxDeliveryRow) -> None:
    session.add(row)
    details = {"outcome": row.outcome, "attempt": row.attempt}
    audit.record(session, clock, act="deliver-message", subject=message.key, details=details)
