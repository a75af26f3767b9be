"""Acknowledgements: a recipient confirms by a hash which edition it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from exports.editions.models import AcknowledgementRow, EditionRow
from exports.editions.published_editions import PublishedEdition
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import can_read_edition, check_acknowledge
from returnonce.access.principals import Principal
from returnonce.db import transaction
from returnonce.errors import Refused

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Acknowledgement:
    """Who has which bytes. ``file_name`` is None where the hash is of the cells."""

    by: str
    sha256: str
    audience: str
    file_name: str | None
    at: datetime


def acknowledge(context: AppContext, edition: PublishedEdition, *, by: Principal, sha256: str) -> Acknowledgement:
    """Note that a recipient has the edition. The same hash again is the same acknowledgement.

    Raises:
        NotFound, Forbidden: as the policy says.
        Refused: it is no hash of the edition's cells, nor of a file of it that the recipient may see.
    """
    check_acknowledge(by, edition.subject)
    hash_given = sha256.strip().lower()
    match = (
        next((visible_hash for visible_hash in _visible_hashes(edition, by) if visible_hash[2] == hash_given), None)
        if HASH.fullmatch(hash_given)
        else None
    )
    if match is None:
        raise Refused(
            "This is no hash of this edition.",
            where="sha256",
            mend="Give the SHA-256 of a file of it as you have it, or the edition's content hash.",
        )
    audience, name, _ = match
    with transaction(context.engine) as session:
        for acknowledgement in read_acknowledgements(session, edition):
            if (acknowledgement.by, acknowledgement.sha256) == (by.name, hash_given):
                return acknowledgement
        at = context.clock.now()
        session.add(
            AcknowledgementRow(
                edition=edition.id, by=by.name, sha256=hash_given, audience=audience, file_name=name, at=at
            )
        )
        details = {"by": by.name, "sha256": hash_given}
        audit.record(session, context.clock, act="acknowledge", subject=edition.name, details=details)
    return Acknowledgement(by.name, hash_given, audience, name, at)


def read_acknowledgements(session: Session, edition: PublishedEdition) -> list[Acknowledgement]:
    """All acknowledgements of an edition, in order."""
    rows = session.exec(
        select(AcknowledgementRow).where(AcknowledgementRow.edition == edition.id).order_by(col(AcknowledgementRow.id))
    )
    return [Acknowledgement(row.by, row.sha256, row.audience, row.file_name, row.at) for row in rows]


def read_last_acknowledged(session: Session, edition: PublishedEdition, by: str) -> int | None:
    """Number of the newest earlier edition that a recipient acknowledged."""
    of_return = (
        EditionRow.return_code == edition.return_code, EditionRow.area == edition.area,
        EditionRow.period == edition.period, EditionRow.number < edition.number, AcknowledgementRow.by == by,
    )  # fmt: skip
    query = select(EditionRow.number).join(AcknowledgementRow, col(AcknowledgementRow.edition) == EditionRow.id)
    return session.exec(query.where(*of_return).order_by(col(EditionRow.number).desc()).limit(1)).first()


def _visible_hashes(edition: PublishedEdition, by: Principal) -> Iterator[tuple[str, str | None, str]]:
    """Audience, file and hash of everything of the edition that one may see."""
    for audience, cells in edition.cells.items():
        if can_read_edition(by, edition.subject, audience=audience, released=edition.public):
            yield audience, None, cells
            yield from ((audience, file.name, file.sha256) for file in edition.files if file.audience == audience)
