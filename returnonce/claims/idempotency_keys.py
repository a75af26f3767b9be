"""Idempotency keys: the response that is stored for a request which may be sent again.

A row is first a claim: its holder works on the request, for no longer than its lease. Then it holds the response. It
is no history but a help for retries, so it is overwritten and later deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Field, Session, SQLModel, col

from returnonce.clock import Clock
from returnonce.errors import Refused

#: An answer is kept so long; whoever is at work and says nothing for the length of a lease is taken for dead.
RETENTION, LEASE = timedelta(days=7), timedelta(minutes=10)
#: Longer answers are not kept; what asks for one again is told so.
BODY_BYTES = 256 * 1024


class IdempotencyKeyRow(SQLModel, table=True):
    """``caller``: an account; ``key`` and ``request`` are hashes. ``status`` is null while somebody is at work."""

    __tablename__ = "answered"

    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: str
    holder: str
    held_until: datetime
    made_at: datetime = Field(index=True)
    status: int | None = None
    headers: str | None = None
    body: bytes | None = None


@dataclass(frozen=True)
class IdempotentRequest:
    """Who asks, under which key, and what: both as hashes. ``holder`` names this attempt."""

    caller: str
    key: str
    request: str
    holder: str


@dataclass(frozen=True)
class StoredResponse:
    """An answer. ``body`` None: it was too long to be kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


def claim(session: Session, clock: Clock, request: IdempotentRequest) -> StoredResponse | Literal["yours", "running"]:
    """The answer that there is; or ``yours`` to work on; or ``running``, by another.

    Raises:
        Refused: the key was used for another request.
    """
    now = clock.now()
    _sweep(session, now)
    row = session.get(IdempotencyKeyRow, (request.caller, request.key))
    if row is None:
        session.add(IdempotencyKeyRow(**vars(request), held_until=now + LEASE, made_at=now))
        return "yours"
    if row.request != request.request:
        raise Refused(
            "This key came before with another request.", where="Idempotency-Key", mend="Use a new key for each act."
        )
    if row.status is not None:
        return StoredResponse(row.status, json.loads(row.headers or "{}"), row.body)
    if now < row.held_until <= now + LEASE:
        return "running"
    row.holder, row.held_until = request.holder, now + LEASE
    session.add(row)
    return "yours"


def settle(session: Session, request: IdempotentRequest, answer: StoredResponse) -> None:
    """Keep the answer; nothing happens where the claim was lost to another."""
    values = {"status": answer.status, "headers": json.dumps(dict(answer.headers)), "body": answer.body}
    session.execute(update(IdempotencyKeyRow).where(*_held_claim(request)).values(**values))


def release(session: Session, request: IdempotentRequest) -> None:
    """Nothing came of it: whoever asks again begins anew."""
    session.execute(delete(IdempotencyKeyRow).where(*_held_claim(request)))


def _held_claim(request: IdempotentRequest) -> tuple[ColumnElement[bool], ...]:
    row = IdempotencyKeyRow
    same = (col(row.caller) == request.caller, col(row.key) == request.key, col(row.holder) == request.holder)
    return (*same, col(row.status).is_(None))


def _sweep(session: Session, now: datetime) -> None:
    session.execute(delete(IdempotencyKeyRow).where(col(IdempotencyKeyRow.made_at) < now - RETENTION))


def sweep(session: Session, clock: Clock) -> None:
    """Forget what is older than it is kept."""
    _sweep(session, clock.now())
