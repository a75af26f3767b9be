"""What the doctor looks at: the store opened so that nothing can be written, the home folder, the settings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from mappings.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.db import BUSY_SECONDS, make_engine
from returnonce.settings import Settings
from returnonce.vault import Vault


@dataclass(frozen=True)
class Patient:
    """``vault`` is None where the key is not here: what is sealed then cannot be looked into."""

    connection: Connection
    settings: Settings
    clock: Clock
    ruleset: Ruleset
    vault: Vault | None
    tables: frozenset[str]

    @property
    def home(self) -> Path:
        """Where the files lie."""
        return self.settings.home

    @property
    def session(self) -> Session:
        """The same view of the store, for the rooms' own questions."""
        return Session(self.connection)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self.connection.execute(text(query))]


@contextmanager
def opened(settings: Settings) -> Iterator[Connection]:
    """A connection that cannot write, on one unchanging view."""
    engine = _sqlite(settings.home / "store.sqlite3") if settings.database_url is None else make_engine(settings.url)
    try:
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                yield connection
        else:
            with engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
                connection.execute(text("SET TRANSACTION READ ONLY"))
                yield connection
    finally:
        engine.dispose()


def _sqlite(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        made.execute("PRAGMA query_only=ON")
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
