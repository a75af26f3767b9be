"""PostgreSQL ends our connections in the middle of acts: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, text

from indicators.figures import bulk_rows
from returnonce.db import reading
from returnonce.errors import Unavailable
from returnonce.settings import Settings
from tests.upkeep.world import Editions, send
from upkeep.audit_chain import find_break
from upkeep.doctor.row_hashes import find_misfits

pytestmark = [pytest.mark.long, pytest.mark.postgres]
POINTS = 5


@pytest.fixture
def settings(postgres_database: str, tmp_path: Path) -> Settings:
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return Settings(home=tmp_path / "var", database_url=postgres_database)


@pytest.fixture
def end(settings: Settings) -> Iterator[Callable[[Any], None]]:
    """End one connection of ours from the server's side, and wait until it is gone."""
    url = (settings.url).replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url, autocommit=True) as admin:

        def end(connection: Any) -> None:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])

        yield end


@contextmanager
def ended_at(engine: Engine, end: Callable[[Any], None], point: int) -> Iterator[list[str]]:
    """The connection is ended just before one statement, or commit, of those that come; what came."""
    came: list[str] = []

    def note(connection: Any, statement: str) -> None:
        came.append(statement)
        if len(came) == point:
            end(connection.connection.driver_connection)

    def execute(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        note(connection, statement)

    def commit(connection: Any) -> None:
        note(connection, "COMMIT")

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield came
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)


def count(engine: Engine, table: str) -> int:
    with reading(engine) as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def is_sound(engine: Engine) -> bool:
    with engine.connect() as connection:
        return find_break(connection) is None and list(find_misfits(connection)) == []


def points(total: int) -> list[int]:
    """Some of them, the last (a commit) among them."""
    return sorted({max(1, total * n // POINTS) for n in range(1, POINTS + 1)})


def test_an_upload_whose_connection_is_ended_is_told_and_can_be_sent_again(
    engine: Engine, settings: Settings, end: Callable[[Any], None]
) -> None:
    send(engine, settings.home, ("share,E09000023,FY2009-10,,,1,100,,,,",), 1)
    with ended_at(engine, end, 0) as came:
        send(engine, settings.home, ("share,E09000023,FY2009-10,,,2,100,,,,",), 2)
    assert came[-1] == "COMMIT"
    for number, point in enumerate(points(len(came)), start=3):
        row = (f"share,E09000023,FY2009-10,,,{number},100,,,,",)
        with ended_at(engine, end, point), pytest.raises(Unavailable):
            send(engine, settings.home, row, number)
        assert count(engine, "submission") == number - 1
        assert send(engine, settings.home, row, number).accepted
        assert send(engine, settings.home, row, number).repeated
        assert count(engine, "submission") == count(engine, "batch") == number
    assert is_sound(engine)


@pytest.mark.parametrize("when", ["before", "within", "after"])
def test_an_upload_whose_connection_is_ended_while_figures_are_copied_is_told(
    engine: Engine, settings: Settings, end: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    plain = bulk_rows._copy_postgres

    def copy(connection: Any, table: str, rows: Any) -> None:
        if when == "before":
            end(connection)
        if when == "within":
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as stream:
                end(connection)
                stream.write("1\t")
        plain(connection, table, rows)
        end(connection)

    row = ("share,E09000023,FY2009-10,,,1,100,,,,",)
    with monkeypatch.context() as patched, pytest.raises(Unavailable):
        patched.setattr(bulk_rows, "_copy_postgres", copy)
        send(engine, settings.home, row)
    assert count(engine, "batch") == 0
    assert send(engine, settings.home, row).accepted
    assert is_sound(engine)


def test_a_publication_whose_connection_is_ended_is_told_and_can_be_repeated(
    engine: Engine, settings: Settings, end: Callable[[Any], None]
) -> None:
    world = Editions(engine, settings.home)
    world.value(33, 260)
    first = world.approve(world.propose())
    with ended_at(engine, end, 0) as came:
        world.publish(first)
    commits = [number for number, statement in enumerate(came, start=1) if statement == "COMMIT"]
    for number, point in enumerate((1, len(came) // 2, commits[0]), start=2):
        world.value(33 + number, 260)
        one = world.approve(world.propose(reason="late-figures"))
        with ended_at(engine, end, point), pytest.raises(Unavailable):
            world.publish(one)
        assert count(engine, "edition") == number - 1
        assert world.publish(one).number == number
    assert is_sound(engine)
