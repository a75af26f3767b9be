"""Writes the workbook of the lists: a cover, and a sheet for each list under the template's headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from textwrap import wrap

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.formats.xlsx.styles import style_properties
from exports.records.annex_a.cover import CoverLine
from exports.records.annex_a.inspection_lists import InspectionLists
from indicators.records.record_sets import RecordTable
from returnonce.workbook import new_workbook

A4, A3 = 9, 8
DATE = "dd/mm/yyyy"
TITLE = "Annex A: child-level data for inspection"
#: Widths in characters: the least of each kind of column, and the most of any.
_LEAST = {"date": 13, "integer": 14, "code": 17, "text": 14, "postcode": 12}
_MOST = 44
#: An empty column's heading: the words stay, the strong colour goes to those that are filled.
_EMPTY = {"bg_color": "#5B6670"}


def write_lists(lists: InspectionLists, lines: Sequence[CoverLine], subject: str) -> bytes:
    """The workbook's bytes: the same for the same lists, on any day."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, title=TITLE, subject=subject)
    _write_cover(workbook, lines, subject)
    forms = _Forms(workbook)
    for name, frame in lists.frames.items():
        is_filled = {origin.column: origin.source is not None for origin in lists.origins[name]}
        _write_list(workbook.add_worksheet(name), lists.template.tables[name], frame, is_filled, forms)
    workbook.close()
    return buffer.getvalue()


class _Forms:
    """The formats of a workbook's lists, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        heading = style_properties("heading", "wrap") | {"valign": "top"}
        self.heading: Format = workbook.add_format(heading)
        self.empty: Format = workbook.add_format(heading | _EMPTY)
        self.text: Format = workbook.add_format(style_properties("plain", "text"))
        self.number: Format = workbook.add_format(style_properties("plain", "n0"))
        self.date: Format = workbook.add_format(style_properties("plain", "text") | {"num_format": DATE})


def _write_cover(workbook: Workbook, lines: Sequence[CoverLine], subject: str) -> None:
    sheet = workbook.add_worksheet("Cover")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 92)
    _set_up(sheet, paper=A4, across=1)
    title, note, section, label, plain = (
        workbook.add_format(style_properties(tone, form))
        for tone, form in (
            ("title", "text"),
            ("note", "text"),
            ("section", "text"),
            ("label", "wrap"),
            ("plain", "wrap"),
        )
    )
    sheet.write_string(0, 0, TITLE, title)
    sheet.write_string(1, 0, subject, note)
    for row, line in enumerate(lines, start=2):
        if line.is_section:
            for column, text in enumerate((line.what, "", "")):
                sheet.write_string(row, column, text, section)
            continue
        for column, (text, form) in enumerate(zip(line, (label, plain, plain), strict=True)):
            sheet.write_string(row, column, text, form)
        sheet.set_row(row, 14 * _lines(line))


def _lines(line: CoverLine) -> int:
    """How many lines of print the row needs, at the widths of the cover's columns."""
    return max(-(-len(text) // room) for text, room in zip(line, (30, 46, 105), strict=True) if text)


def _write_list(
    sheet: Worksheet, table: RecordTable, frame: pl.DataFrame, is_filled: Mapping[str, bool], forms: _Forms
) -> None:
    columns = table.columns
    widths = {heading: _width(column.type, frame[heading]) for heading, column in columns.items()}
    for place, heading in enumerate(columns):
        sheet.write_string(0, place, heading, forms.heading if is_filled[heading] else forms.empty)
        sheet.set_column(place, place, widths[heading])
        _write_cells(sheet, place, frame[heading], forms)
    sheet.set_row(0, 13 * max(_lines_of(heading, width) for heading, width in widths.items()) + 6)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, frame.height, len(columns) - 1)
    sheet.repeat_rows(0)
    _set_up(sheet, paper=A3, across=1 if len(columns) < 20 else 2)


def _width(kind: str, cells: pl.Series) -> int:
    """Room for the longest cell, within bounds."""
    longest = cells.str.len_chars().max() if cells.dtype == pl.String else None
    return min(max(_LEAST[kind], int(str(longest or 0)) + 1), _MOST)


def _write_cells(sheet: Worksheet, place: int, cells: pl.Series, forms: _Forms) -> None:
    for row, cell in enumerate(cells, start=1):
        if cell is None:
            sheet.write_blank(row, place, None, forms.text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, place, cell, forms.date)
        elif isinstance(cell, int):
            sheet.write_number(row, place, cell, forms.number)
        else:
            sheet.write_string(row, place, cell, forms.text)


def _lines_of(heading: str, width: int) -> int:
    """Lines of print of a heading that wraps between words, the button of the filter beside it."""
    return len(wrap(heading, width - 3))


def _set_up(sheet: Worksheet, *, paper: int, across: int) -> None:
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.fit_to_pages(across, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.set_footer("&L&A&RPage &P of &N")
