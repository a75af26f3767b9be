"""Fresh stores for tests: each copied from one that was migrated once, since migrating takes longer than most tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from returnonce.db import open_store
from returnonce.settings import Settings

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
FILE = "store.sqlite3"


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server, and a database of our own on it beside a migrated one to copy."""

    admin: psycopg.Connection
    url: str
    name: str

    def empty(self) -> None:
        """Our database, without a table."""
        self._make("template0")

    def migrated(self) -> None:
        """Our database, at the newest revision."""
        self._make(f"{self.name}_made")

    def _make(self, template: str) -> None:
        self.admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.admin.execute(f"CREATE DATABASE {self.name} TEMPLATE {template}")


@contextmanager
def serving(home: Path) -> Iterator[PostgresServer]:
    """The server that ``RETURNONCE_TEST_POSTGRES_URL`` names, or one on this machine.

    Raises:
        psycopg.OperationalError: none answers.
    """
    url = os.environ.get("RETURNONCE_TEST_POSTGRES_URL") or LOCAL
    name = f"returnonce_test_{os.getpid()}"
    with psycopg.connect(url, autocommit=True, connect_timeout=3) as admin:
        server = PostgresServer(admin, urlunsplit(urlsplit(url)._replace(path=f"/{name}")), name)
        made = f"{name}_made"
        admin.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {made}")
        open_store(Settings(home=home, database_url=f"{server.url}_made")).dispose()
        server.empty()
        yield server
        for each in (name, made):
            admin.execute(f"DROP DATABASE IF EXISTS {each} WITH (FORCE)")


def copied(made: Path, home: Path) -> None:
    """Put a migrated SQLite store under a home that has none."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / FILE).exists():
        shutil.copyfile(made / FILE, home / FILE)
