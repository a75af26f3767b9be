"""The fast XLSX writer: prepared skeletons, and the rows of many workbooks made together.

Cells, styles, widths, panes and print set-up are those of the tests' reference writer, through xlsxwriter; the tests
read both back and compare. Numbers stand in the XML as exact decimal text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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

#: Rows made in one go: enough to forget the fixed cost, few enough to stay small in memory.
ROWS_AT_ONCE = 12_000
PACKERS = 2


def write_workbooks(books: Sequence[WorkbookModel]) -> Iterator[bytes]:
    """The bytes of each workbook, in order: the same alone or among others, on any day and machine."""
    for part in _portions(books):
        rows = _rows(part)
        sheets = [[rows[place, index] for index in range(len(book.sheets))] for place, book in enumerate(part)]
        if len(part) == 1:
            yield _pack_workbook(part[0], sheets[0])
            continue
        # Compression lets other threads work.
        with ThreadPoolExecutor(PACKERS) as pool:
            yield from pool.map(_pack_workbook, part, sheets)


def _portions(books: Sequence[WorkbookModel]) -> Iterator[list[WorkbookModel]]:
    part: list[WorkbookModel] = []
    size = 0
    for book in books:
        part.append(book)
        size += sum(sheet.frame.height for sheet in book.sheets)
        if size > ROWS_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _rows(books: list[WorkbookModel]) -> dict[tuple[int, int], str]:
    """The rows of every sheet, by place of book and sheet; sheets with the same columns go together."""
    sheets_by_columns: dict[tuple[tuple[SheetColumn, ...], str | None], list[tuple[int, int]]] = {}
    for place, book in enumerate(books):
        for index, sheet in enumerate(book.sheets):
            sheets_by_columns.setdefault((sheet.columns, sheet.tone), []).append((place, index))
    rows_by_sheet: dict[tuple[int, int], str] = {}
    for sheet_keys in sheets_by_columns.values():
        rows_by_sheet |= zip(
            sheet_keys, make_row_xml([books[place].sheets[index] for place, index in sheet_keys]), strict=True
        )
    return rows_by_sheet


def _pack_workbook(book: WorkbookModel, rows: list[str]) -> bytes:
    skeleton = make_skeleton(tuple(sheet.shape for sheet in book.sheets))
    return pack(skeleton.members_of(lambda name, text: _fill(book, rows, (name, text))))


def _fill(book: WorkbookModel, rows: list[str], member: tuple[str, str]) -> str:
    name, text = member
    index = sheet_index(name)
    for place, sheet in enumerate(book.sheets):
        text = text.replace(str(last_row_marker(place)), str(sheet.last_row))
    if index is not None:
        return _sheet_xml(book.sheets[index], rows[index], text)
    return text.replace(TITLE, escape(book.title)).replace(SUBJECT, escape(book.subject))


def _sheet_xml(sheet: WorkbookSheet, rows: str, text: str) -> str:
    start, middle, after = split_sheet(text)
    dimension = f'<dimension ref="A1:{xl_col_to_name(len(sheet.columns) - 1)}{sheet.last_row}"/>'
    return f"{start}{dimension}{middle}<sheetData>{_top(sheet)}{rows}</sheetData>{insert_charts(after, sheet)}"


def _top(sheet: WorkbookSheet) -> str:
    """Title, the lines under it, and the headings."""
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
    blanks = (f'<c r="{xl_col_to_name(place)}{row}" s="{style}"/>' for place in range(1, coloured_cells(tone, columns)))
    return f'<row r="{row}">{_text_cell(f"A{row}", text, style)}{"".join(blanks)}</row>'


def _text_cell(where: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{where}" s="{style}"/>'
    text = fit_cell_text(text)
    return f'<c r="{where}" s="{style}" t="inlineStr">{opening_tag(text)}{escape(text)}</t></is></c>'
