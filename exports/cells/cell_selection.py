"""Which cells of a snapshot an answer holds, and under which tag: the same selection always comes as the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import polars as pl

from exports.cells.frames import CellReader
from exports.cells.released_cells import ReleasedCells
from exports.cells.snapshot import Snapshot
from returnonce import VERSION
from returnonce.blobs import BlobStore


@dataclass(frozen=True)
class CellSelection:
    """``rows``: which rows of each edition; None for all. ``audience``: as whom they were asked for by name.

    ``edition``, ``row``: where it begins (from 0), of what is meant; ``limit``: how many cells it holds at most.
    """

    snapshot: Snapshot
    rows: pl.Expr | None = None
    audience: str | None = None
    edition: int = 0
    row: int = 0
    limit: int | None = None

    def key(self, form: str) -> str:
        """It names all that the bytes of this format follow from."""
        text = self.rows.meta.serialize(format="json") if self.rows is not None else ""
        start = (self.edition, self.row, self.limit)
        content = (self.snapshot.key, text, form, start, self.audience, VERSION, pl.__version__)
        return hashlib.sha256(repr(content).encode()).hexdigest()

    def read(self, home: Path, blobs: BlobStore, further: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        """Frames from the edition where it begins on; raises as ``CellReader.read``. ``further``: as there."""
        reader = CellReader(home, blobs, self._address, self.rows, further)
        return reader.read(self.snapshot.editions, first=self.edition)

    def _address(self, one: ReleasedCells) -> str:
        """Where the cells of an edition are as JSON, for whoever asked as this audience."""
        parts = "/".join(quote(part, safe="") for part in (*one.key, str(one.number)))
        return f"/v1/editions/{parts}/cells.json" + (f"?audience={self.audience}" if self.audience else "")
