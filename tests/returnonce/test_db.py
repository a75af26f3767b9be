# The tables of a module are known once it is imported.
# ruff: noqa: F401
from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import collectors.submissions.models
import exports.editions.models
import exports.feeds
import indicators.figures.models
import indicators.records.models
import mappings.obligations.models
import mappings.reminders.date_ledger
import mappings.ruleset.ruleset_history
import returnonce.access.models
import returnonce.claims.background_tasks
import returnonce.claims.claims
import returnonce.claims.job_runs
import returnonce.claims.once
import returnonce.claims.outbox
import returnonce.webhooks.models
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import make_engine, migrate, open_store, transaction, wal_is_safe
from returnonce.errors import Unavailable, WrongUsage
from returnonce.row_hashes import load_table_hashing
from returnonce.settings import Settings


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), False), ((3, 53, 0), True)],
)
def test_wal_only_where_the_library_is_mended(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_migrations_make_exactly_what_the_models_say(engine: Engine) -> None:
    by_table = {
        table: {column["name"] for column in inspect(engine).get_columns(table)}
        for table in inspect(engine).get_table_names()
        if table != "alembic_version"
    }
    assert by_table == {name: set(table.columns.keys()) for name, table in SQLModel.metadata.tables.items()}


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    before = inspect(engine).get_table_names()
    migrate(engine)
    assert inspect(engine).get_table_names() == before


def test_another_database_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="SQLite or PostgreSQL"):
        make_engine("mysql://host/name")


def test_a_server_that_is_not_there_is_unavailable_and_not_a_traceback(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/none"})
    with pytest.raises(Unavailable, match="cannot be reached"):
        open_store(nowhere)


@pytest.mark.parametrize("name", ["file", "file/home"])
def test_a_home_that_cannot_be_made_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="RETURNONCE_HOME"):
        open_store(Settings(home=tmp_path / name))


def test_a_store_that_is_damaged_is_unavailable_and_no_bug(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(Unavailable, match="cannot be reached"):
        open_store(Settings(home=tmp_path))


def test_what_fails_midway_leaves_nothing(engine: Engine, clock: FixedClock) -> None:
    with pytest.raises(RuntimeError), transaction(engine) as session:
        audit.record(session, clock, act="try", subject="x")
        raise RuntimeError
    with transaction(engine) as session:
        assert audit.read_head(session) == audit.GENESIS


def test_writers_at_once_make_one_unbroken_chain(engine: Engine, clock: FixedClock) -> None:
    def write(number: int) -> None:
        with transaction(engine) as session:
            audit.record(session, clock, act="write", subject=str(number))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction(engine) as session:
        assert audit.find_first_break(session) is None
        assert session.execute(text("SELECT count(*) FROM audit")).scalar_one() == 12


def test_bound_tables_have_their_columns_in_the_order_of_their_models(engine: Engine) -> None:
    # The hash of a row is taken from the model when it is written, and from the store when it is proved.
    there = inspect(engine)
    for name in load_table_hashing().bound:
        columns = [column["name"] for column in there.get_columns(name)]
        assert columns == list(SQLModel.metadata.tables[name].columns.keys()), name
