"""Stores to test against: SQLite always, PostgreSQL where a server answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.logs import configure
from returnonce.settings import Settings

# A busy machine is no fault of the code: examples may take as long as they need.
hypothesis_settings.register_profile("patient", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("patient")

# As every door does: else a bug under test would print every variable there is, at great length.
configure(Settings())

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """The URL of an empty database of our own; skipped aloud where no server answers."""
    given = os.environ.get("RETURNONCE_TEST_POSTGRES_URL")
    server = given or LOCAL
    try:
        admin = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if given or os.environ.get("RETURNONCE_TEST_POSTGRES_REQUIRED"):
            raise
        pytest.skip(f"no PostgreSQL server answers on 127.0.0.1:5432 ({type(error).__name__})")
    name = f"returnonce_test_{os.getpid()}"
    with admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a fresh store, once on each database."""
    if request.param == "sqlite":
        return Settings(home=tmp_path / "var")
    url = request.getfixturevalue("postgres_database")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return Settings(home=tmp_path / "var", database_url=url)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A fresh, migrated store on each database."""
    engine = open_store(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """For tests in which the database plays no part."""
    return Settings(home=tmp_path / "var")


@pytest.fixture
def sqlite_engine(sqlite_settings: Settings) -> Iterator[Engine]:
    engine = open_store(sqlite_settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference files, where there is one."""
    folder = Path(os.environ.get("RETURNONCE_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "reference").is_dir():
        pytest.skip("the folder of reference files is not here (RETURNONCE_SHARED names it)")
    return folder
