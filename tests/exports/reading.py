"""Workbooks read back with openpyxl, and compared cell by cell."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def opened(data: bytes) -> Workbook:
    """The workbook; openpyxl warns that it would lose small charts on saving, which nothing here does."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sparkline Group extension")
        return load_workbook(BytesIO(data))


def values(page: Worksheet) -> list[list[Any]]:
    return [[_decoded(cell.value) for cell in row] for row in page.iter_rows()]


def _decoded(value: Any) -> Any:
    """Spreadsheet programs read ``_x0041_`` as ``A``; openpyxl leaves it to its caller."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


def table(data: bytes, sheet: str, first_heading: str) -> list[dict[str, Any]]:
    """A sheet's table as a list of rows, found by the first cell of its headings."""
    rows = values(opened(data)[sheet])
    header = next(index for index, row in enumerate(rows) if row[0] == first_heading)
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]


def everything(data: bytes) -> dict[str, Any]:
    """All that a reader can see of a workbook: cells with type and style, and each sheet's set-up."""
    book = opened(data)
    about = (book.properties.title, book.properties.subject, book.properties.creator, book.properties.created)
    names = {page.title: dict(page.defined_names) for page in book}
    return {"about": about, "names": _texts(names), "sheets": [_page(page) for page in book]}


def _texts(names: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {
        title: sorted((name, item.attr_text) for name, item in actual_name.items())
        for title, actual_name in names.items()
    }


def _page(page: Worksheet) -> dict[str, Any]:
    return {
        "title": page.title,
        "dimensions": page.dimensions,
        "freeze": page.freeze_panes,
        "filter": page.auto_filter.ref,
        "repeat": page.print_title_rows,
        "landscape": page.page_setup.orientation,
        "paper": page.page_setup.paperSize,
        "fit": (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight),
        "footer": page.oddFooter.left.text,
        "grid": page.sheet_view.showGridLines,
        "widths": {letter: (size.min, size.max, size.width) for letter, size in page.column_dimensions.items()},
        "heights": {row: size.height for row, size in page.row_dimensions.items()},
        "cells": [[_cell(cell) for cell in row] for row in page.iter_rows()],
    }


def _cell(cell: Any) -> tuple[Any, ...]:
    style = (cell.font.name, cell.font.sz, cell.font.b, cell.font.i, cell.font.color and cell.font.color.rgb)
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
    place = (cell.alignment.horizontal, cell.alignment.vertical, cell.alignment.wrap_text)
    kind = "s" if cell.data_type in {"s", "inlineStr"} else cell.data_type
    return (cell.value, kind, cell.number_format, style, fill, place, cell.border.left.style)
