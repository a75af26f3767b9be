"""The store: SQLite embedded, PostgreSQL by one URL, the same schema and migrations on both."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import NullPool, QueuePool
from sqlmodel import Session, create_engine

from returnonce import audit, row_hashes
from returnonce.errors import NotFound, Unavailable, WrongUsage
from returnonce.settings import Settings
from returnonce.sqlite_reading import BUSY_SECONDS, MIGRATIONS, RESTORING, newest_revision
from returnonce.store_errors import make_unavailable
from returnonce.store_revision import check_not_newer, read_revision

#: What the migrations make of an empty SQLite store; ``python -m migrations.sqlite_tables`` writes it anew.
SQLITE_TABLES = MIGRATIONS / "sqlite_tables.sql"
#: One writer at a time keeps the audit chain and each slice's versions in one order.
WRITER_LOCK = 0x52455455
#: Seconds that a quick question waits for a connection, and for its answer.
PROBE_SECONDS = 5


def open_store(settings: Settings, *, may_make: bool = True, lives_long: bool = False) -> Engine:
    """An engine on a store that is there and up to date. ``may_make``: where there is none, one is made.
    ``lives_long``: as for :func:`make_engine`.

    Raises:
        NotFound: there is none, and none may be made.
        Conflict: a newer release has upgraded the store.
        Unavailable: the store cannot be reached or made.
        WrongUsage: the URL names a database that is neither SQLite nor PostgreSQL.
    """
    if (settings.home / RESTORING).exists():
        raise Unavailable(
            "A backup is being restored here, or its restoring was stopped.", where="RETURNONCE_HOME",
            mend="Wait for it, or run returnonce restore again with the same backup.",
        )  # fmt: skip
    if not may_make and lacks_store(settings):
        raise _no_store(f"There is no store in {settings.home}.")
    try:
        make_private_home(settings)
    except OSError as error:
        raise Unavailable(
            f"The home folder cannot be made ({type(error).__name__}).", where="RETURNONCE_HOME",
            mend="Name a folder that you may write to.",
        ) from error  # fmt: skip
    engine = make_engine(settings.url, pool_of(settings), lives_long=lives_long)
    try:
        migrate(engine, may_make=may_make)
    except Exception as error:
        engine.dispose()
        if isinstance(error, DatabaseError):
            raise make_unavailable(error) from error
        raise
    return engine


def make_private_home(settings: Settings) -> None:
    """Make the home folder, and an embedded store's file in it, for its owner's eyes only, whatever the umask."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.database_url is None:
        # SQLite gives the files beside it the mode of this one.
        os.close(os.open(settings.home / "store.sqlite3", os.O_RDWR | os.O_CREAT, 0o600))


def pool_of(settings: Settings) -> Mapping[str, int]:
    """What the settings say of the pool of connections to PostgreSQL."""
    return {
        "pool_size": settings.pool_size, "max_overflow": settings.pool_extra, "pool_timeout": settings.pool_wait,
    }  # fmt: skip


def make_engine(url: str, pool: Mapping[str, Any] = MappingProxyType({}), *, lives_long: bool = False) -> Engine:
    """An engine with our pragmas and transactions; touches nothing yet. ``pool``: of connections to PostgreSQL.

    ``lives_long``: connections to SQLite are kept for the next question, since each new one reads the whole schema
    anew, which costs more than most questions.
    """
    if url.startswith("sqlite:"):
        # With a write-ahead log, whoever closes a file that was replaced removes the log of the one that lies there.
        lives_long = lives_long and not wal_is_safe()
        how: dict[str, Any] = {"poolclass": QueuePool, "max_overflow": -1} if lives_long else {"poolclass": NullPool}
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **how)
        event.listen(engine, "connect", _prepare_sqlite)
        if lives_long:
            path = str(engine.url.database)
            event.listen(engine, "connect", partial(_note_file, path))
            event.listen(engine, "checkout", partial(_check_same_file, path))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.startswith("postgresql"):
        return create_engine(url, pool_pre_ping=True, **pool)
    raise WrongUsage(
        "The store must be SQLite or PostgreSQL.",
        where="RETURNONCE_DATABASE_URL",
        mend="Give postgresql://user@host/database, or leave it out for SQLite.",
    )


def make_probe_engine(engine: Engine) -> Engine:
    """An engine on the same store for quick questions: no pool to wait for, and silence is not waited for."""
    if engine.dialect.name == "sqlite":
        return engine
    patience = {"connect_timeout": PROBE_SECONDS, "options": f"-c statement_timeout={PROBE_SECONDS}s"}
    return create_engine(engine.url, poolclass=NullPool, connect_args=patience)


def lacks_store(settings: Settings) -> bool:
    """Whether the embedded store was never made in this home, or its file is gone."""
    return settings.database_url is None and not (settings.home / "store.sqlite3").exists()


def _no_store(what: str) -> NotFound:
    mend = "returnonce start makes a council's workspace with a store, and returnonce init a store alone."
    return NotFound(what, mend=mend)


def migrate(engine: Engine, *, may_make: bool = True) -> None:
    """Bring the schema to the newest revision; nothing is locked or written where it is already there.

    Raises:
        NotFound: the database holds no store, and none may be made.
        Conflict: a newer release has upgraded the store.
        DatabaseError: the store cannot be reached, or is none.
    """
    newest = newest_revision()
    with engine.connect() as connection:
        revision = read_revision(connection)
        if revision == newest:
            return
        if revision is None and not may_make:
            raise _no_store("The database holds no store.")
        check_not_newer(revision)
    with engine.execution_options(immediate=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
        elif not inspect(connection).get_table_names():
            _make_tables(connection)
        # Another process may have done it meanwhile.
        if read_revision(connection) != newest:
            run_migrations(connection)


def _make_tables(connection: Connection) -> None:
    """All tables of an empty SQLite store, as the migrations make them one after the other."""
    for statement in SQLITE_TABLES.read_text(encoding="utf-8").split(";\n"):
        connection.exec_driver_sql(statement)


def run_migrations(connection: Connection, revision: str = "head") -> None:
    """The migrations up to a revision that the store does not have yet, in the connection's transaction."""
    # A store that is up to date does not wait for the library.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """The only way to write: one writer, all or nothing, committed once on leaving.

    Raises:
        Unavailable: the store is locked, full or gone; nothing was written.
    """
    try:
        with Session(engine.execution_options(immediate=True)) as session, session.begin():
            if engine.dialect.name == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            row_hashes.note_added_rows(session)
            yield session
            audit.bind_remaining_rows(session)
    except _list_raised() as error:
        raise _in_words(error) from error


@contextmanager
def counting(engine: Engine) -> Iterator[Connection]:
    """A short write on PostgreSQL beside the one writer: of counts that no act speaks of, and that may be lost with
    the machine.

    Raises:
        Unavailable: the store is gone or full.
    """
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL synchronous_commit TO off"))
            yield connection
    except _list_raised() as error:
        raise _in_words(error) from error


def database_seconds(connection: Connection) -> float:
    """Seconds since 1970 by the clock of PostgreSQL, which is the same to every machine."""
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One unchanging view of the store, for reading only."""
    try:
        isolation = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with Session(engine.execution_options(**isolation)) as session:
            yield session
    except _list_raised() as error:
        raise _in_words(error) from error


def _list_raised() -> tuple[type[Exception], ...]:
    """What a store that is away, busy or full raises: by itself, and past SQLAlchemy from bulk loads."""
    # A driver that was never loaded raised nothing, and a command on an embedded store does not wait for it.
    psycopg = sys.modules.get("psycopg")
    own = (psycopg.OperationalError,) if psycopg else ()
    return (DBAPIError, NoConnectionFree, sqlite3.OperationalError, *own)


def raw_connection(session: Session) -> Any:
    """The driver's own connection of this session's transaction, for bulk loads."""
    return session.connection().connection.driver_connection


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """False for SQLite libraries with the WAL-reset bug, mended in 3.51.3 and again from 3.53.0.

    Source: sqlite.org release notes; 3.52.0 was withdrawn.
    """
    return version >= (3, 53, 0) or (3, 51, 3) <= version < (3, 52, 0)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself, or BEGIN IMMEDIATE would come too late.
    connection.isolation_level = None
    journal = "WAL" if wal_is_safe() else "TRUNCATE"
    for pragma in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _note_file(path: str, _connection: Any, record: Any) -> None:
    record.info["file"] = _identify_file(path)


def _check_same_file(path: str, _connection: Any, record: Any, _proxy: Any) -> None:
    """Have another connection made where another file lies there than this one opened, as after a restore."""
    if record.info["file"] != _identify_file(path):
        raise DisconnectionError("the store's file is another one")


def _identify_file(path: str) -> tuple[int, int] | None:
    with suppress(FileNotFoundError):
        about = os.stat(path)
        return about.st_dev, about.st_ino
    return None


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another has written.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _in_words(error: Exception) -> Exception:
    """Errors of the store as errors for people; a bug of ours stays what it is."""
    if isinstance(error, DBAPIError) and not isinstance(error, OperationalError) and not error.connection_invalidated:
        return error
    return make_unavailable(error)
