"""Inserts many rows at once, on the session's own connection and transaction."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlmodel import Session

from returnonce.db import raw_connection

#: Rows per call: enough that the driver dominates, few enough that memory stays flat.
CHUNK = 50_000


def insert_rows(session: Session, table: str, rows: pl.DataFrame) -> None:
    """Append ``rows``, whose columns are named as the table's.

    ``executemany`` on SQLite, ``COPY`` on PostgreSQL: the fastest way each has that stays inside
    the transaction of the audit row.
    """
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        _insert_sqlite(raw_connection(session), table, rows)
    else:
        _copy_postgres(raw_connection(session), table, rows)


def _insert_sqlite(connection: Any, table: str, rows: pl.DataFrame) -> None:
    placeholders = ",".join("?" * rows.width)
    statement = f"INSERT INTO {table} ({','.join(rows.columns)}) VALUES ({placeholders})"  # noqa: S608 (own names)
    for chunk in rows.iter_slices(CHUNK):
        connection.executemany(statement, chunk.rows())


def _copy_postgres(connection: Any, table: str, rows: pl.DataFrame) -> None:
    statement = f"COPY {table} ({','.join(rows.columns)}) FROM STDIN (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in rows.iter_slices(CHUNK):
            # Text is always quoted, so that an empty text is not taken for a null.
            copy.write(chunk.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric"))
