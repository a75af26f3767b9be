"""The tables already released to each audience, which the gate takes into account."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import overload

from sqlmodel import Session

from exports.disclosure.released_table import ReleasedTable
from exports.editions.published_editions import AUDIENCES, read_editions
from exports.editions.storage.edition_blobs import read_stored_cells
from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes
from mappings.definitions.return_definitions import ENTITLED
from returnonce.blobs import BlobStore


class ReleasedTables(Sequence[ReleasedTable]):
    """Tables released to an audience, oldest first. Each is read only when used: most rules use none.

    ``names``: the hash of the cells that the audience has, and that of the true ones. Cells of an indicator that was
    renamed since (``former``) are read under its code of now, so that the gate sees one figure and not two.
    """

    def __init__(
        self, blobs: BlobStore, names: Sequence[tuple[str, str]] = (), former: FormerCodes = NO_FORMER_CODES
    ) -> None:
        self._blobs, self._names, self._former = blobs, tuple(names), former

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, at: int) -> ReleasedTable: ...
    @overload
    def __getitem__(self, at: slice) -> ReleasedTables: ...
    def __getitem__(self, at: int | slice) -> ReleasedTable | ReleasedTables:
        if isinstance(at, slice):
            return ReleasedTables(self._blobs, self._names[at], self._former)
        cells, true_cells = (self._former.rename(read_stored_cells(self._blobs, name)) for name in self._names[at])
        return ReleasedTable(cells, true_cells)

    @property
    def key(self) -> str:
        """A hash over the names of all of them."""
        return hashlib.sha256("\n".join(sorted(cells for cells, _ in self._names)).encode()).hexdigest()


def read_released_tables(
    session: Session, blobs: BlobStore, former: FormerCodes = NO_FORMER_CODES
) -> dict[str, ReleasedTables]:
    """By audience, every table ever published to it; withdrawn ones too, since they were seen.

    The entitled recipient's tables are left out: they pass no rule, and nobody else has them.
    """
    published = read_editions(session)
    hashes = {name: [(one.cells[name], one.content) for one in published if name in one.cells] for name in AUDIENCES}
    return {name: ReleasedTables(blobs, hashes[name] if name != ENTITLED else (), former) for name in AUDIENCES}
