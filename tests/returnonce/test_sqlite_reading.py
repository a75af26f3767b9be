"""The light way into an SQLite store: only where it is whole and up to date, and only to read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from returnonce.db import open_store
from returnonce.errors import Unavailable
from returnonce.settings import Settings
from returnonce.sqlite_reading import MIGRATIONS, RESTORING, newest_revision, open_current_sqlite


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    open_store(settings).dispose()
    return settings


def execute(settings: Settings, statement: str) -> None:
    with sqlite3.connect(settings.home / "store.sqlite3") as driver:
        driver.execute(statement)
    driver.close()


def is_open(settings: Settings) -> bool:
    with open_current_sqlite(settings) as connection:
        return connection is not None


def test_the_newest_revision_is_that_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert newest_revision() == ScriptDirectory.from_config(config).get_current_head()


def test_it_reads_one_unchanging_view_and_cannot_write(settings: Settings) -> None:
    count = "SELECT count(*) AS n FROM code"
    with open_current_sqlite(settings) as connection:
        assert connection is not None
        before = connection.fetch(count, {"n": pl.Int64}).item()
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.driver.execute("DELETE FROM code")
        assert connection.fetch(count, {"n": pl.Int64}).item() == before
        assert connection.driver.in_transaction


@pytest.mark.parametrize(
    "statement",
    ["UPDATE alembic_version SET version_num = '0001'", "DELETE FROM alembic_version", "DROP TABLE alembic_version"],
)
def test_a_store_of_another_revision_is_not_opened(settings: Settings, statement: str) -> None:
    assert is_open(settings)
    execute(settings, statement)
    assert not is_open(settings)


def test_no_store_half_a_store_and_another_database_are_not_opened(settings: Settings, tmp_path: Path) -> None:
    assert not is_open(Settings(home=tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    assert not is_open(settings.model_copy(update={"database_url": "postgresql://somewhere"}))
    (tmp_path / RESTORING).mkdir()
    assert not is_open(settings)
    (tmp_path / RESTORING).rmdir()
    (tmp_path / "store.sqlite3").write_bytes(b"no database at all" * 100)
    assert not is_open(settings)


def test_a_store_that_fails_while_it_is_read_is_said_in_words(settings: Settings) -> None:
    with pytest.raises(Unavailable, match="cannot be reached"), open_current_sqlite(settings) as connection:
        assert connection is not None
        connection.driver.execute("SELECT * FROM no_such_table")
