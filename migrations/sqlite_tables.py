"""``python -m migrations.sqlite_tables``: writes down the tables that the migrations make of an empty SQLite store."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from returnonce.db import SQLITE_TABLES, make_engine, run_migrations
from returnonce.scratch import scratch


def describe_tables(connection: Connection) -> str:
    """SQL that makes every table, index and row of an SQLite store anew, without the transaction around it."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return "\n".join([*driver.iterdump()][1:-1]) + "\n"


def write_tables() -> None:
    """Run every migration on an empty store, and write down what is there then."""
    with scratch() as folder, make_engine(f"sqlite:///{folder / 'store.sqlite3'}").begin() as connection:
        run_migrations(connection)
        SQLITE_TABLES.write_text(describe_tables(connection), encoding="utf-8")


if __name__ == "__main__":
    write_tables()
