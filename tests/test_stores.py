"""The database that tests share on a server is as new for each of them."""

from __future__ import annotations

import psycopg
import pytest

from tests.stores import PostgresServer, describe

pytestmark = pytest.mark.postgres
CODE = "INSERT INTO code (domain, text) VALUES ('area', 'X') RETURNING id"
CHANGES = (
    "ALTER TABLE code ADD COLUMN more integer",
    "CREATE TABLE other (id integer)",
    "DROP INDEX touch_by_area",
    "UPDATE alembic_version SET version_num = '0001'",
)


def run(server: PostgresServer, *statements: str) -> list[tuple[object, ...]]:
    """What the last statement gives."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        cursors = [connection.execute(statement) for statement in statements]
        return cursors[-1].fetchall() if cursors[-1].description else []


def test_rows_and_numbers_given_out_are_gone(postgres: PostgresServer) -> None:
    postgres.migrated()
    first = run(postgres, CODE)
    run(postgres, CODE.replace("X", "Y"), "CREATE TEMPORARY TABLE passing (id integer)")
    postgres.migrated()
    assert run(postgres, CODE) == first


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_database_is_made_anew(postgres: PostgresServer, change: str) -> None:
    postgres.migrated()
    run(postgres, change)
    postgres.migrated()
    with psycopg.connect(postgres.url) as connection:
        assert describe(connection) == postgres.made


def test_whoever_is_still_connected_is_sent_away(postgres: PostgresServer) -> None:
    postgres.migrated()
    with psycopg.connect(postgres.url) as left:
        left.execute(CODE)
        postgres.migrated()
        assert run(postgres, "SELECT count(*) FROM code") == [(0,)]
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
