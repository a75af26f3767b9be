"""The change files for one recipient, since the edition that it acknowledged."""

from __future__ import annotations

from sqlmodel import Session

from exports.editions.changes.baseline import find_baseline
from exports.editions.changes.cell_changes import compare_editions
from exports.editions.changes.change_files import render_change_files
from exports.editions.named_files import NamedFile
from exports.editions.published_editions import PublishedEdition
from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes
from returnonce.blobs import BlobStore


def render_changes_since(
    session: Session,
    blobs: BlobStore,
    edition: PublishedEdition,
    audience: str,
    *,
    reader: str,
    former: FormerCodes = NO_FORMER_CODES,
) -> tuple[NamedFile, ...]:
    """``changes.json`` and ``changes.csv`` against the newest earlier edition that the reader acknowledged; without
    one, against the edition before, as they were published.

    Raises:
        NotFound: the edition was not released to that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    baseline = find_baseline(session, edition, audience, reader=reader)
    changes = compare_editions(blobs, edition, baseline, audience, former)
    return render_change_files(changes, number=edition.number, baseline=baseline.number if baseline else None)
