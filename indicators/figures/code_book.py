"""Numbers for the texts in figures (areas, periods …): three times smaller, and nearly twice as fast to load.

Only the words that a reading is about are looked up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import polars as pl

from returnonce.read_connection import ReadConnection, numbers_in

#: The columns of figures that hold such numbers; each has a domain of its own.
CODED_COLUMNS = ("indicator", "area", "period", "breakdown")
_SCHEMA = {"id": pl.Int64, "text": pl.String}


def find_numbers(connection: ReadConnection, domain: str, words: Iterable[str] | None) -> list[int] | None:
    """Numbers of those words that the store has met; None stays None (meaning all)."""
    if words is None:
        return None
    return [number for number, _ in connection.fetch_rows(*_numbers_query(connection, domain, words))]


def read_numbers(connection: ReadConnection, domain: str, words: Iterable[str]) -> pl.DataFrame:
    """``id`` and ``text`` of those words of a domain that the store has met."""
    query, parameters = _numbers_query(connection, domain, words)
    return connection.fetch(query, _SCHEMA, parameters)


def _numbers_query(connection: ReadConnection, domain: str, words: Iterable[str]) -> tuple[str, list[str]]:
    query = f"SELECT id, text FROM code WHERE domain = ? AND {connection.words_in('text')}"  # noqa: S608
    return query, [domain, json.dumps(list(words))]


def list_words(connection: ReadConnection, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """Each of those numbers with its word."""
    query = f"SELECT id, text FROM code WHERE {numbers_in('id', numbers)}"  # noqa: S608 (whole numbers)
    return [(number, text) for number, text in connection.fetch_rows(query)]


def encode_known(connection: ReadConnection, cells: pl.DataFrame) -> pl.DataFrame:
    """``CODED_COLUMNS`` as numbers, null where the store has not met the word; texts, or enumerations of them."""
    return cells.with_columns(_encode_known(connection, cells[name]) for name in CODED_COLUMNS)


def _encode_known(connection: ReadConnection, column: pl.Series) -> pl.Series:
    words = column.unique().drop_nulls().cast(pl.String)
    book = read_numbers(connection, column.name, words)
    return column.cast(pl.String).replace_strict(book["text"], book["id"], default=None, return_dtype=pl.Int64)


def decode(connection: ReadConnection, rows: pl.DataFrame) -> pl.DataFrame:
    """``CODED_COLUMNS`` as words; a column of words stays."""
    return _decode(connection, rows, [name for name in CODED_COLUMNS if rows.schema[name] != pl.String])


def decode_column(connection: ReadConnection, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """One of ``CODED_COLUMNS`` as words."""
    return _decode(connection, rows, [name])


def _decode(connection: ReadConnection, rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    numbers = pl.concat([rows[name].unique() for name in names]).to_list()
    book = pl.DataFrame(list_words(connection, numbers), schema=_SCHEMA, orient="row")
    return rows.with_columns(pl.col(names).replace_strict(book["id"], book["text"], return_dtype=pl.String))
