"""The reference XLSX writer, for tests only: cell by cell through xlsxwriter, slow and obvious.

Tests compare :mod:`exports.formats.xlsx.fast_writer` with it. Production uses the fast one: xlsxwriter writes a
text such as ``<r>...</r>`` as markup (rich text), which is fine for a proof and not for strangers' text.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.formats.xlsx.page_setup import (
    add_styles,
    coloured_cells,
    draw_charts,
    heading_form,
    set_up_sheet,
)
from exports.formats.xlsx.row_heights import row_height, wrapped_columns
from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel, WorkbookSheet, fit_cell_text
from returnonce.numbers import MICRO
from returnonce.workbook import new_workbook

Styles = dict[tuple[str, str], Format]


def write_workbook_slowly(book: WorkbookModel) -> bytes:
    """The workbook's bytes."""
    target = BytesIO()
    workbook = new_workbook(target, title=book.title, subject=book.subject)
    styles = add_styles(workbook)
    for sheet in book.sheets:
        _write_sheet(workbook.add_worksheet(sheet.name), sheet, styles)
    workbook.close()
    return target.getvalue()


def _write_sheet(page: Worksheet, sheet: WorkbookSheet, styles: Styles) -> None:
    _write_top(page, sheet, styles)
    for index, row in enumerate(sheet.frame.iter_rows(named=True)):
        tone = (row[sheet.tone] if sheet.tone else None) or "plain"
        page.set_row(
            sheet.header_row + 1 + index, row_height((row[c.source], c.width) for c in wrapped_columns(sheet.columns))
        )
        for place, column in enumerate(sheet.columns):
            style = styles[_cell_style(column, row, tone)]
            _write_cell(page, (sheet.header_row + 1 + index, place), column, row, style)
    for place, charts in sheet.charts.items():
        draw_charts(page, place, charts)
    set_up_sheet(page, sheet.shape, last_row=sheet.header_row + sheet.frame.height)


def _write_top(page: Worksheet, sheet: WorkbookSheet, styles: Styles) -> None:
    if not sheet.headed:
        return
    for row, (text, tone) in enumerate(sheet.top):
        for place in range(1, coloured_cells(tone, len(sheet.columns))):
            page.write_blank(row, place, None, styles[tone, "text"])
        page.write_string(row, 0, fit_cell_text(text), styles[tone, "text"])
    page.set_row(sheet.header_row, row_height((column.heading, column.width) for column in sheet.columns))
    for place, column in enumerate(sheet.columns):
        page.write_string(sheet.header_row, place, column.heading, styles["heading", heading_form(column)])


def _write_cell(
    page: Worksheet, place: tuple[int, int], column: SheetColumn, row: dict[str, Any], style: Format
) -> None:
    if column.form == "sparkline":
        page.write_blank(*place, None, style)
        return
    value = row[column.source]
    if column.form == "number" and value is not None:
        # A spreadsheet's number is a double; the exact text is in the fast writer's XML, CSV and JSON.
        page.write_number(*place, value / MICRO, style)
        return
    text = row[column.fallback] if column.form == "number" and column.fallback else value
    if text is None or text == "" or (column.form == "number" and not column.fallback):
        page.write_blank(*place, None, style)
    else:
        page.write_string(*place, fit_cell_text(text), style)


def _cell_style(column: SheetColumn, row: dict[str, Any], row_tone: str) -> tuple[str, str]:
    """Tone and form of one cell; a symbol that stands for a number is set as the column says."""
    tone = (row[column.tone] if column.tone else None) or row_tone
    if column.form != "number":
        return tone, "centre" if column.form == "sparkline" else column.form
    if row[column.source] is None:
        return tone, column.fallback_form
    decimals = row[column.decimals] if isinstance(column.decimals, str) else column.decimals
    return tone, f"n{decimals}"
