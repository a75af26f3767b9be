"""Two million cells of editions of many councils: read from the files that were published and written as one answer,
beside reading the finished bytes from the disk, which is all that a bare server would do.

Run as ``python -m bench.many_cells FOLDER OUT COUNCILS PERIODS FORM``; FORM is csv, json or parquet.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import polars as pl

from bench.edition_server import make
from bench.stages import Stages, peak_mebi
from exports.cells.frames import CellReader
from exports.cells.kept_files import keep_file
from exports.cells.released_cells import ReleasedCells, read_released_cells
from exports.cells.snapshot import SnapshotEdition
from exports.cells.text_formats import write_csv, write_json
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import EDITIONS
from exports.formats.parquet_file import EXACT
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import BlobStore
from returnonce.clock import SystemClock
from returnonce.db import reading
from returnonce.settings import Settings

WRITERS = {"csv": write_csv, "json": write_json}
PIECE = 1 << 16


def main(folder: Path, out: Path, councils: int, periods: int, form: str) -> None:
    """Leave seconds, processor seconds and peak memory in ``result.json`` under ``out``."""
    shutil.rmtree(folder, ignore_errors=True)
    make(folder)
    context = AppContext(Settings(home=folder), SystemClock())
    with reading(context.engine) as session:
        (first, *_) = read_released_cells(session)
    blobs = context.blobs
    editions = list(multiply(blobs, first, councils, periods))
    before, stages, file = peak_mebi(), Stages(), out / f"cells.{form}"
    with stages.stage("ours"):
        frames = CellReader(blobs, lambda one: f"/v1/editions/{'/'.join(one.key)}/1/cells.json").read(editions)
        if form in WRITERS:
            with file.open("wb") as stream:
                stream.writelines(WRITERS[form](frames))
        else:
            file = keep_file(out, "cells", form, frames)
    with stages.stage("bare"), file.open("rb") as stream:
        while stream.read(PIECE):
            pass
    stages.save(out / "result.json", form=form, editions=len(editions), bytes=file.stat().st_size, before_mb=before)


def multiply(blobs: BlobStore, first: ReleasedCells, councils: int, periods: int) -> Iterator[SnapshotEdition]:
    """The first edition's file once more for each council and period, with other numerators."""
    cells = pl.read_parquet(BytesIO(blobs.read(EDITIONS, first.sha256)))
    for number in range(councils * periods):
        area, period = f"E{number % councils:08}", f"CY{1900 + number // councils}"
        data = BytesIO()
        cells.with_columns(
            return_area=pl.lit(area), area=pl.lit(area), return_period=pl.lit(period), period=pl.lit(period),
            numerator=(pl.int_range(pl.len()) + number).cast(EXACT),
        ).write_parquet(data, compression="zstd")  # fmt: skip
        name = blobs.keep(EDITIONS, data.getvalue())
        key = ReturnKey("national-indicators", area, period)
        released = ReleasedCells(number, key, 1, None, datetime.now(UTC), None, "regulator", name)
        yield SnapshotEdition(released, "published")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
