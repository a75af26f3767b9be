"""The fast XLSX writer: prepared skeletons, and the rows of many workbooks made together.

Cells, styles, widths, panes and print set-up are those of the tests' reference writer, through xlsxwriter; the tests
read both back and compare. Numbers stand in the XML as exact decimal text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

from xlsxwriter.utility import xl_col_to_name

from exports.formats.deterministic_zip import pack
from exports.formats.xlsx.cell_text import escape, opening_tag
from exports.formats.xlsx.page_setup import coloured_cells, heading_form
from exports.formats.xlsx.row_heights import row_height
from exports.formats.xlsx.row_xml import make_row_xml
from exports.formats.xlsx.skeleton import (
    SUBJECT,
    TITLE,
    insert_charts,
    last_row_marker,
    make_skeleton,
    sheet_index,
    split_sheet,
)
from exports.formats.xlsx.styles import style_number
from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel, WorkbookSheet, fit_cell_text

#: Workbooks that may wait for the packer: it works beside who makes their rows, since compression lets others work.
WAITING = 8


def write_workbooks(books: Sequence[WorkbookModel]) -> Iterator[bytes]:
    """The bytes of each workbook, in order: the same alone or among others, on any day and machine."""
    rows = _rows(books)
    if len(books) == 1:
        yield _pack_workbook(books[0], next(rows))
        return
    waiting: deque[Future[bytes]] = deque()
    with ThreadPoolExecutor(1) as packer:
        for book, its_rows in zip(books, rows, strict=True):
            waiting.append(packer.submit(_pack_workbook, book, its_rows))
            if len(waiting) > WAITING:
                yield waiting.popleft().result()
        yield from (packed.result() for packed in waiting)


def _rows(books: Sequence[WorkbookModel]) -> Iterator[list[list[bytes]]]:
    """The rows of each book's sheets; those of sheets with the same columns are made together."""
    groups: dict[tuple[tuple[SheetColumn, ...], str | None], int] = {}
    numbers = [[groups.setdefault((sheet.columns, sheet.tone), len(groups)) for sheet in book.sheets] for book in books]
    alike: list[list[WorkbookSheet]] = [[] for _ in groups]
    for book, its_groups in zip(books, numbers, strict=True):
        for sheet, group in zip(book.sheets, its_groups, strict=True):
            alike[group].append(sheet)
    rows = [make_row_xml(sheets) for sheets in alike]
    for its_groups in numbers:
        yield [next(rows[group]) for group in its_groups]


def _pack_workbook(book: WorkbookModel, rows: list[list[bytes]]) -> bytes:
    skeleton = make_skeleton(tuple(sheet.shape for sheet in book.sheets))
    return pack(skeleton.members_of(lambda name, text: _fill(book, rows, (name, text))))


def _fill(book: WorkbookModel, rows: list[list[bytes]], member: tuple[str, str]) -> bytes:
    name, text = member
    index = sheet_index(name)
    for place, sheet in enumerate(book.sheets):
        text = text.replace(str(last_row_marker(place)), str(sheet.last_row))
    if index is not None:
        return _sheet_xml(book.sheets[index], rows[index], text)
    return text.replace(TITLE, escape(book.title)).replace(SUBJECT, escape(book.subject)).encode()


def _sheet_xml(sheet: WorkbookSheet, rows: list[bytes], text: str) -> bytes:
    start, middle, after = split_sheet(text)
    dimension = f'<dimension ref="A1:{xl_col_to_name(len(sheet.columns) - 1)}{sheet.last_row}"/>'
    before = f"{start}{dimension}{middle}<sheetData>{_top(sheet)}"
    return b"".join([before.encode(), *rows, f"</sheetData>{insert_charts(after, sheet)}".encode()])


def _top(sheet: WorkbookSheet) -> str:
    """Title, the lines under it, and the headings; a form has none of them."""
    if not sheet.headed:
        return ""
    lines = [_line(row, *line, len(sheet.columns)) for row, line in enumerate(sheet.top, start=1)]
    return "".join(lines) + _headings(sheet.columns, sheet.header_row + 1)


@lru_cache(maxsize=256)
def _headings(columns: tuple[SheetColumn, ...], row: int) -> str:
    height = row_height((column.heading, column.width) for column in columns)
    cells = [
        _text_cell(f"{xl_col_to_name(place)}{row}", column.heading, style_number("heading", heading_form(column)))
        for place, column in enumerate(columns)
    ]
    return f'<row r="{row}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _line(row: int, text: str, tone: str, columns: int) -> str:
    style = style_number(tone, "text")
    return (
        f'<row r="{row}">{_text_cell(f"A{row}", text, style)}{_blanks(row, style, coloured_cells(tone, columns))}</row>'
    )


@lru_cache(maxsize=256)
def _blanks(row: int, style: int, columns: int) -> str:
    """The coloured cells after the first of a row."""
    return "".join(f'<c r="{xl_col_to_name(place)}{row}" s="{style}"/>' for place in range(1, columns))


def _text_cell(where: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{where}" s="{style}"/>'
    text = fit_cell_text(text)
    return f'<c r="{where}" s="{style}" t="inlineStr">{opening_tag(text)}{escape(text)}</t></is></c>'
