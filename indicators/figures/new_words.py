"""Gives words that the store has not met their numbers."""

from __future__ import annotations

import polars as pl
from sqlalchemy import insert
from sqlmodel import Session

from indicators.figures.code_book import CODED_COLUMNS, read_numbers
from indicators.figures.models import CodeRow
from returnonce.read_connection import ReadConnection
from returnonce.row_hashes import note_rows

_ROWS_AT_ONCE = 100_000


def encode(session: Session, figures: pl.DataFrame) -> pl.DataFrame:
    """``CODED_COLUMNS`` as numbers (32 bits, as the store has them); new words are added to the code book."""
    books = {name: _number_words(session, figures[name].unique().cast(pl.String).sort()) for name in CODED_COLUMNS}
    numbers = [
        pl.col(name).cast(pl.String).replace_strict(book["text"], book["id"], return_dtype=pl.Int32)
        for name, book in books.items()
    ]
    # Piece by piece, since looking words up takes several times the memory of the words.
    return pl.concat([piece.with_columns(numbers) for piece in figures.iter_slices(_ROWS_AT_ONCE)])


def _number_words(session: Session, words: pl.Series) -> pl.DataFrame:
    """``id`` and ``text`` of different words of one domain, that of the series' name."""
    book = read_numbers(ReadConnection.of(session), words.name, words)
    known_words = set(book["text"])
    new_words = [word for word in words if word not in known_words]
    if not new_words:
        return book
    _add(session, words.name, new_words)
    return read_numbers(ReadConnection.of(session), words.name, words)


def _add(session: Session, domain: str, words: list[str]) -> None:
    rows = [{"domain": domain, "text": word} for word in words]
    session.connection().execute(insert(CodeRow), rows)
    added = read_numbers(ReadConnection.of(session), domain, words)
    new_rows = [{"domain": domain, **row} for row in added.iter_rows(named=True)]
    note_rows(session, "code", new_rows, ("id", "domain", "text"))
