"""Checks of the store itself: its schema, its pages, its references."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from alembic.script import ScriptDirectory
from sqlalchemy import text

from returnonce import row_hashes
from returnonce.db import wal_is_safe
from returnonce.sqlite_reading import MIGRATIONS, RESTORING
from upkeep.doctor.health_context import HealthContext


def opens(context: HealthContext) -> Iterator[str]:
    """It was opened, or nothing else could be looked at."""
    if not context.tables:
        yield "there is no store here"


def home_whole(context: HealthContext) -> Iterator[str]:
    """Nothing is left of a restore that was stopped."""
    if (context.app.home / RESTORING).exists():
        yield RESTORING


def schema_newest(context: HealthContext) -> Iterator[str]:
    """The schema's revision is the newest that this release knows."""
    revisions = context.rows("SELECT version_num FROM alembic_version")
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if revisions != [(newest,)]:
        yield f"revision {', '.join(str(row[0]) for row in revisions) or 'none'} and not {newest}"


def tables_known(context: HealthContext) -> Iterator[str]:
    """The tables are those that are known to be bound or to change."""
    names = row_hashes.load_table_hashing().tables
    yield from (f"no table {name}" for name in sorted(names - context.tables))
    yield from (f"a table {name} that nobody knows" for name in sorted(context.tables - names))


def database_sound(context: HealthContext) -> Iterator[str]:
    """The database's own check of its pages; on PostgreSQL where its extension for that is installed."""
    if context.connection.dialect.name == "sqlite":
        messages = (str(row[0]) for row in context.rows("PRAGMA integrity_check(20)"))
        yield from (message for message in messages if message != "ok")
        return
    if context.rows("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'"):
        indexes = context.rows(
            "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am m ON m.oid = c.relam WHERE m.amname = 'btree'"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
        for (name,) in indexes:
            context.connection.execute(text("SELECT bt_index_check(CAST(:name AS regclass))"), {"name": name})


def references_sound(context: HealthContext) -> Iterator[str]:
    """Rows refer to rows; PostgreSQL keeps to it unless somebody took the rule away."""
    if context.connection.dialect.name == "sqlite":
        for table, row, parent, _ in context.rows("PRAGMA foreign_key_check"):
            yield f"{table} row {row} refers to a row of {parent}"
        return
    for (name,) in context.rows("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"):
        yield f"the rule {name} is not in force"


def journal_safe(context: HealthContext) -> Iterator[str]:
    """WAL only with a library that is mended."""
    if context.connection.dialect.name == "sqlite":
        [(mode,)] = context.rows("PRAGMA journal_mode")
        if str(mode) == "wal" and not wal_is_safe():
            yield f"SQLite {sqlite3.sqlite_version} and WAL"
