"""The cells of all editions of a return and period in one file for each audience, so that a question about many areas
opens one file and not one for each of them.

It holds what the editions' own data files hold, and knows them by their hashes; an edition that it lacks is read from
its own. Its name follows from these hashes, so that it never changes. Backups leave the folder out; it may be deleted
any time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl

from exports.cells.released_cells import ReleasedCells
from exports.editions.storage.edition_blobs import EDITIONS
from returnonce.blobs import BlobStore
from returnonce.blobs.files import NO_ROOM, disk_full, make_folder
from returnonce.scratch import scratch

FOLDER = "cache/gathered"
#: Of fewer editions the files are read as they are.
LEAST_EDITIONS = 8
#: Rows that are compressed together: about those of the editions that are in memory at once.
ROWS_OF_A_PIECE = 1 << 14
_ORDINAL = "_ordinal"


class GatheredGroup(NamedTuple):
    """Whose editions lie together."""

    return_code: str
    period: str
    audience: str


def group_of(one: ReleasedCells) -> GatheredGroup:
    """The group whose file holds an edition's cells."""
    return GatheredGroup(one.key.return_code, one.key.period, one.audience)


class EditionRows(NamedTuple):
    """Where in a file the cells of one edition are: the how-manieth it is, its first row (both from 0), how many."""

    ordinal: int
    first: int
    height: int


@dataclass(frozen=True)
class GatheredFile:
    """One such file. ``editions``: where the cells of each data file are, by its hash."""

    path: Path
    editions: Mapping[str, EditionRows]

    def scan(self, hashes: Iterable[str]) -> pl.LazyFrame:
        """The rows of data files that it holds, in its own order."""
        places = [self.editions[one] for one in hashes]
        first = min(one.first for one in places)
        count = max(one.first + one.height for one in places) - first
        rows = pl.scan_parquet(self.path).slice(first, count)
        if sum(one.height for one in places) == count:
            return rows
        return rows.filter(pl.col(_ORDINAL).is_in([one.ordinal for one in places]))


def find_gathered_file(home: Path, group: GatheredGroup) -> GatheredFile | None:
    """The newest file of a group; None where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, pl.exceptions.PolarsError):
        path = max(_folder(home, group).glob("*.parquet"), key=lambda one: one.stat().st_mtime_ns)
        return GatheredFile(path, _read_places(path))
    return None


def gather_cells(home: Path, blobs: BlobStore, released: Iterable[ReleasedCells]) -> int:
    """Make each group's file that is not there yet, and remove what is not wanted any longer; how many were made.

    ``released``: those of all editions, in the order of :func:`~exports.cells.released_cells.read_released_cells`.

    Raises:
        NoRoom: the disk is full.
        Unavailable: the bytes of an edition are gone, or were altered.
    """
    groups: dict[GatheredGroup, dict[str, None]] = {}
    for one in released:
        groups.setdefault(group_of(one), {})[one.sha256] = None
    paths = {
        group: _path(home, group, [*hashes]) for group, hashes in groups.items() if len(hashes) >= LEAST_EDITIONS
    }  # fmt: skip
    missing = [group for group, path in paths.items() if not path.is_file()]
    for group in missing:
        _make(paths[group], blobs, [*groups[group]])
    _remove_others(home, {*paths.values()})
    return len(missing)


def _folder(home: Path, group: GatheredGroup) -> Path:
    # Bytes of another Polars may differ; a code may hold what no file name can.
    return home / FOLDER / _digest(*group, pl.__version__)


def _path(home: Path, group: GatheredGroup, hashes: Sequence[str]) -> Path:
    return _folder(home, group) / f"{_digest(*hashes)}.parquet"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:32]


@lru_cache(maxsize=256)
def _read_places(path: Path) -> dict[str, EditionRows]:
    return {name: EditionRows(*place) for name, place in json.loads(pl.read_parquet_metadata(path)["editions"]).items()}


def _make(path: Path, blobs: BlobStore, hashes: Sequence[str]) -> None:
    make_folder(path.parent, private=True)
    try:
        with scratch(path.parent) as folder:
            places = _write_parts(folder, blobs, hashes)
            pl.scan_parquet(sorted(folder.glob("part-*"))).sink_parquet(
                folder / path.name, compression="zstd", statistics=False, row_group_size=ROWS_OF_A_PIECE,
                metadata={"editions": json.dumps(places)},
            )  # fmt: skip
            (folder / path.name).chmod(0o600)
            (folder / path.name).replace(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise disk_full() from error
        raise


def _write_parts(folder: Path, blobs: BlobStore, hashes: Sequence[str]) -> dict[str, EditionRows]:
    """Of one edition at a time; those of a part are in memory together."""
    places: dict[str, EditionRows] = {}
    first = 0
    for part, members in groupby(enumerate(hashes), key=lambda one: one[0] // 64):
        frames = []
        for ordinal, name in members:
            frame = pl.read_parquet(BytesIO(blobs.read(EDITIONS, name)))
            frames.append(frame.with_columns(pl.lit(ordinal, pl.Int32).alias(_ORDINAL)))
            places[name] = EditionRows(ordinal, first, frame.height)
            first += frame.height
        pl.concat(frames).write_parquet(folder / f"part-{part:06}", compression="lz4", statistics=False)
    return places


def _remove_others(home: Path, paths: set[Path]) -> None:
    for folder in (home / FOLDER).glob("*"):
        for path in folder.glob("*.parquet"):
            # Who reads it at this moment reads the editions' own files instead.
            if path not in paths:
                path.unlink(missing_ok=True)
        if not any(path.parent == folder for path in paths):
            shutil.rmtree(folder, ignore_errors=True)
