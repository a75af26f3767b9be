"""Text never becomes a formula, a link or a number, in any file or column."""

from __future__ import annotations

import csv
import json
import zipfile
from io import BytesIO, StringIO

import fastexcel
import pytest

from exports.filled_returns.render import render
from exports.formats.spreadsheet_csv import GUARD, guard_formula
from tests.exports.builders import cell, filled
from tests.exports.payloads import PAYLOADS
from tests.exports.reading import opened, values

RETURNS = ("core-data-set", "national-indicators", "vital-signs", "ndtms", "ofsted-profile", "crc", "plain")
FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


def poisoned(return_code: str):
    """A return in which every text that a person or file supplies is a payload."""
    cells = [
        cell(f"X {number}", text, commentary=text, value="1", agency=text, disagreement=text, area_name=text,
             section=text, unit=text, status="provisional")
        for number, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    cells += [cell(f"Y {n}", text, symbol="not_available", reason=text) for n, text in enumerate(PAYLOADS)]
    sources = [{"file": "f" * 64, "file_name": text, "agency": text, "kind": "submitted"} for text in PAYLOADS]
    return filled(return_code, cells, sources=sources)


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("return_code", RETURNS)
def test_no_workbook_holds_a_formula_or_a_link(return_code: str) -> None:
    data = render(poisoned(return_code), "xlsx")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("_rels/sheet" in name for name in archive.namelist())
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    cells = [cell for page in opened(data) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s", "inlineStr"}


@pytest.mark.parametrize("return_code", RETURNS)
def test_the_text_is_whole_in_the_workbook(return_code: str) -> None:
    book = opened(render(poisoned(return_code), "xlsx"))
    seen = {value for page in book for row in values(page) for value in row}
    labels = {text for text in PAYLOADS if text not in seen}
    # Client groups are read from labels, so a label with a colon is shown in two columns.
    assert not {text for text in labels if return_code != "ndtms" or ": " not in text}


def test_another_reader_sees_the_same_texts() -> None:
    reader = fastexcel.read_excel(render(poisoned("plain"), "xlsx"))
    shown = reader.load_sheet("Figures", header_row=None, dtypes="string").to_polars()
    assert set(shown.to_series(1).drop_nulls()) >= {text for text in PAYLOADS if "\uffff" not in text}


def test_no_csv_cell_begins_as_a_formula() -> None:
    rows = list(csv.reader(StringIO(render(poisoned("plain"), "csv").decode(), newline="")))
    for row in rows:
        assert not [text for text in row if text.startswith(FORMULA_STARTS) and not _is_number(text)]


@pytest.mark.parametrize("text", PAYLOADS)
def test_the_guard_is_one_apostrophe_and_no_more(text: str) -> None:
    assert guard_formula(text) in {text, GUARD + text}
    assert guard_formula("plain text") == "plain text"


def test_json_holds_each_text_as_it_is() -> None:
    cells = json.loads(render(poisoned("plain"), "json"))["cells"]
    assert {one["label"] for one in cells} == set(PAYLOADS)


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
