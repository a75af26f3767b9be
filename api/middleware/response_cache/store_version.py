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

#: On PostgreSQL, how old the mark may be, in seconds; so long after it is revoked, a key may still open what it did.
MAX_AGE = 1.0
#: On SQLite, how often it is looked whether the file is still the same one, in seconds.
FILE_CHECK_INTERVAL = 0.5


class StoreVersionReader(Protocol):
    """Marks compare equal while nothing was written. None: not known now, so nothing may rest on it."""

    def current(self) -> Hashable | None:
        """What is known without waiting."""

    async def read(self) -> Hashable | None:
        """As the store says it."""

    def close(self) -> None:
        """Let go of the store."""


def store_version_reader(engine: Engine) -> StoreVersionReader:
    """The watch of a store."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path is not None:
        return SqliteVersionReader(Path(path))
    return AuditVersionReader(engine)


class SqliteVersionReader:
    """SQLite counts the writes of other connections (``PRAGMA data_version``); asking costs some microseconds.

    A store that was put in the place of another, as a restore does, is told by its file's number.
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
            self._connection = file_number, _connected(self.path)
        self._checked_at = now
        return self._connection

    async def read(self) -> Hashable | None:
        return self.current()

    def close(self) -> None:
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None


class AuditVersionReader:
    """The newest row of the audit trail, which every write adds to; asked for at most once in :data:`STALE` seconds,
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
                # Taken before the question, so that the mark is never older than it says.
                asked_at = time.monotonic()
                head = await to_thread.run_sync(self._head)
                self._latest = None if head is None else (asked_at, head)
            return head

    def _head(self) -> str | None:
        try:
            with reading(self.engine) as session:
                return audit.head(session)
        except (SQLAlchemyError, Unavailable):
            return None

    def close(self) -> None:
        self._latest = None


def _connected(path: Path) -> sqlite3.Connection:
    # Never waits: a store that is being written to has no mark just now. Read-only, so that nothing can be made of it.
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
