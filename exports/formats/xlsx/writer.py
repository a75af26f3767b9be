"""A workbook model to the bytes of an XLSX file; production uses the fast writer."""

from __future__ import annotations

from exports.formats.xlsx import fast_writer
from exports.formats.xlsx.workbook_model import WorkbookModel

write_workbooks = fast_writer.write_workbooks


def write_workbook(book: WorkbookModel) -> bytes:
    """The workbook's bytes: the same for the same book, on any day."""
    return fast_writer.write_workbook(book)
