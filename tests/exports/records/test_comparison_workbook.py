"""The comparison of two workbooks as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

from exports.records.comparison_workbook import NAMED, render_comparison
from indicators.records.workbook_comparison import Comparison, compare_workbooks
from tests.indicators.records.views.inspection_lists.small_workbooks import CHILD, DAY, workbook


def found() -> Comparison:
    ours = workbook(
        {1: [{CHILD: "PLANTED-1", "Date of Contact": DAY, "Gender": "x"}, {CHILD: "B", "Gender": "a) Male"}]}
    )
    return compare_workbooks(
        ours, workbook({1: [{CHILD: "PLANTED-2", "Gender": "a) Male"}, {CHILD: "B", "Gender": "Female"}]})
    )


def rows(data: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(BytesIO(data))[sheet].iter_rows(values_only=True))


def test_counts_first_and_children_last() -> None:
    data = render_comparison(found(), here="ours", there="theirs", people=True)
    assert openpyxl.load_workbook(BytesIO(data)).sheetnames == ["Lists", "Columns", "Codes", "People"]
    assert rows(data, "Lists")[4][:9] == ("List 1", "Contacts", 2, 2, 2, 2, 1, 1, 1)
    assert ("List 1", "Gender", "filled", "filled", 1) in rows(data, "Columns")
    assert ("List 1", "Date of Contact", "filled", "empty", None) in rows(data, "Columns")
    assert rows(data, "Codes")[3:] == [("List 1", "Gender", 1, 0)]
    people = rows(data, "People")
    assert people[1][0] == NAMED
    assert people[3:] == [("List 1", "here", "PLANTED-1", 1), ("List 1", "there", "PLANTED-2", 1)]


def test_without_the_last_sheet_nobody_is_named() -> None:
    book = openpyxl.load_workbook(BytesIO(render_comparison(found(), here="ours", there="theirs", people=False)))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert book.sheetnames == ["Lists", "Columns", "Codes"]
    assert not any("PLANTED" in cell for cell in cells)


def test_the_same_comparison_gives_the_same_bytes() -> None:
    first, second = (render_comparison(found(), here="a", there="b", people=True) for _ in range(2))
    assert first == second
