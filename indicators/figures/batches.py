"""Stores batches of figures, and withdraws them.

A correction holds only what it corrects; all other figures keep their own origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import polars as pl
from sqlmodel import Session, select

from indicators.figures.models import BatchInputRow, BatchRow, WithdrawalRow
from indicators.figures.new_figures import insert_figures
from returnonce.errors import Conflict, NotFound


@dataclass(frozen=True)
class NewBatch:
    """A batch about to be stored.

    ``file``: SHA-256 of the bytes it came from. ``mapping_hash``: that of the mapping that read them, where one did.
    """

    kind: str
    agency: str
    file: str
    file_name: str
    ruleset: str
    made_at: datetime
    inputs: tuple[str, ...] = ()
    mapping_hash: str = ""

    @property
    def name(self) -> str:
        """The same on every store: a hash over who gave which bytes, and what read them."""
        parts = (self.kind, self.agency, self.file, *filter(None, [self.mapping_hash]))
        return sha256("\n".join(parts).encode()).hexdigest()


def record_batch(session: Session, batch: NewBatch, figures: pl.DataFrame) -> BatchRow:
    """Append a batch and its figures (``FigureContract``) in the caller's transaction.

    Raises:
        Conflict: the same agency gave the same bytes before.
        SchemaError: the figures break their contract; a bug, since checks come before this.
    """
    if find_batch(session, batch.name) is not None:
        raise Conflict("These bytes were received before.", mend="They are stored once; nothing is to be done.")
    fields = {name: getattr(batch, name) for name in ("kind", "agency", "file", "file_name", "ruleset", "made_at")}
    row = BatchRow(name=batch.name, **fields)
    session.add(row)
    session.flush()
    assert row.id is not None
    for name in batch.inputs:
        session.add(BatchInputRow(batch=row.id, input=_require_batch(session, name)))
    insert_figures(session, row.id, figures)
    return row


def withdraw_batch(session: Session, name: str, *, at: datetime, reason: str) -> None:
    """From now on the version before it counts again.

    Raises:
        NotFound: no such batch.
        Conflict: it is withdrawn already; says since when and why.
    """
    batch = _require_batch(session, name)
    if (earlier := session.get(WithdrawalRow, batch)) is not None:
        raise Conflict(
            f"This submission is withdrawn already, since {earlier.at:%Y-%m-%d %H:%M} UTC: {earlier.reason}.",
            mend="Nothing more is to be done.",
        )
    session.add(WithdrawalRow(batch=batch, at=at, reason=reason))


def find_batch(session: Session, name: str) -> BatchRow | None:
    """A batch by its name."""
    return session.exec(select(BatchRow).where(BatchRow.name == name)).first()


def _require_batch(session: Session, name: str) -> int:
    row = find_batch(session, name)
    if row is None or row.id is None:
        raise NotFound(f"No batch is named {name[:12]}.")
    return row.id
