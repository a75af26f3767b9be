# The tables of a module are known once it is imported.
# ruff: noqa: F401
from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import collectors.submissions.models
import exports.editions.models
import exports.feeds
import exports.sent_returns.models
import indicators.figures.models
import indicators.records.models
import mappings.obligations.models
import mappings.reminders.date_ledger
import mappings.ruleset.ruleset_use
import returnonce.access.models
import returnonce.access.rate_models
import returnonce.claims.background_tasks
import returnonce.claims.claims
import returnonce.claims.idempotency_keys
import returnonce.claims.job_runs
import returnonce.claims.once
import returnonce.claims.outbox
import returnonce.keys.models
import returnonce.webhooks.models
from docs.import_graph import imports
from indicators.figures.segments import STORED_COLUMNS
from migrations.sqlite_tables import describe_tables
from returnonce import audit, db
from returnonce.clock import FixedClock
from returnonce.db import (
    SQLITE_TABLES,
    make_engine,
    migrate,
    open_store,
    run_migrations,
    transaction,
    wal_is_safe,
)
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
        # Tables of kept files are PostgreSQL's alone, and no model's.
        if table != "alembic_version" and not table.startswith("object_")
    }
    assert by_table == {name: set(table.columns.keys()) for name, table in SQLModel.metadata.tables.items()}


def test_the_keys_of_a_table_lead_to_tables_that_its_module_imports() -> None:
    # Whoever writes a row needs the tables that its keys lead to, and may have imported nothing else.
    modules = {mapper.local_table.name: mapper.class_.__module__ for mapper in SQLModel._sa_registry.mappers}
    unknown = [
        f"{name}.{key.parent.name}"
        for name, table in SQLModel.metadata.tables.items()
        for key in table.foreign_keys
        if modules[key.column.table.name] not in imports()[modules[name]] | {modules[name]}
    ]
    assert unknown == []


def test_a_fresh_store_is_what_the_migrations_make(tmp_path: Path) -> None:
    migrated, fresh = make_engine(f"sqlite:///{tmp_path / 'migrated.sqlite3'}"), open_store(Settings(home=tmp_path))
    with migrated.begin() as connection:
        run_migrations(connection)
    with migrated.connect() as one, fresh.connect() as other:
        assert describe_tables(other) == describe_tables(one)
        assert describe_tables(one) == SQLITE_TABLES.read_text(encoding="utf-8"), "python -m migrations.sqlite_tables"
    fresh.dispose()
    migrated.dispose()


def test_a_store_of_which_only_an_older_script_is_there_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    with old.begin() as connection:
        run_migrations(connection, "0007")
        (tmp_path / "old.sql").write_text(describe_tables(connection), encoding="utf-8")
    monkeypatch.setattr(db, "SQLITE_TABLES", tmp_path / "old.sql")
    engine = open_store(Settings(home=tmp_path))
    assert "VALUES('0007')" in (tmp_path / "old.sql").read_text(encoding="utf-8")
    test_migrations_make_exactly_what_the_models_say(engine)
    engine.dispose()
    old.dispose()


def test_a_store_that_is_up_to_date_is_not_locked_and_needs_no_migrations(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "run_migrations", None)
    with transaction(engine):
        migrate(engine)


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
    for name, hashing in load_table_hashing().bound.items():
        columns = [column["name"] for column in there.get_columns(name)]
        model = STORED_COLUMNS if hashing.stored_in else SQLModel.metadata.tables[name].columns.keys()
        assert columns == list(model), name


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_new_home_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        open_store(Settings(home=tmp_path / "var")).dispose()
    finally:
        os.umask(before)
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "var").iterdir()} == {0o600}


@pytest.mark.skipif(wal_is_safe(), reason="with a write-ahead log no connection is kept")
class TestConnectionsOfAProcessThatLivesLong:
    """Each connection to SQLite reads the whole schema; a server keeps some."""

    def test_one_connection_serves_one_question_after_another(self, tmp_path: Path) -> None:
        engine = open_store(Settings(home=tmp_path), lives_long=True)
        assert _ask(engine) == _ask(engine)
        brief = open_store(Settings(home=tmp_path))
        assert _ask(brief) is not _ask(brief)
        engine.dispose()

    def test_another_file_in_the_place_of_the_store_is_read_at_once(self, tmp_path: Path) -> None:
        engine = open_store(Settings(home=tmp_path / "a"), lives_long=True)
        _note(engine, "before")
        other = open_store(Settings(home=tmp_path / "b"))
        _note(other, "after")
        (tmp_path / "b" / "store.sqlite3").replace(tmp_path / "a" / "store.sqlite3")
        with db.reading(engine) as session:
            assert session.execute(text("SELECT text FROM code")).scalars().all() == ["after"]
        engine.dispose()

    def test_threads_ask_at_once_and_none_waits_for_another(self, tmp_path: Path) -> None:
        engine = open_store(Settings(home=tmp_path), lives_long=True)
        together, answers = threading.Barrier(20, timeout=30), []

        def ask() -> None:
            with db.reading(engine) as session:
                answers.append(session.execute(text("SELECT 1")).scalar_one())
                together.wait()

        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [1] * 20
        engine.dispose()


def test_with_a_write_ahead_log_no_connection_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever closed one to a file that was replaced would remove the log of the new one."""
    monkeypatch.setattr(db, "wal_is_safe", lambda: True)
    engine = open_store(Settings(home=tmp_path), lives_long=True)
    assert _ask(engine) is not _ask(engine)


def _ask(engine: Engine) -> object:
    """The driver's own connection by which a question was answered."""
    with db.reading(engine) as session:
        return db.raw_connection(session)


def _note(engine: Engine, word: str) -> None:
    with transaction(engine) as session:
        session.execute(text("INSERT INTO code (domain, text) VALUES ('area', :word)"), {"word": word})
