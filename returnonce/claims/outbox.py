"""The outbox: messages that wait to be sent, each written in the transaction of the act that it is about.

A *key* names one occasion for one recipient, such as a reminder seven days before one date. A key that was used never
makes a second message. The only exception is a message that was taken back before it was sent: its keys are free
again. Rows are never updated or deleted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Index, func
from sqlmodel import Field, Session, SQLModel, col, select

from returnonce import audit
from returnonce.clock import Clock
from returnonce.errors import Conflict

#: What can come of a message. After the first four nothing more is tried.
SENT, REFUSED, GIVEN_UP, REPLACED, AGAIN, HELD = "sent", "refused", "given_up", "replaced", "again", "held"
FINAL = (SENT, REFUSED, GIVEN_UP, REPLACED)


class OutboxRow(SQLModel, table=True):
    """One message. ``recipient`` is a contact's code with its place's, never an address."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_by_time", "not_before"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    recipient: str
    subject: str
    body: str
    made_at: datetime
    not_before: datetime


class OutboxKeyRow(SQLModel, table=True):
    """An occasion that a message tells of; ``turn`` counts the messages taken back before it."""

    __tablename__ = "outbox_key"
    __table_args__ = (Index("outbox_key_by_message", "message"),)

    key: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    message: int = Field(foreign_key="outbox.id")


class OutboxAttemptRow(SQLModel, table=True):
    """A process took a message to send it, for the lease until ``until``; the history of its claim."""

    __tablename__ = "attempt"

    message: int = Field(primary_key=True, foreign_key="outbox.id")
    attempt: int = Field(primary_key=True)
    at: datetime
    until: datetime


class OutboxDeliveryRow(SQLModel, table=True):
    """What came of an attempt. ``detail`` is a code or a kind of error, never a server's own words."""

    __tablename__ = "delivery"

    message: int = Field(primary_key=True, foreign_key="outbox.id")
    attempt: int = Field(primary_key=True)
    at: datetime
    outcome: str
    detail: str
    again_at: datetime | None = None


@dataclass(frozen=True)
class NewMessage:
    """A message to be written. ``recipient`` names the place and the contact by code; ``keys``: what it tells of."""

    recipient: str
    keys: tuple[str, ...]
    subject: str
    body: str
    not_before: datetime


def put(session: Session, clock: Clock, message: NewMessage) -> OutboxRow | None:
    """Add a message to the caller's transaction; None where every one of its keys was used before.

    Raises:
        Conflict: some of the keys were used and some not; leave out those in ``used`` and write it anew.
    """
    assert message.keys, "a message tells of something"
    taken_keys = read_used_keys(session, message.keys)
    if taken_keys:
        if len(taken_keys) == len(set(message.keys)):
            return None
        raise Conflict("Part of this message was sent before.", mend="Leave out what was sent, and write it anew.")
    turns = {key: _turns(session, key) for key in message.keys}
    row = OutboxRow(
        key=message_key(turns), recipient=message.recipient, subject=_one_line(message.subject), body=message.body,
        made_at=clock.now(), not_before=message.not_before,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(OutboxKeyRow(key=key, turn=turn, message=row.id) for key, turn in turns.items())
    audit.record(
        session, clock, act="write-message", subject=row.key, details={"to": message.recipient, "keys": len(turns)}
    )
    return row


def read_used_keys(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """Those keys that a message has which was sent, failed for good, or still waits."""
    distinct = sorted(set(keys))
    used_keys: set[str] = set()
    for first in range(0, len(distinct), 500):
        part = distinct[first : first + 500]
        statement = select(OutboxKeyRow.key).where(col(OutboxKeyRow.key).in_(part), ~_with_outcome(REPLACED))
        used_keys.update(session.exec(statement))
    return frozenset(used_keys)


def message_key(turns: dict[str, int]) -> str:
    """A message's own name: SHA-256 over its keys, the same whenever the same occasions are told."""
    lines = "\n".join(f"{key} {turn}" for key, turn in sorted(turns.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _with_outcome(outcome: str) -> ColumnElement[bool]:
    rows = select(OutboxDeliveryRow.message).where(
        col(OutboxDeliveryRow.message) == col(OutboxKeyRow.message), col(OutboxDeliveryRow.outcome) == outcome
    )
    return rows.exists()


def _turns(session: Session, key: str) -> int:
    return session.exec(select(func.count()).select_from(OutboxKeyRow).where(col(OutboxKeyRow.key) == key)).one()


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def read_keys(session: Session, message: OutboxRow) -> list[str]:
    """What a message tells of."""
    return list(session.exec(select(OutboxKeyRow.key).where(col(OutboxKeyRow.message) == message.id)))
