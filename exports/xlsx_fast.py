"""The fast writer: a ready skeleton, and each sheet's rows as XML made a column at a time.

Cells, styles, widths, panes and print set-up are those of :mod:`exports.xlsx_reference`; the tests
read both back and compare. Numbers stand in the XML as exact decimal text.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from exports.book import Book, Sheet, fitted
from exports.styles import number
from exports.xlsx_rows import rows_xml
from exports.xlsx_skeleton import (
    SUBJECT,
    TITLE,
    last_row_mark,
    sheet_index,
    skeleton_of,
    split_sheet,
)
from exports.xlsx_text import escape, text_tags
from exports.zipped import pack


def write(book: Book) -> bytes:
    """The workbook's bytes.

    Raises:
        ValueError: the book needs a feature that only the reference writer has.
    """
    if book.features:
        raise ValueError(f"the fast writer has no {', '.join(sorted(book.features))}")
    skeleton = skeleton_of(tuple(sheet.shape for sheet in book.sheets))
    return pack(skeleton.members_of(lambda name, text: _fill(book, name, text)))


def _fill(book: Book, name: str, text: str) -> str:
    index = sheet_index(name)
    if index is not None:
        return _sheet_xml(book.sheets[index], text, mark=last_row_mark(index))
    for place, sheet in enumerate(book.sheets):
        text = text.replace(str(last_row_mark(place)), str(_last_row(sheet)))
    return text.replace(TITLE, escape(book.title)).replace(SUBJECT, escape(book.subject))


def _sheet_xml(sheet: Sheet, text: str, *, mark: int) -> str:
    start, middle, after = split_sheet(text)
    last = _last_row(sheet)
    dimension = f'<dimension ref="A1:{xl_col_to_name(len(sheet.columns) - 1)}{last}"/>'
    rows = _top(sheet) + rows_xml(sheet, first=sheet.header_row + 2)
    return f"{start}{dimension}{middle}<sheetData>{rows}</sheetData>{after.replace(str(mark), str(last))}"


def _last_row(sheet: Sheet) -> int:
    return sheet.header_row + 1 + sheet.frame.height


def _top(sheet: Sheet) -> str:
    """Title, the lines under it, and the headings."""
    lines = ((sheet.title, "title"), *sheet.under)
    rows = [_row(row, [text], number(tone, "text")) for row, (text, tone) in enumerate(lines, start=1)]
    headings = [column.heading for column in sheet.columns]
    return "".join([*rows, _row(sheet.header_row + 1, headings, number("heading", "wrap"))])


def _row(row: int, texts: list[str], style: int) -> str:
    cells = (_text_cell(f"{xl_col_to_name(place)}{row}", text, style) for place, text in enumerate(texts))
    return f'<row r="{row}">{"".join(cells)}</row>'


def _text_cell(where: str, text: str, style: int) -> str:
    text = fitted(text)
    before, after = text_tags([text])
    return f'<c r="{where}" s="{style}" {before}{escape(text)}{after}'
