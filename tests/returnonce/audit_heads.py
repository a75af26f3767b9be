"""Heads that were got one after another, against the chain of today."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from returnonce.audit_heads import check_head


def are_in_order(session: Session, heads: Iterable[str]) -> bool:
    """True where each head, in the order in which they were got, is in a sound chain and none before an earlier."""
    statuses = [check_head(session, head) for head in heads]
    rows = [status.row for status in statuses if status.holds and status.row is not None]
    return len(rows) == len(statuses) and rows == sorted(rows)
