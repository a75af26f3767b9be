"""Opens an SQLite store to read it, by Python's own driver, where its tables are up to date; the ORM is not loaded."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from returnonce.read_connection import ReadConnection
from returnonce.settings import Settings
from returnonce.store_errors import make_unavailable

MIGRATIONS = Path(__file__).parent.parent / "migrations"
#: The folder under the home in which a backup is made ready; while it is there the home is not whole.
RESTORING = ".restoring"
BUSY_SECONDS = 30


@contextmanager
def open_current_sqlite(settings: Settings) -> Iterator[ReadConnection | None]:
    """One unchanging view of the store; None where it is no SQLite store, not there, or not up to date.

    Raises:
        Unavailable: the store is locked or gone.
    """
    path = settings.home / "store.sqlite3"
    if settings.database_url is not None or not path.exists() or (settings.home / RESTORING).exists():
        yield None
        return
    try:
        uri = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as driver:
            yield ReadConnection("sqlite", driver) if _begin_current(driver) else None
    except sqlite3.OperationalError as error:
        raise make_unavailable(error) from error


def _begin_current(driver: sqlite3.Connection) -> bool:
    """Begin to read, and say whether the tables are of the newest revision."""
    # What is no store, or not yet one, is for the opening that can bring it up to date to judge.
    with suppress(sqlite3.DatabaseError):
        driver.execute("PRAGMA query_only=ON")
        driver.execute("BEGIN")
        return driver.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest_revision(),)]
    return False


def newest_revision() -> str:
    """The newest revision of the tables: the number with which its file's name begins."""
    return max(name[:4] for name in os.listdir(MIGRATIONS / "versions") if name[:4].isdigit())
