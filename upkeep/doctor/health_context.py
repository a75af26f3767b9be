"""What the checks look at: the store opened so that nothing can be written, and the application's context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from mappings.ruleset.app_context import AppContext
from returnonce.db import make_engine
from returnonce.settings import Settings
from returnonce.vault import Vault
from upkeep.home_files import STORE
from upkeep.readonly_sqlite import open_read_only, open_settled


@dataclass(frozen=True)
class HealthContext:
    """The store through a connection that cannot write, beside the settings, clock and ruleset of the application.

    A check uses neither the application's engine nor its vault: opening the one brings tables up to date, and opening
    the other makes a key. ``vault`` is None where the key is not here: what is sealed then cannot be looked into.
    """

    app: AppContext
    connection: Connection
    tables: frozenset[str]
    vault: Vault | None

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
