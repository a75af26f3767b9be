"""XLSX: the fast writer where it can, the reference writer where a feature needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from exports import xlsx_fast, xlsx_reference
from exports.book import Book


def write_book(book: Book) -> bytes:
    """The workbook's bytes: the same for the same book, on any day.

    Bytes are compressed by the zlib of this Python; another build of zlib may compress otherwise.
    """
    return next(write_books([book]))


def write_books(books: Sequence[Book]) -> Iterator[bytes]:
    """The bytes of each workbook, in order; those of the fast writer are made together."""
    for special, found in groupby(books, key=lambda book: bool(book.features)):
        alike = list(found)
        yield from map(xlsx_reference.write, alike) if special else xlsx_fast.write_many(alike)
