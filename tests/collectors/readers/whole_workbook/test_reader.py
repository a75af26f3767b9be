from __future__ import annotations

import io
import zipfile

import openpyxl  # type: ignore[import-untyped]
import pytest

from collectors.readers.whole_workbook.reader import read_workbook
from tests.collectors.published.ods_samples import ods, package

_TABLE = (
    '<d xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:dc="d"><table:table table:name="A"><table:table-row>{}'
    "</table:table-row></table:table></d>"
)


def cell(content: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def first_row(cells: str) -> dict[int, str]:
    return read_workbook(package(_TABLE.format(cells))).sheets[0].rows[0][1]


def test_every_sheet_of_a_spreadsheet_is_read_with_its_row_numbers() -> None:
    reading = read_workbook(ods(("Cover", [["Title"], [], ["Note"]]), ("T1", [["a", None, 0.5]]), hidden=["T1"]))
    assert [(s.name, s.visible, s.rows) for s in reading.sheets] == [
        ("Cover", True, ((1, {0: "Title"}), (3, {0: "Note"}))),
        ("T1", False, ((1, {0: "a", 2: "0.5"}),)),
    ]


@pytest.mark.usefixtures("unjailed")
@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (cell("<text:p>x</text:p>", 'table:number-columns-repeated="3"'), {0: "x", 1: "x", 2: "x"}),
        (cell("<text:p>one</text:p><text:p>two</text:p>"), {0: "one\ntwo"}),
        (cell("<text:p>a<text:s text:c='2'/>b<text:line-break/>c</text:p>"), {0: "a  b\nc"}),
        (cell("<office:annotation><text:p>aside</text:p></office:annotation><text:p>said</text:p>"), {0: "said"}),
        (cell("<text:p>12%</text:p>", 'office:value-type="percentage" office:value="0.1234"'), {0: "0.1234"}),
        (cell("<text:p>45</text:p>", 'office:value-type="float" office:value="45.200000000000003"'), {0: "45.2"}),
        (cell("<text:p>3/4</text:p>", 'office:value-type="date" office:date-value="2024-04-03"'), {0: "2024-04-03"}),
        ("<table:covered-table-cell/>" + cell("<text:p>x</text:p>"), {1: "x"}),
    ],
)
def test_a_cell_is_what_is_stored_in_it(cells: str, row: dict[int, str]) -> None:
    assert first_row(cells) == row


@pytest.mark.usefixtures("unjailed")
def test_a_workbook_of_the_other_kind_reads_alike() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", None, 0.5])
    book.create_sheet("hidden").append(["b"])
    book["hidden"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    reading = read_workbook(out.getvalue())
    assert [(s.name, s.visible, s.rows) for s in reading.sheets] == [
        ("Sheet", True, ((1, {0: "a", 2: "0.5"}),)),
        ("hidden", False, ((1, {0: "b"}),)),
    ]


_FAR = '<table:table-cell table:number-columns-repeated="9999"/><table:table-cell><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package("<a><b></a>"), "file-damaged"),
        (package('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "file-damaged"),
        (package("<a/>", manifest="<manifest:encryption-data/>"), "file-encrypted"),
        (package(_TABLE.format(_FAR)), "sheet-too-large"),
        (b"PK\x03\x04 no package", "file-damaged"),
    ],
)
def test_what_cannot_be_read_safely_is_refused(data: bytes, code: str) -> None:
    assert [mark.code for mark in read_workbook(data).marks] == [code]


def test_a_package_of_another_kind_is_none_of_ours() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        files.writestr("word.txt", "x")
    assert [mark.code for mark in read_workbook(out.getvalue()).marks] == ["file-kind"]
