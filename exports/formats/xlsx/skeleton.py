"""Everything in a workbook but its cells, made once by xlsxwriter for each shape of workbook.

Two workbooks have the same shape when sheet names, widths, panes, filters and print set-up agree:
all workbooks of one return do. What still differs (title, last row) stands as a marker that is
filled in for each workbook.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from xlsxwriter.utility import xl_rowcol_to_cell

from exports.formats.deterministic_zip import ZipMember, deflate
from exports.formats.xlsx.cell_text import escape
from exports.formats.xlsx.page_setup import add_styles, draw_charts, set_up_sheet
from exports.formats.xlsx.workbook_model import SheetShape, WorkbookSheet
from returnonce.workbook import new_workbook

TITLE, SUBJECT = "@@title@@", "@@subject@@"
_LAST_ROW = 1_048_573
_CHART = "Chart!A1:B1"
_EMPTY = "<sheetData/>"
_DIMENSION = '<dimension ref="A1"/>'
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_LATE_PARTS = ("docProps/core.xml", "xl/workbook.xml")


@dataclass(frozen=True)
class Skeleton:
    """Zip members that are always the same (``ZipMember``), and those to be filled for each workbook (their text)."""

    members: tuple[tuple[str, ZipMember | str], ...]

    def members_of(self, fill: Callable[[str, str], bytes]) -> list[ZipMember]:
        """All members in order; ``fill`` turns the name and text of a waiting one into its XML."""
        return [part if isinstance(part, ZipMember) else deflate(name, fill(name, part)) for name, part in self.members]


@lru_cache(maxsize=64)
def make_skeleton(shapes: tuple[SheetShape, ...]) -> Skeleton:
    """The skeleton of all books whose sheets have these shapes."""
    target = BytesIO()
    workbook = new_workbook(target, title=TITLE, subject=SUBJECT)
    add_styles(workbook)
    for index, shape in enumerate(shapes):
        page = workbook.add_worksheet(shape.name)
        set_up_sheet(page, shape, last_row=last_row_marker(index) - 1)
        for place in shape.charts:
            draw_charts(page, place, [(0, _CHART)])
    workbook.close()
    with zipfile.ZipFile(target) as archive:
        return Skeleton(tuple((name, _part(name, archive.read(name))) for name in archive.namelist()))


def last_row_marker(index: int) -> int:
    """Stands for a sheet's last row; nothing else in a skeleton is as large a number."""
    return _LAST_ROW - index


def sheet_index(name: str) -> int | None:
    """Zero-based place of the sheet that a member holds; none for other members."""
    match = _SHEET.fullmatch(name)
    return int(match[1]) - 1 if match else None


def split_sheet(text: str) -> tuple[str, str, str]:
    """An empty sheet's XML around its dimension and its rows.

    Raises:
        ValueError: xlsxwriter no longer writes an empty sheet as it did.
    """
    before, after = text.split(_EMPTY)
    start, middle = before.split(_DIMENSION)
    return start, middle, after


def insert_charts(text: str, sheet: WorkbookSheet) -> str:
    """The end of a sheet's XML with its small charts in the place of the skeleton's."""
    for place, charts in sheet.charts.items():
        drawn = (_chart(cells, xl_rowcol_to_cell(row, place)) for row, cells in charts)
        text = text.replace(_chart(_CHART, xl_rowcol_to_cell(0, place)), "".join(drawn))
    return text


def _chart(cells: str, where: str) -> str:
    return f"<x14:sparkline><xm:f>{escape(cells)}</xm:f><xm:sqref>{where}</xm:sqref></x14:sparkline>"


def _part(name: str, data: bytes) -> ZipMember | str:
    waits = name in _LATE_PARTS or sheet_index(name) is not None
    return data.decode() if waits else deflate(name, data)
