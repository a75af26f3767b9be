"""Is a hash that was issued from the audit trail still in the chain? Then nothing before it was changed, removed or
inserted since."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from returnonce.audit import GENESIS, AuditRow, find_first_break

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class AuditHeadStatus:
    """How a head stands in the chain. ``row``: its place, None where it is in no row; ``broken_at``: the first row
    that does not follow from the one before it, None where the whole chain is sound."""

    head: str
    row: int | None
    broken_at: int | None

    @property
    def holds(self) -> bool:
        """True where the head is part of a chain that is sound up to it and beyond."""
        return self.row is not None and self.broken_at is None


def check_head(session: Session, head: str) -> AuditHeadStatus:
    """How a head stands in the chain of today; every row is worked out anew."""
    return AuditHeadStatus(head, _row(session, head), find_first_break(session))


def _row(session: Session, head: str) -> int | None:
    if head == GENESIS:
        return 0
    if not _HASH.fullmatch(head):
        return None
    return session.exec(select(AuditRow.id).where(col(AuditRow.hash) == head)).first()
