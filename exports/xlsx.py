"""XLSX: a book to its bytes."""

from __future__ import annotations

from exports import xlsx_fast
from exports.book import Book

write_books = xlsx_fast.write_many


def write_book(book: Book) -> bytes:
    """The workbook's bytes: the same for the same book, on any day."""
    return xlsx_fast.write(book)
