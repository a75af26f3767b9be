"""One unchanging view of a store while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from returnonce.errors import NotFound, Refused, Unavailable
from returnonce.settings import Settings
from returnonce.sqlite_reading import BUSY_SECONDS
from upkeep.backup_archive import disk_errors_in_words


@contextmanager
def open_snapshot(settings: Settings, engine: Engine, folder: Path) -> Iterator[Connection]:
    """A connection that sees the store as it was at one moment. SQLite is copied into ``folder`` first, by its own
    backup, so that writers wait no longer than the copying takes.

    Raises:
        NotFound: there is no store.
        Refused: it is damaged.
        Unavailable: it cannot be reached.
    """
    try:
        if engine.dialect.name == "sqlite":
            with _open_copy(settings.home / "store.sqlite3", folder / "store") as connection:
                yield connection
        else:
            with engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
                connection.execute(text("SET TRANSACTION READ ONLY"))
                yield connection
    except (sqlite3.Error, DBAPIError) as error:
        raise _trouble(error) from error


def read_revision(connection: Connection) -> str:
    """The schema's revision; nothing where there is no schema."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def read_audit_head(connection: Connection) -> str:
    """The newest audit row's hash, whatever the schema's revision."""
    newest = connection.execute(text("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")).scalar()
    return newest or "0" * 64


def measure_store(settings: Settings, engine: Engine) -> int:
    """Bytes of the store; an upper bound of what its rows take."""
    if engine.dialect.name == "sqlite":
        path = settings.home / "store.sqlite3"
        return path.stat().st_size if path.exists() else 0
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0)
    except DBAPIError as error:
        raise _trouble(error) from error


@contextmanager
def _open_copy(path: Path, copy: Path) -> Iterator[Connection]:
    if not path.is_file():
        raise NotFound("There is no store here.", where="RETURNONCE_HOME", mend="Name the home folder that holds it.")
    with disk_errors_in_words("A copy of the store"):
        source = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=BUSY_SECONDS)
        target = sqlite3.connect(copy)
        try:
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target)
            verdict = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            source.close()
            target.close()
    if verdict != "ok":
        raise Refused(
            "The store is damaged, and a backup of it would be too.", where="store.sqlite3",
            mend="returnonce doctor says what is wrong; restore the newest backup that is sound.",
        )  # fmt: skip
    engine = create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _trouble(error: Exception) -> Unavailable:
    kind = type(getattr(error, "orig", error)).__name__
    return Unavailable(
        f"The store cannot be read ({kind}).", mend="Nothing was kept; try again, or ask your administrator."
    )
