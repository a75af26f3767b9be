"""The audit trail: one row per act, in the act's own transaction, chained by hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from returnonce.clock import Clock

GENESIS = "0" * 64


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
    """Add the row to the caller's transaction. Details hold counts, codes and hashes, never persons."""
    text = json.dumps(details or {}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    row = AuditRow(at=clock.now(), act=act, subject=subject, details=text, previous=head(session), hash="")
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    return row


def head(session: Session) -> str:
    """The newest row's hash: whoever holds it can prove that nothing before it was changed."""
    newest = session.exec(select(AuditRow.hash).order_by(col(AuditRow.id).desc()).limit(1)).first()
    return newest or GENESIS


def first_break(session: Session) -> int | None:
    """The id of the first row that does not follow from the one before it, or None."""
    previous = GENESIS
    for row in session.exec(select(AuditRow).order_by(col(AuditRow.id))):
        if row.previous != previous or row.hash != _hash(row):
            return row.id
        previous = row.hash
    return None


def _hash(row: AuditRow) -> str:
    parts = (row.previous, row.at.isoformat(), row.act, row.subject, row.details)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
