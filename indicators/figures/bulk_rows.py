"""Inserts many rows at once, on the session's own connection and transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from sqlmodel import Session

from returnonce.db import raw_connection

#: Rows per call: enough that the driver dominates, few enough that memory stays flat.
CHUNK = 50_000


#: Long texts are packed in a fifth of the time that its own way takes, where the server has this one.
_PACK_QUICKLY = """
    SELECT set_config(name, 'lz4', true) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
"""


def insert_rows(session: Session, table: str, rows: pl.DataFrame) -> None:
    """Append ``rows``, whose columns are named as the table's.

    ``executemany`` on SQLite, ``COPY`` on PostgreSQL: the fastest way each has that stays inside the transaction of
    the audit row.
    """
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        _insert_sqlite(raw_connection(session), table, rows)
    else:
        _copy_postgres(raw_connection(session), table, rows)


@contextmanager
def open_long_rows(session: Session, table: str, columns: Sequence[str]) -> Iterator[Callable[[pl.DataFrame], None]]:
    """What appends rows of these columns, numbers and texts of many lines, to a table, as often as it is called.

    Nothing else is asked of the session meanwhile. PostgreSQL works on what came while the next is prepared; such texts
    are quicker sent as they are than quoted.
    """
    session.flush()
    connection = raw_connection(session)
    if session.get_bind().dialect.name == "sqlite":
        yield lambda rows: _insert_sqlite(connection, table, rows.select(columns))
        return
    # Only now: an embedded store needs none of it.
    from psycopg.copy import QueuedLibpqWriter

    names = ",".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(_PACK_QUICKLY)
        cursor.execute(f"SELECT {names} FROM {table} LIMIT 0")  # noqa: S608 (own names)
        types = [column.type_code for column in cursor.description]
        statement = f"COPY {table} ({names}) FROM STDIN (FORMAT binary)"
        with cursor.copy(statement, writer=QueuedLibpqWriter(cursor)) as copy:
            copy.set_types(types)
            yield lambda rows: _write_rows(copy, rows.select(columns))


def _write_rows(copy: Any, rows: pl.DataFrame) -> None:
    for row in rows.iter_rows():
        copy.write_row(row)


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
