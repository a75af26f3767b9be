"""Opens a SQLite store to read and not to write, also where a process was killed while it wrote.

What such a process had begun stands in the store's journal until a process that may write rolls it back. One that may
only read rolls it back in a copy.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from returnonce.scratch import scratch
from returnonce.sqlite_reading import BUSY_SECONDS

#: What SQLite says where it would have to write before it can read.
_CUT_OFF = {"SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY"}
#: The journal first: whoever takes an act back meanwhile writes nothing but what it holds.
_FILES = ("-journal", "-wal", "")


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return connection


@contextmanager
def open_settled(path: Path) -> Iterator[Path]:
    """The store; or a copy of it for as long as this is open, in which an act that was cut off is taken back."""
    if not _is_cut_off(path):
        yield path
        return
    with scratch() as folder:
        _copy(path, folder)
        # Where somebody took it back meanwhile, the copy may be torn, and the store itself can be read.
        yield folder / path.name if _is_cut_off(path) else path


def _is_cut_off(path: Path) -> bool:
    try:
        with closing(open_read_only(path)) as store:
            store.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorname", "") in _CUT_OFF
    return False


def _copy(path: Path, folder: Path) -> None:
    try:
        for ending in _FILES:
            if (source := path.with_name(path.name + ending)).exists():
                shutil.copyfile(source, folder / source.name)
    except OSError as error:
        raise sqlite3.OperationalError("no room for a copy of the store") from error
    with closing(sqlite3.connect(folder / path.name)) as store:
        store.execute("SELECT count(*) FROM sqlite_master").fetchone()
