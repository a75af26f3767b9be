"""Reads the store one question at a time: no lock and no view of one moment is held between two of them.

A file may be checked for minutes. On SQLite whoever reads in one transaction keeps writers out for as long; on
PostgreSQL nothing that was replaced meanwhile can be cleared away. What is read so is only ever added to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import psycopg

from returnonce.read_connection import ReadConnection
from returnonce.settings import Settings
from returnonce.sqlite_reading import BUSY_SECONDS
from returnonce.store_errors import make_unavailable


class _LateDriver:
    """The driver's connection, opened with the first question."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def connection(self) -> Any:
        if self.settings.database_url is None:
            return _open_sqlite(self.settings)
        url = self.settings.url.replace("postgresql+psycopg://", "postgresql://", 1)
        return psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=on")

    def cursor(self) -> Any:
        return self.connection.cursor()

    def close(self) -> None:
        if "connection" in vars(self):
            self.connection.close()


@contextmanager
def brief_reading(settings: Settings) -> Iterator[ReadConnection]:
    """A connection for reading, on a store that is there and up to date.

    Raises:
        Unavailable: the store is locked or gone.
    """
    driver = _LateDriver(settings)
    try:
        yield ReadConnection("sqlite" if settings.database_url is None else "postgresql", driver)
    except (sqlite3.OperationalError, psycopg.OperationalError) as error:
        raise make_unavailable(error) from error
    finally:
        driver.close()


def _open_sqlite(settings: Settings) -> sqlite3.Connection:
    uri = f"{(settings.home / 'store.sqlite3').resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return connection
