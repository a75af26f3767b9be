"""The workbook of a work list: counts, then the records, and no cell that a spreadsheet would run."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import polars as pl

from exports.records.work_list_workbook import ONLY_FOR, render_work_list
from indicators.records.work_lists import LACKING_SCHEMA
from tests.shipped import read_work_lists

LISTS = read_work_lists("children-looked-after")[:2]
NAMES = [each.name for each in LISTS]


def _frame(*records: str) -> pl.DataFrame:
    rows = [[NAMES[0], "OC2", "oc2.csv", n, record, "HEALTH_ASSESSMENT"] for n, record in enumerate(records, start=2)]
    return pl.DataFrame(rows, schema=LACKING_SCHEMA, orient="row")


def _write(lacking: pl.DataFrame) -> bytes:
    return render_work_list(LISTS, lacking, title="Children looked after", agency="E10000024", period="FY2023-24")


def _sheets(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_each_list_is_counted_even_where_it_names_nothing() -> None:
    sheets = _sheets(_write(_frame("1", "2")))
    assert sheets["Lists"][2][0] == ONLY_FOR
    assert [row[:2] for row in sheets["Lists"][5:]] == [(LISTS[0].title, 2), (LISTS[1].title, 0)]
    assert sheets["Lists"][5][2] == "cla-health-assessment"


def test_each_record_is_named_with_where_it_stands() -> None:
    assert _sheets(_write(_frame("0012")))["Records"] == [
        ("List", "Record", "File or table", "Row", "Columns"),
        (LISTS[0].title, "0012", "oc2.csv", 2, "HEALTH_ASSESSMENT"),
    ]


def test_an_id_that_looks_like_a_formula_a_number_or_a_link_stays_text() -> None:
    ids = ["=1+1", "1e5", "https://example.org", "@x", "+1", ""]
    book = openpyxl.load_workbook(BytesIO(_write(_frame(*ids))))
    cells = [row[1] for row in book["Records"].iter_rows(min_row=2)]
    assert [cell.value or "" for cell in cells] == ids
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_the_same_records_give_the_same_bytes() -> None:
    assert _write(_frame("1")) == _write(_frame("1"))
    assert _sheets(_write(_frame()))["Records"] == [("List", "Record", "File or table", "Row", "Columns")]
