"""A version token of the store: if it changed between reading and writing, read again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from exports.editions.models import EditionRow, EditionWithdrawalRow
from indicators.figures.models import BatchRow, WithdrawalRow


@dataclass(frozen=True)
class VersionToken:
    """The newest batch and edition, and how many of each were withdrawn. Append-only tables need no more."""

    figures: tuple[int | None, int]
    editions: tuple[int | None, int]


def read_version_token(session: Session) -> VersionToken:
    """The token of the store as it is now."""
    batches = session.exec(select(func.max(col(BatchRow.id)))).one()
    batches_gone = session.exec(select(func.count(col(WithdrawalRow.batch)))).one()
    published = session.exec(select(func.max(col(EditionRow.id)))).one()
    published_gone = session.exec(select(func.count(col(EditionWithdrawalRow.edition)))).one()
    return VersionToken((batches, batches_gone), (published, published_gone))
