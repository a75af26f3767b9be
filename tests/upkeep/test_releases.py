"""A store of any past release comes to today's schema with every row as it was, or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from returnonce import audit
from returnonce.db import make_engine, migrate, open_store, reading
from returnonce.row_text import read_lines, read_shapes
from returnonce.settings import Settings
from tests.repository import ROOT
from tests.upkeep.releases import REVISIONS, build
from tests.upkeep.table_hashes import hash_tables_of
from upkeep.doctor.row_hashes import find_misfits
from upkeep.restore import restore
from upkeep.store_snapshot import read_revision as revision_of

pytestmark = pytest.mark.long


def held(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return hash_tables_of(connection)


def without_trail(rows: dict[str, str]) -> dict[str, str]:
    """But for the trail, and tables of which columns moved into others."""
    return {name: sha for name, sha in rows.items() if name not in {"audit", "firing", "access_session"}}


def sessions(engine: Engine, use: str) -> list[tuple[object, ...]]:
    query = f"SELECT id, account, hash, how, at, seen_at FROM access_session {use} ORDER BY id"
    with engine.connect() as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(query))]


def test_no_revision_is_forgotten() -> None:
    names = sorted(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("0*.py"))
    assert list(REVISIONS) == names[:-1]


#: The others are gone through in the long campaigns.
IN_SUITE = {"0001", "0007", "0010", REVISIONS[-1]}


@pytest.mark.parametrize(
    "revision", [one if one in IN_SUITE else pytest.param(one, marks=pytest.mark.soak) for one in REVISIONS]
)
def test_every_past_release_comes_to_today(settings: Settings, revision: str) -> None:
    engine = make_engine(settings.url)
    build(engine, revision, settings.home)
    before = held(engine)
    used = "JOIN access_session_use ON session = id"
    signed_in = sessions(engine, used if "access_session_use" in before else "") if "access_session" in before else []
    migrate(engine)
    after = held(engine)
    assert sessions(engine, used) == signed_in
    assert without_trail(before).items() <= after.items()
    with reading(engine) as session:
        assert audit.find_first_break(session) is None
        # Its rows are taken as they are, and what is altered from now on is seen.
        assert list(find_misfits(session.connection())) == []
    with engine.begin() as connection:
        connection.execute(text("UPDATE withdrawal SET reason = 'another'"))
    with engine.connect() as connection:
        assert [place.partition(":")[0] for place in find_misfits(connection)] == ["withdrawal"]
    engine.dispose()


@pytest.mark.parametrize("revision", ["0001", *(pytest.param(n, marks=pytest.mark.soak) for n in ("0005", "0007"))])
def test_a_migration_that_stops_leaves_the_store_as_it_was(settings: Settings, revision: str) -> None:
    engine = make_engine(settings.url)
    build(engine, revision, settings.home)
    before = held(engine)
    for stop_at in (3, 20, 45):
        count = 0

        def stop(*_: object, at: int = stop_at) -> None:
            nonlocal count
            count += 1
            if count == at:
                raise RuntimeError

        event.listen(engine, "before_cursor_execute", stop)
        with pytest.raises(RuntimeError):
            migrate(engine)
        event.remove(engine, "before_cursor_execute", stop)
        assert held(engine) == before
        with engine.connect() as connection:
            assert revision_of(connection) == revision
    migrate(engine)
    engine.dispose()


@pytest.mark.parametrize("revision", ["0001", "0007"])
def test_a_backup_of_an_older_release_comes_back_as_todays(tmp_path: Path, revision: str) -> None:
    from tests.upkeep.test_backup import make

    old = Settings(home=tmp_path / "old")
    engine = make_engine(old.url)
    build(engine, revision, old.home)
    (old.home / "files").mkdir()
    before = held(engine)
    made = make(old, tmp_path / "old.backup")
    assert made.manifest.revision == revision
    fresh = Settings(home=tmp_path / "new")
    restore(fresh, made.path)
    again = open_store(fresh)
    assert without_trail(before).items() <= held(again).items()
    again.dispose()


def test_a_table_gives_the_same_lines_on_either_database(settings: Settings, tmp_path: Path) -> None:
    engine, plain = make_engine(settings.url), make_engine(f"sqlite:///{tmp_path / 'plain.sqlite3'}")
    build(engine, "0007", settings.home)
    build(plain, "0007", tmp_path)
    with engine.connect() as one, plain.connect() as two:
        assert {shape.name: b"".join(read_lines(one, shape)) for shape in read_shapes(one)} == {
            shape.name: b"".join(read_lines(two, shape)) for shape in read_shapes(two)
        }
    engine.dispose()
