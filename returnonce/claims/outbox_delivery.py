"""Delivery of the outbox: which process claims a message, what came of the attempt, and when it is tried again.

A claim is a row that is committed before anything is sent, so that two processes never send the same message at once.
A process that dies between sending and saying so leaves a claim without an outcome. When its time is over the message
is sent once more, under the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.claims.outbox import (
    AGAIN,
    FINAL,
    GIVEN_UP,
    HELD,
    REFUSED,
    REPLACED,
    OutboxAttemptRow,
    OutboxDeliveryRow,
    OutboxRow,
)
from returnonce.clock import Clock


def read_waiting(session: Session) -> list[OutboxRow]:
    """Every message that may yet go out, the earliest first."""
    order = (col(OutboxRow.not_before), col(OutboxRow.id))
    return list(session.exec(select(OutboxRow).where(~_settled()).order_by(*order)))


def read_undelivered(session: Session) -> list[tuple[OutboxRow, OutboxDeliveryRow]]:
    """Every message that was refused or given up, with what was said of it last."""
    same = col(OutboxDeliveryRow.message) == col(OutboxRow.id)
    failed = col(OutboxDeliveryRow.outcome).in_((REFUSED, GIVEN_UP))
    return list(
        session.exec(
            select(OutboxRow, OutboxDeliveryRow).join(OutboxDeliveryRow, same).where(failed).order_by(col(OutboxRow.id))
        )
    )


def read_sendable(session: Session, now: datetime) -> list[OutboxRow]:
    """Those whose time has come and which no process holds."""
    order = (col(OutboxRow.not_before), col(OutboxRow.id))
    return list(session.exec(select(OutboxRow).where(*_free(now)).order_by(*order)))


def claim(session: Session, clock: Clock, message: int, *, lease: timedelta) -> int | None:
    """The number of this attempt, from 1; None where the message is settled, resting or another's by now."""
    now = clock.now()
    if session.exec(select(OutboxRow.id).where(col(OutboxRow.id) == message, *_free(now))).first() is None:
        return None
    attempt = _last_attempt(session, message) + 1
    session.add(OutboxAttemptRow(message=message, attempt=attempt, at=now, until=now + lease))
    session.flush()
    return attempt


def settle(session: Session, clock: Clock, message: OutboxRow, attempt: int, outcome: str, detail: str = "") -> None:
    """Say what came of an attempt that is over for good."""
    _deliver(session, clock, message, attempt, outcome, detail)


def try_again(
    session: Session, clock: Clock, message: OutboxRow, attempt: int, detail: str, *, pauses: Sequence[timedelta]
) -> str:
    """Rest the message for the next pause, or give it up when there is none left; says which."""
    failed = count_failures(session, message)
    if failed >= len(pauses):
        _deliver(session, clock, message, attempt, GIVEN_UP, detail)
        return GIVEN_UP
    _deliver(session, clock, message, attempt, AGAIN, detail, again_at=clock.now() + pauses[failed])
    return AGAIN


def hold(session: Session, clock: Clock, message: OutboxRow, attempt: int, detail: str, *, pause: timedelta) -> None:
    """Rest the message without counting it a failure: the fault lies with the server, not with the message."""
    _deliver(session, clock, message, attempt, HELD, detail, again_at=clock.now() + pause)


def take_back(session: Session, clock: Clock, message: OutboxRow) -> bool:
    """Take a message back that was never sent, which frees its keys; False where it may have gone out."""
    assert message.id is not None
    if _is_settled(session, message.id) or _open_claims(session, message.id):
        return False
    _deliver(session, clock, message, _last_attempt(session, message.id) + 1, REPLACED, "a newer one says more")
    return True


def count_failures(session: Session, message: OutboxRow) -> int:
    """Earlier attempts that failed by the message's own fault, or of which nothing was heard again."""
    assert message.id is not None
    tried = _count(session, OutboxAttemptRow, col(OutboxAttemptRow.message) == message.id)
    spared = _count(
        session, OutboxDeliveryRow, col(OutboxDeliveryRow.message) == message.id, col(OutboxDeliveryRow.outcome) == HELD
    )
    return max(0, tried - spared - 1)


def _deliver(
    session: Session,
    clock: Clock,
    message: OutboxRow,
    attempt: int,
    outcome: str,
    detail: str,
    again_at: datetime | None = None,
) -> None:
    assert message.id is not None
    session.add(
        OutboxDeliveryRow(
            message=message.id, attempt=attempt, at=clock.now(), outcome=outcome, detail=detail, again_at=again_at
        )
    )
    audit.record(
        session, clock, act="deliver-message", subject=message.key, details={"outcome": outcome, "attempt": attempt}
    )


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (~_settled(), ~_held_by_another(now), ~_resting(now), col(OutboxRow.not_before) <= now)


def _settled() -> ColumnElement[bool]:
    over = (col(OutboxDeliveryRow.message) == col(OutboxRow.id), col(OutboxDeliveryRow.outcome).in_(FINAL))
    return select(OutboxDeliveryRow.message).where(*over).exists()


def _resting(now: datetime) -> ColumnElement[bool]:
    later = (col(OutboxDeliveryRow.message) == col(OutboxRow.id), col(OutboxDeliveryRow.again_at) > now)
    return select(OutboxDeliveryRow.message).where(*later).exists()


def _held_by_another(now: datetime) -> ColumnElement[bool]:
    live = (col(OutboxAttemptRow.message) == col(OutboxRow.id), col(OutboxAttemptRow.until) > now, ~_answered())
    return select(OutboxAttemptRow.message).where(*live).exists()


def _answered() -> ColumnElement[bool]:
    same = (
        col(OutboxDeliveryRow.message) == col(OutboxAttemptRow.message),
        col(OutboxDeliveryRow.attempt) == col(OutboxAttemptRow.attempt),
    )
    return select(OutboxDeliveryRow.message).where(*same).exists()


def _is_settled(session: Session, message: int) -> bool:
    return (
        _count(
            session,
            OutboxDeliveryRow,
            col(OutboxDeliveryRow.message) == message,
            col(OutboxDeliveryRow.outcome).in_(FINAL),
        )
        > 0
    )


def _open_claims(session: Session, message: int) -> int:
    return _count(session, OutboxAttemptRow, col(OutboxAttemptRow.message) == message, ~_answered())


def _last_attempt(session: Session, message: int) -> int:
    newest = func.max(col(OutboxAttemptRow.attempt))
    return session.exec(select(newest).where(col(OutboxAttemptRow.message) == message)).one() or 0


def _count(
    session: Session, kind: type[OutboxAttemptRow] | type[OutboxDeliveryRow], *where: ColumnElement[bool]
) -> int:
    return session.exec(select(func.count()).select_from(kind).where(*where)).one()
