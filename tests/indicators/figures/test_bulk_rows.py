"""Rows put in at once come back as they were, whichever way they are sent, and go with the transaction."""

from __future__ import annotations

import sqlite3

import polars as pl
import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from indicators.figures.bulk_rows import insert_rows, open_long_rows
from returnonce.db import transaction

ODD = ["", "null", "\\N", '"', "\\", 'a,"b"\r\nc\td', "\U0001f600", "[[1,2],\n[3,4]]" * 5_000]
ROWS = pl.DataFrame(
    {"number": range(len(ODD)), "large": [-(2**62)] * len(ODD), "words": ODD},
    schema={"number": pl.Int64, "large": pl.Int64, "words": pl.String},
)


@pytest.fixture
def session(engine: Engine) -> Session:
    with transaction(engine) as session:
        session.connection().execute(text("CREATE TABLE noted (number INTEGER NOT NULL, large BIGINT, words TEXT)"))
    return Session(engine)


def insert_long(session: Session, rows: pl.DataFrame) -> None:
    with open_long_rows(session, "noted", rows.columns) as append:
        append(rows[:3])
        append(rows[3:])


@pytest.mark.parametrize("long_texts", [False, True])
def test_rows_come_back_as_they_were(session: Session, *, long_texts: bool) -> None:
    insert_long(session, ROWS) if long_texts else insert_rows(session, "noted", ROWS)
    rows = session.connection().execute(text("SELECT number, large, words FROM noted ORDER BY number"))
    assert [tuple(row) for row in rows] == ROWS.rows()
    session.rollback()
    assert session.connection().execute(text("SELECT count(*) FROM noted")).scalar_one() == 0
    session.close()


def test_long_texts_are_packed_the_quick_way_where_the_server_has_it(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite packs nothing")
    connection = session.connection()
    known = "SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"
    ways = connection.execute(text(known)).scalar_one_or_none() or []
    insert_long(session, ROWS)
    packed = connection.execute(text("SELECT DISTINCT pg_column_compression(words) FROM noted WHERE number = 7"))
    assert packed.scalars().all() == (["lz4"] if "lz4" in ways else ["pglz"])
    session.close()


def test_a_fault_between_two_pieces_leaves_nothing(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), open_long_rows(session, "noted", ROWS.columns) as append:
        append(ROWS)
        raise ZeroDivisionError
    session.rollback()
    assert session.connection().execute(text("SELECT count(*) FROM noted")).scalar_one() == 0
    session.close()


def test_what_the_database_refuses_reaches_whoever_sends(session: Session) -> None:
    """On PostgreSQL the texts are sent by a thread."""
    without_number = ROWS.with_columns(number=pl.lit(None, pl.Int64))
    refused = (psycopg.errors.NotNullViolation, sqlite3.IntegrityError)
    with pytest.raises(refused), open_long_rows(session, "noted", ROWS.columns) as append:
        append(pl.concat([without_number] * 50))
    session.rollback()
    session.close()
