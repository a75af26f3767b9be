"""Idempotency keys: the response that is stored for a request which may be sent again.

A request is claimed while it is worked on, for no longer than a lease; then its row holds the response. It is no
history but a help for retries, so it is later deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Field, Session, SQLModel, col

from returnonce.claims import claims
from returnonce.claims.claims import Claim
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import Clock
from returnonce.errors import Conflict

#: An answer is kept so long; whoever is at work and says nothing for the length of a lease is taken for dead.
RETENTION, LEASE = timedelta(days=7), timedelta(minutes=10)
KIND = "request"
#: Longer answers are not kept; what asks for one again is told so.
BODY_BYTES = 256 * 1024


class IdempotencyKeyRow(SQLModel, table=True):
    """``caller``: an account; ``key`` and ``request`` are hashes. ``status`` is null while somebody is at work."""

    __tablename__ = "answered"

    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: str
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

    @property
    def claim(self) -> Claim:
        """This attempt's claim on the work."""
        return Claim(KIND, f"{self.caller}/{self.key}", self.holder, RetryPolicy(LEASE))


@dataclass(frozen=True)
class StoredResponse:
    """An answer. ``body`` None: it was too long to be kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


def claim_request(
    session: Session, clock: Clock, request: IdempotentRequest
) -> StoredResponse | Literal["claimed", "running"]:
    """The stored response; or ``claimed``, where this request is to be answered; or ``running``, by another.

    Raises:
        Conflict: the key was used for another request.
    """
    _sweep(session, clock.now())
    row = session.get(IdempotencyKeyRow, (request.caller, request.key))
    if row is not None and row.request != request.request:
        raise Conflict(
            "This key came before with another request.", where="Idempotency-Key", mend="Use a new key for each act."
        )
    if row is not None and row.status is not None:
        return StoredResponse(row.status, json.loads(row.headers or "{}"), row.body)
    if claims.take(session, clock, request.claim) is None:
        return "running"
    if row is None:
        now = clock.now()
        session.add(IdempotencyKeyRow(caller=request.caller, key=request.key, request=request.request, made_at=now))
    return "claimed"


def store_response(session: Session, request: IdempotentRequest, answer: StoredResponse) -> None:
    """Keep the answer; nothing happens where the claim was lost to another."""
    if claims.release(session, request.claim):
        values = {"status": answer.status, "headers": json.dumps(dict(answer.headers)), "body": answer.body}
        session.execute(update(IdempotencyKeyRow).where(*_row_of(request)).values(**values))


def release_request(session: Session, request: IdempotentRequest) -> None:
    """Nothing came of it: whoever asks again begins anew."""
    if claims.release(session, request.claim):
        session.execute(delete(IdempotencyKeyRow).where(*_row_of(request)))


def _row_of(request: IdempotentRequest) -> tuple[ColumnElement[bool], ...]:
    return col(IdempotencyKeyRow.caller) == request.caller, col(IdempotencyKeyRow.key) == request.key


def _sweep(session: Session, now: datetime) -> None:
    """Forget what is older than it is kept."""
    session.execute(delete(IdempotencyKeyRow).where(col(IdempotencyKeyRow.made_at) < now - RETENTION))
    claims.forget(session, KIND, now - RETENTION)
