"""Reads the cells and files of editions from the blob store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from exports.editions.storage import cell_serialization
from returnonce.blobs import BlobKind, BlobStore
from returnonce.errors import NotFound

if TYPE_CHECKING:
    from exports.editions.published_editions import PublishedEdition

EDITIONS: BlobKind = "editions"


def read_edition_file(blobs: BlobStore, edition: PublishedEdition, audience: str, name: str) -> bytes:
    """One file of an edition as it was published, its hash verified.

    Raises:
        NotFound: the edition has no such file for that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    for file in edition.files:
        if (file.audience, file.name) == (audience, name):
            return blobs.read(EDITIONS, file.sha256)
    names = ", ".join(file.name for file in edition.files if file.audience == audience)
    mend = f"Its files are: {names}." if names else f"It was not released to the audience {audience!r}."
    raise NotFound(f"The edition has no file {name!r}.", mend=mend)


def read_edition_cells(blobs: BlobStore, edition: PublishedEdition, audience: str) -> pl.DataFrame:
    """The cells of an edition (``CELL_SCHEMA``) as that audience has them.

    Raises:
        NotFound: it was not released to that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    if audience not in edition.cells:
        raise NotFound("The edition was not released to that audience.", where=audience)
    return read_stored_cells(blobs, edition.cells[audience])


def read_stored_cells(blobs: BlobStore, name: str) -> pl.DataFrame:
    """Cells (``CELL_SCHEMA``) by the hash of their bytes.

    Raises:
        Unavailable: the bytes are gone, or were altered.
    """
    return cell_serialization.cells_from_bytes(blobs.read(EDITIONS, name))
