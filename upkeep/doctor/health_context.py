"""What the checks look at: the store opened so that nothing can be written, the home folder, the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from mappings.ruleset.ruleset import Ruleset
from returnonce.blobs import BlobStore
from returnonce.clock import Clock
from returnonce.db import make_engine
from returnonce.settings import Settings
from returnonce.vault import Vault
from upkeep.home_files import STORE
from upkeep.readonly_sqlite import open_read_only, open_settled


@dataclass(frozen=True)
class HealthContext:
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
    def blobs(self) -> BlobStore:
        """Received files, and the cells and files of editions."""
        return BlobStore(self.home)

    @property
    def session(self) -> Session:
        """The same view of the store, for the rooms' own questions."""
        return Session(self.connection)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self.connection.execute(text(query))]


@contextmanager
def open_store_to_read(settings: Settings) -> Iterator[Connection]:
    """A connection that cannot write, on one unchanging view."""
    if settings.database_url is None:
        with open_settled(settings.home / STORE) as path, _view(_sqlite(path)) as connection:
            yield connection
        return
    engine = make_engine(settings.url)
    with _view(engine.execution_options(isolation_level="REPEATABLE READ")) as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        yield connection


@contextmanager
def _view(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _sqlite(path: Path) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: open_read_only(path), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
