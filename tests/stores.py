"""Fresh stores for tests: each copied from one that was migrated once, since migrating takes longer than most tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from returnonce.db import open_store
from returnonce.settings import Settings

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
FILE = "store.sqlite3"


#: Everything of a database but its rows: columns, constraints, triggers, functions, views, indexes and schemas.
SHAPE = """
SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
  SELECT concat_ws(' ', c.relname, c.relkind, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   pg_get_expr(d.adbin, d.adrelid)) AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', conname, conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', viewname, definition) FROM pg_views WHERE schemaname = 'public'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'
) AS lines"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
#: Sequences that have given out a number begin again at the first.
RESTART = "SELECT setval(format('public.%I', sequencename), start_value, false) FROM pg_sequences WHERE last_value > 0"
OTHERS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server, and a database of our own on it beside a migrated one to copy."""

    admin: psycopg.Connection
    url: str
    name: str
    #: What the migrated database is like without its rows, and the rows that it has.
    made: tuple[str, dict[str, list[tuple[object, ...]]]]

    def empty(self) -> None:
        """Our database, without a table."""
        self._make("template0")

    def migrated(self) -> None:
        """Our database, at the newest revision: emptied if the test before left its tables as they are, else made anew.

        Making one takes ten times as long, since the server writes all that it holds to the disk for each.
        """
        if not self._emptied():
            self._make(f"{self.name}_made")

    def _emptied(self) -> bool:
        self.admin.execute(OTHERS, [self.name])
        with psycopg.connect(self.url, autocommit=True) as connection:
            shape, rows = describe(connection)
            if shape != self.made[0] or any(rows.get(table) != first for table, first in self.made[1].items()):
                return False
            # Keys are not looked at, nor does a trigger forbid it.
            connection.execute("SET session_replication_role = replica")
            for table in rows.keys() - self.made[1].keys():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute(RESTART)
        return True

    def _make(self, template: str) -> None:
        self.admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.admin.execute(f"CREATE DATABASE {self.name} TEMPLATE {template}")


def describe(connection: psycopg.Connection) -> tuple[str, dict[str, list[tuple[object, ...]]]]:
    """The shape of a database, and for each table that has rows the first of them."""
    [shape] = connection.execute(SHAPE).fetchone() or [""]
    tables = tuple(table for (table,) in connection.execute(TABLES))
    filled = [table for (table,) in connection.execute(_which_are_filled(tables))] if tables else []
    first = sql.SQL("SELECT * FROM {} LIMIT 1")
    return shape, {table: connection.execute(first.format(sql.Identifier(table))).fetchall() for table in filled}


@cache
def _which_are_filled(tables: tuple[str, ...]) -> bytes:
    """The query that names those of the tables that have rows."""
    select = sql.SQL("SELECT {} FROM (SELECT 1 FROM {} LIMIT 1) AS one")
    queries = [select.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    return sql.SQL(" UNION ALL ").join(queries).as_bytes(None)


@contextmanager
def serving(home: Path) -> Iterator[PostgresServer]:
    """The server that ``RETURNONCE_TEST_POSTGRES_URL`` names, or one on this machine.

    Raises:
        psycopg.OperationalError: none answers.
    """
    url = os.environ.get("RETURNONCE_TEST_POSTGRES_URL") or LOCAL
    name = f"returnonce_test_{os.getpid()}"
    with psycopg.connect(url, autocommit=True, connect_timeout=3) as admin:
        our_url, made = urlunsplit(urlsplit(url)._replace(path=f"/{name}")), f"{name}_made"
        admin.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {made}")
        open_store(Settings(home=home, database_url=f"{our_url}_made")).dispose()
        with psycopg.connect(f"{our_url}_made", autocommit=True) as connection:
            server = PostgresServer(admin, our_url, name, describe(connection))
        server.empty()
        yield server
        for each in (name, made):
            admin.execute(f"DROP DATABASE IF EXISTS {each} WITH (FORCE)")


def copied(made: Path, home: Path) -> None:
    """Put a migrated SQLite store under a home that has none."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / FILE).exists():
        shutil.copyfile(made / FILE, home / FILE)
