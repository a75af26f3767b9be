"""Files of cells that are made once and kept ready below the home: the whole return of a nation, for one.

A file is named by all that its bytes follow from, so that it is never stale; the one least recently used goes first.
Backups leave the folder out; it may be deleted any time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import polars as pl

from exports.cells.columns import load_cell_columns
from exports.cells.frames import empty_cells
from returnonce.blobs.files import NO_ROOM, disk_full, make_folder
from returnonce.scratch import scratch

FOLDER = "cache/cells"
#: Where a job puts those that are kept ready: see :mod:`exports.cells.nation_files`.
NATIONS = "cache/nations"
MOST_FILES, MOST_BYTES = 64, 2 << 30
FORMS = ("parquet", "arrow")


def find_file(home: Path, key: str, form: str) -> Path | None:
    """The file of a key, if it is kept; it counts as used now."""
    for folder in (NATIONS, FOLDER):
        path = home / folder / f"{key}.{form}"
        with suppress(OSError):
            os.utime(path)
            return path
    return None


def keep_file(home: Path, key: str, form: str, frames: Iterable[pl.DataFrame]) -> Path:
    """Write frames as a file, a few editions in memory at a time, and keep it.

    Raises:
        NoRoom: the disk is full.
    """
    path = home / FOLDER / f"{key}.{form}"
    write_file(path, frames)
    _forget_oldest(path.parent)
    return path


def write_file(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    """Write frames as a file of the format that its name ends with. Raises as :func:`keep_file`."""
    make_folder(path.parent, private=True)
    try:
        with scratch(path.parent) as folder:
            _write(_write_parts(folder, frames), folder / path.name)
            (folder / path.name).replace(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise disk_full() from error
        raise


def _write_parts(folder: Path, frames: Iterable[pl.DataFrame]) -> list[Path]:
    names = [column.name for column in load_cell_columns()]
    parts = []
    for number, frame in enumerate(frames):
        parts.append(folder / f"part-{number:06}")
        frame.select(names).write_parquet(parts[-1], compression="lz4")
    return parts


def _write(parts: list[Path], path: Path) -> None:
    cells = pl.scan_parquet(parts) if parts else empty_cells().lazy()
    if path.suffix == ".parquet":
        cells.sink_parquet(path, compression="zstd")
    else:
        cells.sink_ipc(path, compression="zstd")
    path.chmod(0o600)


def _forget_oldest(folder: Path) -> None:
    used, files = 0, []
    for path in folder.iterdir():
        with suppress(OSError):
            files.append((path.stat().st_mtime_ns, path.stat().st_size, path)) if path.is_file() else None
    for number, (_, size, path) in enumerate(sorted(files, reverse=True)):
        used += size
        # Who reads it at this moment has it open, and reads on.
        if number and (number >= MOST_FILES or used > MOST_BYTES):
            path.unlink(missing_ok=True)
