"""Sheets that list records: headings and rows, frozen and ready to be filtered; no spreadsheet runs a cell of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.formats.xlsx.row_heights import row_height
from exports.formats.xlsx.styles import style_properties

ONLY_FOR = "For the agency that sent these records only. It names people's records: keep it as you keep them."


class ListStyles(NamedTuple):
    """The cell formats of one workbook of lists."""

    title: Format
    note: Format
    heading: Format
    text: Format
    number: Format


_STYLES = (("title", "text"), ("note", "text"), ("heading", "wrap"), ("plain", "wrap"), ("plain", "n0"))


def make_list_styles(book: xlsxwriter.Workbook) -> ListStyles:
    """The formats, added to the workbook."""
    return ListStyles(*(book.add_format(style_properties(*style)) for style in _STYLES))


def write_title(sheet: Worksheet, title: str, notes: Sequence[str], styles: ListStyles) -> int:
    """A title with notes below it; returns the row at which a list may begin, counted from 0."""
    sheet.write_string(0, 0, title, styles.title)
    for at, line in enumerate(notes, start=1):
        sheet.write_string(at, 0, line, styles.note)
    return len(notes) + 2


def fill_list(
    sheet: Worksheet,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[tuple[Any, ...]],
    styles: ListStyles,
    *,
    top: int,
) -> None:
    """Headings and rows from row ``top`` (0 is the first), frozen and ready to be filtered."""
    for at, (heading, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(top, at, heading, styles.heading)
    if (height := row_height(columns)) > row_height(()):
        sheet.set_row(top, height)
    for number, row in enumerate(rows, start=top + 1):
        texts = [
            (None if isinstance(cell, int) else str(cell), width) for cell, (_, width) in zip(row, columns, strict=True)
        ]
        sheet.set_row(number, row_height(texts))
        for at, cell in enumerate(row):
            # A number is a count; an id stays text, whatever it begins with.
            if isinstance(cell, int):
                sheet.write_number(number, at, cell, styles.number)
            else:
                sheet.write_string(number, at, cell, styles.text)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
