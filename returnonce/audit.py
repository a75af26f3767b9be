"""The audit trail: one row per act, in the act's own transaction, chained by hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from returnonce import row_hashes
from returnonce.clock import Clock, FixedClock

GENESIS = "0" * 64
#: The act of a row that only binds what its transaction wrote after the act that it names.
BIND = "bind"
_AT = "instant of the last act"


class AuditRow(SQLModel, table=True):
    """Who did what to which thing. Never updated, never deleted."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    act: str
    subject: str
    details: str
    previous: str = Field(unique=True)
    hash: str = Field(unique=True)


def record(
    session: Session, clock: Clock, *, act: str, subject: str, details: Mapping[str, Any] | None = None
) -> AuditRow:
    """Add the row to the caller's transaction. Details hold counts, codes and hashes, never persons.

    The rows that the transaction wrote before it are bound to it: their hashes are its detail ``rows``.
    """
    session.flush()
    rows = row_hashes.take_hashes(session)
    content = dict(details or {}) | ({"rows": rows} if rows else {})
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    row = AuditRow(at=clock.now(), act=act, subject=subject, details=text, previous=read_head(session), hash="")
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    session.info[_AT] = row.at
    return row


def bind_remaining_rows(session: Session) -> None:
    """Bind rows that were written after the last act of a transaction, by a row of their own."""
    session.flush()
    if row_hashes.has_unbound_rows(session):
        record(session, FixedClock(session.info[_AT]), act=BIND, subject=read_head(session))


def read_head(session: Session) -> str:
    """The newest row's hash: whoever holds it can prove that nothing before it was changed."""
    newest = session.exec(select(AuditRow.hash).order_by(col(AuditRow.id).desc()).limit(1)).first()
    return newest or GENESIS


def find_first_break(session: Session) -> int | None:
    """The id of the first row that does not follow from the one before it, or None."""
    previous = GENESIS
    for row in session.exec(select(AuditRow).order_by(col(AuditRow.id))):
        if row.previous != previous or row.hash != _hash(row):
            return row.id
        previous = row.hash
    return None


def has_recent_break(session: Session, number: int) -> bool:
    """Whether among so many of the newest rows one does not follow from the one before it; quick, and no proof."""
    newest = session.exec(select(AuditRow).order_by(col(AuditRow.id).desc()).limit(number)).all()
    linked = all(row.previous == before.hash for row, before in pairwise(newest))
    return not linked or any(row.hash != _hash(row) for row in newest)


def _hash(row: AuditRow) -> str:
    parts = (row.previous, row.at.isoformat(), row.act, row.subject, row.details)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
