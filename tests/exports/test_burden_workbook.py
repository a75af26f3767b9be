"""The burden's workbook says what its CSV says, number by number."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from exports.burden_workbook import write_burden_workbook
from mappings.burden.measure_table import to_csv
from mappings.burden.report import BurdenQuestion, BurdenReport, assess_burden
from tests.mappings.burden.small_rulesets import made, one_line
from tests.mappings.burden.test_scenarios import END, START
from tests.mappings.small_ruleset import a_return, line


@pytest.fixture(scope="module")
def report() -> BurdenReport:
    second = a_return(one_line("B 1", "cla"), **{"return": "beta"})
    return assess_burden(
        made(a_return(line("NI 1", "cla"), line("NI 2", "rate")), second), None, BurdenQuestion(START, END)
    )


def test_the_sheets_agree_with_the_csv_and_with_each_other(report: BurdenReport) -> None:
    data = write_burden_workbook(report)
    assert data == write_burden_workbook(report)
    book = load_workbook(BytesIO(data), read_only=True)
    assert book.sheetnames == ["About", "Waterfall", "Gains and losses", "Reconciled", "All numbers", "Cells"]
    rows = list(book["All numbers"].iter_rows(values_only=True))
    table = list(csv.reader(StringIO(to_csv(report).decode())))
    assert len(rows) == len(table)
    for sheet_row, csv_row in zip(rows[1:], table[1:], strict=True):
        assert [str(value or "") for value in sheet_row[:5]] == csv_row[:5]
        assert float(sheet_row[5] or 0) == float(csv_row[5])
    waterfall = list(book["Waterfall"].iter_rows(min_row=2, values_only=True))
    assert waterfall[0][3] + sum(row[2] for row in waterfall) == waterfall[-1][3]
    assert len(list(book["Cells"].iter_rows(min_row=2))) == report.ledger.cells.height
