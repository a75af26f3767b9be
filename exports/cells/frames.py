"""The cells of a snapshot as frames, read from the Parquet files that were published; a few editions at a time, so
that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

import polars as pl

from exports.cells.columns import CellColumn, load_cell_columns
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
    """Reads cells. ``address``: the address of an edition's JSON file. ``rows``: which of an edition's cells are
    meant; None for all. ``further``: columns of the data file to be read too, by the name that they get."""

    blobs: BlobStore
    address: Callable[[ReleasedCells], str]
    rows: pl.Expr | None = None
    further: Mapping[str, str] = field(default_factory=dict)

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
        files: list[IO[bytes]] = [BytesIO(self.blobs.read(EDITIONS, one.released.sha256)) for one in editions]
        facts = [self._facts(one, start + index) for index, one in enumerate(editions)]
        columns = load_cell_columns()
        further = [pl.col(source).alias(name) for name, source in self.further.items()]
        cells = pl.scan_parquet(files).select(*(column.source for column in columns if column.source), *further)
        cells = cells.join(
            pl.LazyFrame(facts, schema=_FACTS, orient="row"), on=_KEY, how="left", maintain_order="left"
        ).with_columns(_lineage())
        chosen = cells if self.rows is None else cells.filter(self.rows)
        return chosen.select("_position", *map(_typed, columns), *self.further).collect()

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
