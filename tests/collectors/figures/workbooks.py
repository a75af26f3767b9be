"""Workbooks for the tests: made by xlsxwriter, changed by openpyxl, or zipped by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.collectors.figures.small_ruleset import AREA

COLUMNS = ("indicator", "area", "period", "breakdown", "numerator", "denominator", "value", "symbol", "note")
FIRST = ("share", AREA, "FY2009-10", None, 12, 96, None, None, None)
SECOND = ("headcount", AREA, "FY2009-10", None, None, None, 40, None, "as counted")
AT = {name: position for position, name in enumerate(COLUMNS)}


def made(
    change: Callable[[xlsxwriter.Workbook, Worksheet], Any] | None = None,
    *,
    rows: tuple[tuple[Any, ...], ...] = (FIRST, SECOND),
    name: str = "Figures",
    **options: Any,
) -> bytes:
    """A workbook of our headings and these rows, after ``change`` has been at it."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False} | options)
    sheet = book.add_worksheet(name)
    for number, row in enumerate((COLUMNS, *rows)):
        sheet.write_row(number, 0, row)
    if change:
        change(book, sheet)
    book.close()
    return target.getvalue()


def resaved(change: Callable[[Any], Any], content: bytes | None = None) -> bytes:
    """The same, changed and saved by openpyxl, which never works formulas out."""
    book = openpyxl.load_workbook(BytesIO(content or made()))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(content: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return target.getvalue()


def with_parts(changes: Mapping[str, bytes], content: bytes | None = None) -> bytes:
    """A workbook with parts added or replaced."""
    return zipped(parts(content or made()) | dict(changes))


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet_xml(change: Callable[[str], str], content: bytes | None = None) -> bytes:
    """A workbook whose first sheet's XML is changed as text."""
    held = parts(content or made())
    return zipped(held | {SHEET: change(held[SHEET].decode()).encode()})
