"""Stores bytes of editions under their hashes, verifies them on reading, and sweeps what no row names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session, select

from exports.editions.models import EditionFileRow, PortalReportRow, ProposalAudienceRow, ProposalFileRow
from exports.editions.storage import cell_serialization
from returnonce.blobs import blob_path, keep_blob, sha256, write_atomic
from returnonce.clock import Clock
from returnonce.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from exports.editions.published_editions import PublishedEdition

FOLDER, BEGUN = "editions", ".begun"
#: A partial file older than this belongs to no running act.
UNFINISHED = timedelta(hours=1)


def store_blobs(home: Path, datas: Iterable[bytes]) -> Path:
    """Store each under its hash; what is there already is left alone.

    Gives back a marker file of the act, to be removed once its rows are there. Where one stays behind, the act
    was cut off, and the next one sweeps.
    """
    by_hash = {sha256(data): data for data in datas}
    marker = home / "files" / FOLDER / BEGUN / sha256("\n".join(by_hash).encode())
    if not marker.exists():
        write_atomic(marker, b"")
    for data in by_hash.values():
        keep_blob(home, data, folder=FOLDER)
    return marker


def read_blob(home: Path, name: str) -> bytes:
    """The bytes of a hash.

    Raises:
        Unavailable: they are gone, or are not what they were.
    """
    try:
        data = blob_path(home, name, folder=FOLDER).read_bytes()
    except OSError as error:
        raise Unavailable(
            f"The kept file {name[:12]} cannot be read ({type(error).__name__}).", mend="Restore it from a backup."
        ) from error
    if sha256(data) != name:
        raise Unavailable(f"The kept file {name[:12]} was altered.", mend="Restore it from a backup.")
    return data


def read_edition_file(home: Path, edition: PublishedEdition, audience: str, name: str) -> bytes:
    """One file of an edition as it was published, its hash verified.

    Raises:
        NotFound: the edition has no such file for that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    for file in edition.files:
        if (file.audience, file.name) == (audience, name):
            return read_blob(home, file.sha256)
    names = ", ".join(file.name for file in edition.files if file.audience == audience)
    mend = f"Its files are: {names}." if names else f"It was not released to the audience {audience!r}."
    raise NotFound(f"The edition has no file {name!r}.", mend=mend)


def read_edition_cells(home: Path, edition: PublishedEdition, audience: str) -> pl.DataFrame:
    """The cells of an edition (``CELL_SCHEMA``) as that audience has them.

    Raises:
        NotFound: it was not released to that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    if audience not in edition.cells:
        raise NotFound("The edition was not released to that audience.", where=audience)
    return read_stored_cells(home, edition.cells[audience])


def read_stored_cells(home: Path, name: str) -> pl.DataFrame:
    """Cells (``CELL_SCHEMA``) by the hash of their bytes.

    Raises:
        Unavailable: the bytes are gone, or were altered.
    """
    return cell_serialization.cells_from_bytes(read_blob(home, name))


def sweep_blobs(session: Session, home: Path, clock: Clock, *, own_marker: Path | None = None) -> int:
    """Remove bytes that no row names, if an earlier act was cut off. Gives back how many. ``own``: this act's marker.

    Call it in a transaction only: there is one writer, and each act checks in its own transaction that its bytes
    are there. A partial file has no final name yet, and is left alone for an hour.
    """
    markers = [mark for mark in (home / "files" / FOLDER / BEGUN).glob("*") if mark != own_marker]
    leftovers = _unreferenced(session, home, clock) if markers else []
    for path in (*leftovers, *markers):
        path.unlink(missing_ok=True)
    return len(leftovers)


def _unreferenced(session: Session, home: Path, clock: Clock) -> list[Path]:
    referenced = {*session.exec(select(ProposalFileRow.sha256)), *session.exec(select(EditionFileRow.sha256))}
    referenced |= {*session.exec(select(ProposalAudienceRow.cells)), *session.exec(select(PortalReportRow.file))}
    long_ago = (clock.now() - UNFINISHED).timestamp()
    candidates = (path for path in (home / "files" / FOLDER).glob("??/*") if path.name not in referenced)
    return [path for path in candidates if not path.name.startswith(".") or _older(path, long_ago)]


def _older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        # Whoever was writing it has just given it its name.
        return False
