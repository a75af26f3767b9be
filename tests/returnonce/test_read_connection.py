"""What is read by plain SQL is what was stored, exactly, on both databases."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import polars as pl
from sqlalchemy import Engine

from indicators.figures.models import BatchRow, CodeRow
from indicators.figures.store import read_figures
from returnonce.column_types import INSTANT
from returnonce.db import reading, transaction
from returnonce.read_connection import ReadConnection, numbers_in
from returnonce.settings import Settings
from tests.indicators.figures.test_store import give
from tests.repository import ROOT

LARGEST = 2**63 - 1
WORDS = ["", "\\N", 'a "b", c\td\\', "é\n–\u2028\U0001f600", "50 % of ?", "null", " x "]


def test_texts_come_back_as_they_are(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add_all([CodeRow(domain="area", text=word) for word in WORDS])
        # Rows that wait to be written are seen as well.
        found = ReadConnection.of(session).fetch("SELECT text FROM code ORDER BY id", {"text": pl.String})
        assert found["text"].to_list() == WORDS


def test_parameters_are_values_and_never_sql(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add_all([CodeRow(domain="area", text=word) for word in WORDS])
        connection = ReadConnection.of(session)
        for word in [*WORDS, "'; DROP TABLE code; --"]:
            query = f"SELECT text FROM code WHERE text = ? AND {connection.words_in('text')}"
            found = connection.fetch(query, {"text": pl.String}, [word, json.dumps(WORDS)])
            assert found["text"].to_list() == [word] * (word in WORDS)


def test_numbers_are_exact_and_none_stays_none(engine: Engine) -> None:
    values = [None, 0, LARGEST, -LARGEST - 1, 2**53 + 1]
    rows = " UNION ALL ".join(f"SELECT {at} AS at, CAST(? AS BIGINT) AS number" for at in range(len(values)))
    with reading(engine) as session:
        schema = {"at": pl.Int64, "number": pl.Int64}
        found = ReadConnection.of(session).fetch(
            f"SELECT at, number FROM ({rows}) AS all_rows ORDER BY at", schema, values
        )
    assert found["number"].to_list() == values
    assert found.schema == schema


def give_batch(session: object) -> None:
    at = datetime(2026, 3, 1, 1, 30, 0, 5, timezone(timedelta(hours=-5, minutes=-30)))
    session.add(BatchRow(id=1, name="n", kind="k", agency="a", file="f", file_name="f", ruleset="r", made_at=at))  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]


def test_instants_are_in_utc_and_compare_as_such(engine: Engine) -> None:
    made_at = datetime(2026, 3, 1, 7, 0, 0, 5, UTC)
    with transaction(engine) as session:
        give_batch(session)
        connection = ReadConnection.of(session)
        query = "SELECT made_at FROM batch WHERE made_at <= ?"
        assert connection.fetch(query, {"made_at": INSTANT}, [made_at])["made_at"].to_list() == [made_at]
        assert connection.fetch(query, {"made_at": INSTANT}, [made_at - timedelta(microseconds=1)]).is_empty()


def test_no_rows_have_the_same_shape(engine: Engine) -> None:
    schema = {"id": pl.Int64, "name": pl.String, "made_at": INSTANT}
    with reading(engine) as session:
        found = ReadConnection.of(session).fetch("SELECT id, name, made_at FROM batch", schema)
    assert found.is_empty()
    assert found.schema == schema


def test_no_numbers_at_all_match_nothing(engine: Engine) -> None:
    give(engine, {"value": 1}, day=1)
    with reading(engine) as session:
        query = f"SELECT id FROM batch WHERE {numbers_in('id', [])}"
        assert ReadConnection.of(session).fetch(query, {"id": pl.Int64}).is_empty()


def test_a_connection_of_sqlite_alone_reads_what_a_session_reads(
    sqlite_engine: Engine, sqlite_settings: Settings
) -> None:
    give(sqlite_engine, {"value": 1}, {"breakdown": "sex=F", "symbol": "confidential", "note": "n"}, day=1)
    with reading(sqlite_engine) as session:
        by_session = read_figures(session)
    driver = sqlite3.connect(sqlite_settings.home / "store.sqlite3")
    assert read_figures(ReadConnection("sqlite", driver)).equals(by_session)
    driver.close()


def test_reading_figures_needs_neither_orm_nor_driver_nor_contract() -> None:
    heavy = ["sqlalchemy", "sqlmodel", "alembic", "pandera", "psycopg", "pydantic", "yaml"]
    code = f"import sys, indicators.figures.what_if; print(sorted({set(heavy)} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
