"""Gives words that the store has not met their numbers."""

from __future__ import annotations

import polars as pl
from sqlalchemy import insert
from sqlmodel import Session

from indicators.figures.code_book import CODED_COLUMNS, read_numbers
from indicators.figures.models import CodeRow
from returnonce.read_connection import ReadConnection
from returnonce.row_hashes import note_rows


def encode(session: Session, figures: pl.DataFrame) -> pl.DataFrame:
    """``CODED_COLUMNS`` as numbers; new words are added to the code book."""
    return figures.with_columns(_encode_column(session, figures[name]) for name in CODED_COLUMNS)


def _encode_column(session: Session, words: pl.Series) -> pl.Series:
    distinct = words.unique().sort()
    book = read_numbers(ReadConnection.of(session), words.name, distinct)
    new_words = distinct.filter(~distinct.is_in(book["text"].implode())).to_list()
    if new_words:
        _add(session, words.name, new_words)
        book = read_numbers(ReadConnection.of(session), words.name, distinct)
    return words.replace_strict(book["text"], book["id"], return_dtype=pl.Int64)


def _add(session: Session, domain: str, words: list[str]) -> None:
    rows = [{"domain": domain, "text": word} for word in words]
    session.connection().execute(insert(CodeRow), rows)
    added = read_numbers(ReadConnection.of(session), domain, words)
    new_rows = [{"domain": domain, **row} for row in added.iter_rows(named=True)]
    note_rows(session, "code", new_rows, ("id", "domain", "text"))
