"""The clock writes each night's backup once, whole, and lets go of the oldest of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.examine_store import examine_store
from jobs.make_backup import make_backup
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import open_store, reading, transaction
from returnonce.errors import NotFound
from returnonce.settings import Settings
from tests.conftest import NOON
from tests.contexts import make_context
from tests.jobs.contexts import acts, finished
from tests.shipped import load_ruleset
from upkeep.act_tally import BACK_UP, ActTally
from upkeep.restore import restore

DAY = timedelta(days=1)


def test_backups_are_written_once_and_the_oldest_go(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "returnonce-by-hand.backup").write_bytes(b"not the clock's")
    named = settings.model_copy(update={"backups": folder, "backups_kept": 2})
    context = make_context(engine, ruleset=load_ruleset(), settings=named)
    for day in range(3):
        assert "older removed" in make_backup(context, NOON + day * DAY)
    assert make_backup(context, NOON + 2 * DAY) == "returnonce-2026-11-22T1200Z.backup is there"
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "returnonce-2026-11-21T1200Z.backup", "returnonce-2026-11-22T1200Z.backup", "returnonce-by-hand.backup",
    ]  # fmt: skip
    assert len(acts(engine, BACK_UP)) == 3
    again = Settings(home=tmp_path / "again")
    restore(again, folder / names[1])
    restored = open_store(again)
    # The backup itself is an act that comes after it.
    assert len(acts(restored, BACK_UP)) == 2
    restored.dispose()


def test_without_a_folder_none_is_made(sqlite_engine: Engine, sqlite_settings: Settings, tmp_path: Path) -> None:
    context = make_context(sqlite_engine, settings=sqlite_settings)
    assert make_backup(context, NOON) == "no folder is named for backups"
    gone = sqlite_settings.model_copy(update={"backups": tmp_path / "not-mounted"})
    with pytest.raises(NotFound, match="RETURNONCE_BACKUPS"):
        make_backup(make_context(sqlite_engine, settings=gone), NOON)
    assert not (tmp_path / "not-mounted").exists()


@pytest.mark.long
def test_the_doctor_looks_and_leaves_its_counts(settings: Settings, engine: Engine) -> None:
    context = make_context(engine, ruleset=load_ruleset(), settings=settings)
    assert ", 0 errors, " in finished(context, examine_store(context, NOON))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET subject = 'another'")
    assert "audit-chain" in finished(context, examine_store(context, NOON))
    with reading(engine) as session:
        last = ActTally().read_last_examination(session)
    assert last is not None
    assert last.errors >= 1


def test_a_tally_counts_what_was_added_and_notices_another_store(settings: Settings, engine: Engine) -> None:
    tally = ActTally()
    for expected in (1, 2, 3):
        with transaction(engine) as session:
            audit.record(session, FixedClock(NOON), act="collect", subject=str(expected))
        with reading(engine) as session:
            assert (tally.read(session)["collect"].times, tally.read_last_backup(session)) == (expected, None)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE id > 1")
    with reading(engine) as session:
        assert tally.read(session)["collect"].times == 1
