"""The cells of a snapshot as frames, read from the Parquet files that were published, or from gathered files; a few
editions at a time, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import IO

import polars as pl

from exports.cells.columns import CellColumn, load_cell_columns
from exports.cells.gathered_files import GatheredFile, GatheredGroup, find_gathered_file, group_of
from exports.cells.released_cells import ReleasedCells
from exports.cells.snapshot import SnapshotEdition
from exports.editions.storage.edition_blobs import EDITIONS
from exports.formats.parquet_file import EXACT
from returnonce.blobs import BlobStore

#: So many editions are in memory at once.
BATCH = 64
INSTANT = pl.Datetime("us", "UTC")
#: No two editions of a snapshot are alike in all of these.
_KEY = ("return", "return_area", "return_period")
_FACTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "return": pl.String, "return_area": pl.String, "return_period": pl.String, "edition": pl.Int64,
    "edition_status": pl.String, "published_at": INSTANT, "audience": pl.String, "_address": pl.String,
    "_position": pl.Int64,
}  # fmt: skip
_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String, "integer": pl.Int64, "decimal": EXACT, "boolean": pl.Boolean, "instant": INSTANT,
}  # fmt: skip


@dataclass(frozen=True)
class CellReader:
    """Reads cells. ``home``: below it gathered files may lie. ``address``: the address of an edition's JSON file.
    ``rows``: which of an edition's cells are meant; None for all. ``further``: columns of the data file to be read too,
    by the name that they get."""

    home: Path
    blobs: BlobStore
    address: Callable[[ReleasedCells], str]
    rows: pl.Expr | None = None
    further: Mapping[str, str] = field(default_factory=dict)
    _files: dict[GatheredGroup, GatheredFile | None] = field(default_factory=dict, init=False, repr=False)

    def read(self, editions: Sequence[SnapshotEdition], *, first: int = 0) -> Iterator[pl.DataFrame]:
        """Frames of the columns of ``columns.tsv`` and ``_position``: the edition's index in ``editions``. Begins at
        that of index ``first``; no frame is empty.

        Raises:
            Unavailable: the bytes of an edition are gone, or were altered.
        """
        for start in range(first, len(editions), BATCH):
            cells = self._read_batch(editions[start : start + BATCH], start)
            if not cells.is_empty():
                yield cells

    def _read_batch(self, editions: Sequence[SnapshotEdition], start: int) -> pl.DataFrame:
        facts = [self._facts(one, start + index) for index, one in enumerate(editions)]
        released = [one.released for one in editions]
        try:
            return self._collect(self._scan_gathered(released), facts)
        except (OSError, pl.exceptions.PolarsError):  # A file was removed, or its disk is not sound.
            return self._collect([self._scan_own(released)], facts)

    def _collect(self, scans: Sequence[pl.LazyFrame], facts: Sequence[tuple[object, ...]]) -> pl.DataFrame:
        columns = load_cell_columns()
        further = [pl.col(source).alias(name) for name, source in self.further.items()]
        sources = [column.source for column in columns if column.source]
        cells = pl.concat(scan.select(*sources, *further) for scan in scans).join(
            pl.LazyFrame(facts, schema=_FACTS, orient="row"), on=_KEY, how="left", maintain_order="left"
        )
        ordered = cells if len(scans) == 1 else cells.sort("_position", maintain_order=True)
        cells = ordered.with_columns(_lineage())
        chosen = cells if self.rows is None else cells.filter(self.rows)
        return chosen.select("_position", *map(_typed, columns), *self.further).collect()

    def _scan_gathered(self, released: Sequence[ReleasedCells]) -> list[pl.LazyFrame]:
        """Rows of all editions, one edition's in order; of each group from its file, where that has them."""
        scans: list[pl.LazyFrame] = []
        own: list[ReleasedCells] = []
        for group, members in groupby(released, key=group_of):
            file = self._find(group)
            known = {} if file is None else file.editions
            gathered: list[ReleasedCells] = []
            for one in members:
                (gathered if one.sha256 in known else own).append(one)
            if file is not None and gathered:
                scans.append(file.scan(one.sha256 for one in gathered))
        return [*scans, self._scan_own(own)] if own else scans

    def _scan_own(self, released: Sequence[ReleasedCells]) -> pl.LazyFrame:
        files: list[IO[bytes]] = [BytesIO(self.blobs.read(EDITIONS, one.sha256)) for one in released]
        return pl.scan_parquet(files)

    def _find(self, group: GatheredGroup) -> GatheredFile | None:
        if group not in self._files:
            self._files[group] = find_gathered_file(self.home, group)
        return self._files[group]

    def _facts(self, one: SnapshotEdition, position: int) -> tuple[object, ...]:
        released = one.released
        return_code, area, period = released.key
        return (
            return_code, area, period, released.number, one.status, released.published_at, released.audience,
            self.address(released), position,
        )  # fmt: skip


def empty_cells() -> pl.DataFrame:
    """No cell, under the columns of ``columns.tsv``."""
    return pl.DataFrame(schema={column.name: _TYPES[column.kind] for column in load_cell_columns()})


def _typed(column: CellColumn) -> pl.Expr:
    return pl.col(column.source or column.name).cast(_TYPES[column.kind]).alias(column.name)


def _lineage() -> pl.Expr:
    # In an edition's JSON file the lines that are not sent stand in a list of their own; both are in order.
    is_not_sent = pl.col("standing") == "not_sent"
    index = pl.int_range(pl.len()).over("_position", is_not_sent)
    part = pl.when(is_not_sent).then(pl.lit("#/not_sent/")).otherwise(pl.lit("#/cells/"))
    return pl.concat_str("_address", part, index.cast(pl.String)).alias("lineage")
