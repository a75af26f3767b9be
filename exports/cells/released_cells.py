"""Which file holds the cells of each edition for each audience, and what became of the edition: one question to the
store, however many editions there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from exports.editions.models import (
    EditionRow,
    EditionWithdrawalRow,
    ProposalAudienceRow,
    ProposalFileRow,
    ProposalRow,
)
from exports.editions.return_key import ReturnKey
from exports.filled_returns.machine_files import PARQUET

#: In the order of the fields of :class:`ReleasedCells`, whose key is three columns.
_COLUMNS: tuple[Any, ...] = (
    EditionRow.id, EditionRow.return_code, EditionRow.area, EditionRow.period, EditionRow.number, ProposalRow.place,
    EditionRow.published_at, EditionWithdrawalRow.at, ProposalAudienceRow.audience, ProposalFileRow.sha256,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReleasedCells:
    """The cells of one edition as released to one audience. ``sha256``: under which hash their Parquet file lies."""

    id: int
    key: ReturnKey
    number: int
    place: str | None
    published_at: datetime
    withdrawn_at: datetime | None
    audience: str
    sha256: str


def read_released_cells(
    session: Session, *, returns: Iterable[str] = (), periods: Iterable[str] = ()
) -> list[ReleasedCells]:
    """Those of every edition, withdrawn ones too; ``returns``, ``periods``: only of these, where some are named.

    In order of return, period, area and number.
    """
    is_released = or_(col(ProposalAudienceRow.audience) != "public", col(EditionRow.public))
    query = (
        select(*_COLUMNS)
        .join(ProposalRow, col(ProposalRow.id) == EditionRow.proposal)
        .join(ProposalAudienceRow, and_(col(ProposalAudienceRow.proposal) == EditionRow.proposal, is_released))
        .join(
            ProposalFileRow,
            and_(
                col(ProposalFileRow.proposal) == EditionRow.proposal,
                col(ProposalFileRow.audience) == ProposalAudienceRow.audience,
                col(ProposalFileRow.media_type) == PARQUET,
            ),
        )
        .join(EditionWithdrawalRow, col(EditionWithdrawalRow.edition) == EditionRow.id, isouter=True)
        .where(col(ProposalAudienceRow.cells).is_not(None))
    )  # fmt: skip
    for column, codes in ((EditionRow.return_code, [*returns]), (EditionRow.period, [*periods])):
        query = query.where(col(column).in_(codes)) if codes else query
    released_cells = [
        ReleasedCells(row_id, ReturnKey(code, area, period), *rest)
        for row_id, code, area, period, *rest in session.connection().execute(query)
    ]
    # Not by the database, whose order of letters depends on where it was made.
    return sorted(released_cells, key=_order)


def _order(one: ReleasedCells) -> tuple[str, str, str, int]:
    code, area, period = one.key
    return code, period, area, one.number
