"""Whether the store is still as it was: a mark that is another one after anything was written."""

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
STALE = 1.0
#: On SQLite, how often it is looked whether the file is still the same one, in seconds.
LOOK = 0.5


class Watch(Protocol):
    """Marks compare equal while nothing was written. None: not known now, so nothing may rest on it."""

    def mark(self) -> Hashable | None:
        """What is known without waiting."""

    async def ask(self) -> Hashable | None:
        """As the store says it."""

    def close(self) -> None:
        """Let go of the store."""


def watch(engine: Engine) -> Watch:
    """The watch of a store."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path is not None:
        return SqliteWatch(Path(path))
    return AuditWatch(engine)


class SqliteWatch:
    """SQLite counts the writes of other connections (``PRAGMA data_version``); asking costs some microseconds.

    A store that was put in the place of another, as a restore does, is told by its file's number.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: tuple[tuple[int, int], sqlite3.Connection] | None = None
        self._looked = 0.0

    def mark(self) -> Hashable | None:
        try:
            there, connection = self._there()
            row = connection.execute("PRAGMA data_version").fetchone()
        except (OSError, sqlite3.Error):
            return None
        return (*there, row[0])

    def _there(self) -> tuple[tuple[int, int], sqlite3.Connection]:
        now = time.monotonic()
        if self._held is not None and now - self._looked < LOOK:
            return self._held
        found = os.stat(self.path)
        there = (found.st_dev, found.st_ino)
        if self._held is None or self._held[0] != there:
            self.close()
            self._held = there, _connected(self.path)
        self._looked = now
        return self._held

    async def ask(self) -> Hashable | None:
        return self.mark()

    def close(self) -> None:
        if self._held is not None:
            self._held[1].close()
            self._held = None


class AuditWatch:
    """The newest row of the audit trail, which every write adds to; asked for at most once in :data:`STALE` seconds,
    off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._known: tuple[float, Hashable] | None = None
        self._lock: Lock | None = None

    def mark(self) -> Hashable | None:
        known = self._known
        return known[1] if known is not None and time.monotonic() - known[0] < STALE else None

    async def ask(self) -> Hashable | None:
        self._lock = self._lock or Lock()
        async with self._lock:
            known = self.mark()
            if known is None:
                # Taken before the question, so that the mark is never older than it says.
                asked_at = time.monotonic()
                known = await to_thread.run_sync(self._head)
                self._known = None if known is None else (asked_at, known)
            return known

    def _head(self) -> str | None:
        try:
            with reading(self.engine) as session:
                return audit.head(session)
        except (SQLAlchemyError, Unavailable):
            return None

    def close(self) -> None:
        self._known = None


def _connected(path: Path) -> sqlite3.Connection:
    # Never waits: a store that is being written to has no mark just now. Read-only, so that nothing can be made of it.
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
