"""The whole return of a nation as one Parquet file, made before anybody asks: as its recipient reads it who may read
all areas, and as everybody does.

A file is named as the answer is that it will be, so that a stale one is never sent. Backups leave the folder out; it
may be deleted any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

from exports.cells.cell_selection import CellSelection
from exports.cells.kept_files import NATIONS, write_file
from exports.cells.released_cells import ReleasedCells
from exports.cells.snapshot import DEFAULT_AUDIENCES, SnapshotChoice, take_snapshot
from returnonce.blobs import BlobStore

#: Of one area alone there is its edition's own file.
LEAST_AREAS = 2


def make_nation_files(home: Path, blobs: BlobStore, released: Iterable[ReleasedCells], now: datetime) -> int:
    """Make those that are not there yet, and remove what is not the latest any longer; how many were made.

    ``released``: those of all editions, in the order of :func:`~exports.cells.released_cells.read_released_cells`.

    Raises:
        NoRoom: the disk is full.
        Unavailable: the bytes of an edition are gone, or were altered.
    """
    files = {home / NATIONS / f"{one.key('parquet')}.parquet": one for one in _list_selections(released, now)}
    missing = [path for path in files if not path.is_file()]
    for path in missing:
        write_file(path, files[path].read(home, blobs, {}))
    for path in (home / NATIONS).glob("*.parquet"):
        # Who reads it at this moment has it open, and reads on.
        if path not in files:
            path.unlink(missing_ok=True)
    return len(missing)


def _list_selections(released: Iterable[ReleasedCells], now: datetime) -> Iterator[CellSelection]:
    choice = SnapshotChoice(DEFAULT_AUDIENCES, now)
    for _, editions in groupby(released, key=lambda one: (one.key.return_code, one.key.period)):
        group = [one for one in editions if one.audience in DEFAULT_AUDIENCES]
        for members in (group, [one for one in group if one.audience == "public"]):
            snapshot = take_snapshot(members, choice, lambda _: True)
            if len(snapshot.editions) >= LEAST_AREAS:
                yield CellSelection(snapshot)
