"""Stores to test against: SQLite always, PostgreSQL where a server answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.logs import configure
from returnonce.settings import Settings
from tests.stores import PostgresServer, copied, serving

# A busy machine is no fault of the code: examples may take as long as they need.
hypothesis_settings.register_profile("patient", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("patient")

# As every door does: else a bug under test would print every variable there is, at great length.
configure(Settings())

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server with a database of our own; skipped aloud where none answers."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(serving(tmp_path_factory.mktemp("postgres")))
        except psycopg.OperationalError as error:
            if set(os.environ) & {"RETURNONCE_TEST_POSTGRES_URL", "RETURNONCE_TEST_POSTGRES_REQUIRED"}:
                raise
            pytest.skip(f"no PostgreSQL server answers on 127.0.0.1:5432 ({type(error).__name__})")
        yield server


@pytest.fixture
def postgres_database(postgres: PostgresServer) -> str:
    """The URL of an empty database of our own."""
    postgres.empty()
    return postgres.url


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a migrated SQLite store, to be copied."""
    home = tmp_path_factory.mktemp("made")
    open_store(Settings(home=home)).dispose()
    return home


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a fresh store, once on each database; migrated already where the test asks for ``engine``."""
    if request.param == "sqlite":
        return Settings(home=tmp_path / "var")
    server: PostgresServer = request.getfixturevalue("postgres")
    server.migrated() if "engine" in request.fixturenames else server.empty()
    return Settings(home=tmp_path / "var", database_url=server.url)


@pytest.fixture
def engine(settings: Settings, made: Path) -> Iterator[Engine]:
    """A fresh, migrated store on each database."""
    if settings.database_url is None:
        copied(made, settings.home)
    engine = open_store(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """For tests in which the database plays no part."""
    return Settings(home=tmp_path / "var")


@pytest.fixture
def sqlite_engine(sqlite_settings: Settings, made: Path) -> Iterator[Engine]:
    copied(made, sqlite_settings.home)
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
