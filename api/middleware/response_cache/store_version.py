"""The version of the store: a value that differs after every write, cheap to ask for."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Hashable
from pathlib import Path
from typing import Protocol

from anyio import Lock, to_thread
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from returnonce import audit
from returnonce.db import reading
from returnonce.errors import Unavailable

#: On PostgreSQL, how old the version may be, in seconds; a revoked key may work for so long.
MAX_AGE = 1.0
#: On SQLite, how often to check that the file was not replaced, in seconds.
FILE_CHECK_INTERVAL = 0.5


class StoreVersionReader(Protocol):
    """Versions compare equal while nothing was written. None: not known, so nothing may be answered from the cache."""

    def current(self) -> Hashable | None:
        """The version, if it is known without waiting."""

    async def read(self) -> Hashable | None:
        """The version from the store."""

    def close(self) -> None:
        """Close the connection."""


def store_version_reader(engine: Engine) -> StoreVersionReader:
    """The reader for a store's kind of database."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path is not None:
        return SqliteVersionReader(Path(path))
    return AuditVersionReader(engine)


class SqliteVersionReader:
    """SQLite counts the writes of other connections (``PRAGMA data_version``); asking costs some microseconds.

    A replaced file, as after a restore, is noticed by its inode number.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: tuple[tuple[int, int], sqlite3.Connection] | None = None
        self._checked_at = 0.0

    def current(self) -> Hashable | None:
        try:
            file_number, connection = self._open_file()
            row = connection.execute("PRAGMA data_version").fetchone()
        except (OSError, sqlite3.Error):
            return None
        return (*file_number, row[0])

    def _open_file(self) -> tuple[tuple[int, int], sqlite3.Connection]:
        now = time.monotonic()
        if self._connection is not None and now - self._checked_at < FILE_CHECK_INTERVAL:
            return self._connection
        status = os.stat(self.path)
        file_number = (status.st_dev, status.st_ino)
        if self._connection is None or self._connection[0] != file_number:
            self.close()
            self._connection = file_number, _connect(self.path)
        self._checked_at = now
        return self._connection

    async def read(self) -> Hashable | None:
        return self.current()

    def close(self) -> None:
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None


class AuditVersionReader:
    """The newest row of the audit trail, which every write adds to; asked for at most once in :data:`MAX_AGE` seconds,
    off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._latest: tuple[float, Hashable] | None = None
        self._lock: Lock | None = None

    def current(self) -> Hashable | None:
        latest = self._latest
        return latest[1] if latest is not None and time.monotonic() - latest[0] < MAX_AGE else None

    async def read(self) -> Hashable | None:
        self._lock = self._lock or Lock()
        async with self._lock:
            head = self.current()
            if head is None:
                # Taken before the query, so that the version is never older than it says.
                asked_at = time.monotonic()
                head = await to_thread.run_sync(self._head)
                self._latest = None if head is None else (asked_at, head)
            return head

    def _head(self) -> str | None:
        try:
            with reading(self.engine) as session:
                return audit.read_head(session)
        except (SQLAlchemyError, Unavailable):
            return None

    def close(self) -> None:
        self._latest = None


def _connect(path: Path) -> sqlite3.Connection:
    # Never waits: while a write is under way there is no version. Read-only, so that no file is created.
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
