"""XLSX: the fast writer where it can, the reference writer where a feature needs it."""

from __future__ import annotations

from exports import xlsx_fast, xlsx_reference
from exports.book import Book


def write_book(book: Book) -> bytes:
    """The workbook's bytes: the same for the same book, on any day.

    Bytes are compressed by the zlib of this Python; another build of zlib may compress otherwise.
    """
    return xlsx_reference.write(book) if book.features else xlsx_fast.write(book)
