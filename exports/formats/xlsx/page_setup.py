"""Widths, frozen panes, print set-up, small charts and cell styles, for both XLSX writers."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.formats.xlsx.styles import all_styles, style_number, style_properties
from exports.formats.xlsx.workbook_model import SheetColumn, SheetShape

A4, A3 = 9, 8
#: Columns from zero: honest about size, and drawn by programs that leave out small line charts.
_CHART = {"type": "column", "min": 0, "series_color": "#7A8CA3", "last_point": True, "last_color": "#12304F"}
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}


def add_styles(workbook: Workbook) -> dict[tuple[str, str], Format]:
    """Every style in its fixed order, so that its number is the same in every workbook."""
    styles = {key: workbook.add_format(style_properties(*key)) for key in all_styles()}
    for key, style in styles.items():
        if style._get_xf_index() != style_number(*key):
            raise AssertionError(f"style {key} is not number {style_number(*key)}")
    return styles


def set_up_sheet(page: Worksheet, shape: SheetShape, *, last_row: int) -> None:
    """Widths, frozen panes, filter and print set-up of one sheet."""
    for index, width in enumerate(shape.widths):
        page.set_column(index, index, width)
    if shape.header_row >= 0:
        page.freeze_panes(shape.header_row + 1, shape.frozen_columns)
    page.hide_gridlines(2)
    if shape.filters:
        page.autofilter(shape.header_row, 0, last_row, len(shape.widths) - 1)
    _set_up_print(page, shape)


def _set_up_print(page: Worksheet, shape: SheetShape) -> None:
    if shape.landscape:
        page.set_landscape()
    page.set_paper(A3 if shape.wide_paper else A4)
    page.set_margins(**_MARGINS)
    page.fit_to_pages(1, 0)
    if shape.header_row >= 0:
        page.repeat_rows(shape.header_row)
    page.set_footer("&L&F&C&A&RPage &P of &N")


def draw_charts(page: Worksheet, place: int, charts: list[tuple[int, str]]) -> None:
    """The small charts of one column, which share their look."""
    location = [xl_rowcol_to_cell(row, place) for row, _ in charts]
    page.add_sparkline(location[0], {"location": location, "range": [cells for _, cells in charts], **_CHART})


def heading_form(column: SheetColumn) -> str:
    """Headings stand over numbers as the numbers' symbols do."""
    return "wrap" if column.form in {"text", "wrap"} else "centre"


def coloured_cells(tone: str, columns: int) -> int:
    """How many cells a line above the table colours: the banner runs over all columns."""
    return columns if tone == "banner" else 1
