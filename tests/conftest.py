"""Stores to test against: SQLite always, PostgreSQL where a server answers."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from commands import progress_display
from returnonce.access import passwords
from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.definition_files import strict_yaml
from returnonce.garbage_collection import exempt_loaded_objects, pause_garbage_collection
from returnonce.logs import configure
from returnonce.settings import Settings
from tests.examples import FEW
from tests.stores import PostgresServer, copied, serving

# Whatever is set outside: else each worker, and each process that a test starts, compiles every module anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A busy machine is no fault of the code: examples may take as long as they need. `make long` tries more of them.
hypothesis_settings.register_profile("suite", hypothesis_settings(), deadline=None, max_examples=FEW)
hypothesis_settings.register_profile("long", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("suite")

# As every door does: else a bug under test would print every variable there is, at great length.
configure(Settings())

#: After how many new objects they are looked through for garbage. Tests make rulesets again and again, half a million
#: objects each, which Python's own 700 would look through hundreds of times.
NEW_OBJECTS = (50_000, 50, 50)
HERE = Path(__file__).parent
#: Folders that write and read the stores themselves: on both databases in ``make test`` as well.
ON_BOTH = ("collectors", "indicators", "returnonce")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SHIPPED_HASHER, PARSE_YAML = passwords.HASHER, strict_yaml.parse_yaml


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Tests, modules and definitions stay until the end, so that nobody need look through them for garbage."""
    with pause_garbage_collection():
        result = yield
    exempt_loaded_objects()
    gc.set_threshold(*NEW_OBJECTS)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands on the stores is tried on SQLite in ``make test``, and on PostgreSQL too in ``make long``."""
    of_stores = [item for item in items if item.get_closest_marker("postgres")]
    for item in of_stores:
        if not any(HERE / room in item.path.parents for room in ON_BOTH):
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password is made to take a quarter of a second; only the test of that needs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def unhurried_progress() -> Iterator[None]:
    """What a command says does not hang on how busy the machine is; only the tests of progress need it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress_display, "SILENT", 3_600.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def texts_parsed_once() -> Iterator[None]:
    """Who changes one definition file loads seven hundred others with it, each of which this process has parsed before:
    a text is parsed once, and everybody gets a copy of their own."""
    parsed: dict[str, bytes] = {}

    def parse(text: str) -> Any:
        if text not in parsed:
            parsed[text] = pickle.dumps(PARSE_YAML(text), pickle.HIGHEST_PROTOCOL)
        return pickle.loads(parsed[text])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_yaml, "parse_yaml", parse)
        yield


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
