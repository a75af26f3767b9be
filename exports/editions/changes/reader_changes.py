"""The change files for one recipient, since the edition that it acknowledged."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session

from exports.editions.changes.baseline import before
from exports.editions.changes.cell_changes import changes
from exports.editions.changes.change_files import changes_files
from exports.editions.published_editions import Edition
from exports.editions.snapshots.snapshot import File


def changes_since(session: Session, home: Path, edition: Edition, audience: str, *, reader: str) -> tuple[File, ...]:
    """``changes.json`` and ``changes.csv`` against the newest earlier edition that the reader acknowledged; without
    one, against the edition before, as they were published.

    Raises:
        NotFound: the edition was not released to that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    earlier = before(session, edition, audience, reader=reader)
    found = changes(home, edition, earlier, audience)
    return changes_files(found, number=edition.number, before=earlier.number if earlier else None)
