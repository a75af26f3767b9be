"""The sender's own workbook back: its own cells, each finding at its cell, and mended it can be sent as it is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from collectors.check_upload import check_upload
from collectors.marked_workbook import workbook as marked_workbook
from collectors.marked_workbook.finding_places import place_findings
from collectors.marked_workbook.own_sheets import OwnSheet, read_own_sheets
from collectors.marked_workbook.workbook import write_marked_workbook
from collectors.submissions.check_context import CheckContext
from collectors.submissions.findings import Finding, as_findings
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256_file
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.conftest import NOON
from tests.shipped import load_ruleset

AGENCY = "lewisham-childrens-services"
HEADINGS = ("indicator", "area", "period", "numerator", "denominator", "value", "note")
ROWS = (
    ("NI 62", "Lewisham", "FY2009-10", "45", "450", "", "<b>=1+1</b>"),
    ("NI 62", "Lewisham", "2009", "1,000", "450", "", "0012"),
    ("NI 999", "Lewisham", "FY2009-10", "45", "450", "", ""),
)


def check(path: Path) -> UploadVerdict:
    settings = Settings(home=path.parent / "home")
    context = AppContext(settings, FixedClock(NOON), ruleset=load_ruleset())
    return check_upload(CheckContext(context), UploadedFile(path, sha256_file(path), path.name, AGENCY))


def mark(path: Path) -> bytes:
    sheets, verdict = read_own_sheets(path, path.name), check(path)
    placed = place_findings(as_findings(verdict.table), sheets, verdict.letters)
    return write_marked_workbook(sheets, placed, name=path.name, is_figures=True)


def make_book(path: Path, sheet: str = "Our figures") -> Path:
    with xlsxwriter.Workbook(path) as book:
        own = book.add_worksheet(sheet)
        for row, cells in enumerate((HEADINGS, *ROWS)):
            for column, text in enumerate(cells):
                own.write_string(row, column, text)
    return path


def make_csv(path: Path) -> Path:
    quoted = (",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *ROWS))
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    return path


@pytest.fixture(params=["xlsx", "csv"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return make_book(tmp_path / "sent.xlsx") if request.param == "xlsx" else make_csv(tmp_path / "sent.csv")


def test_every_cell_comes_back_and_each_wrong_one_says_how_to_mend_it(source: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(mark(source)))
    assert book.sheetnames == ["Errors", "Every finding", "Figures"]
    sheet = book["Figures"]
    cells = [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert cells == [list(HEADINGS), *(list(row) for row in ROWS)]
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert sorted(notes) == ["A4", "C3", "D3"]
    assert notes["C3"].startswith("Error: The period '2009' is not clear")
    assert "To mend it: Write CY2009, FY2009-10 or AY2009-10." in notes["C3"]
    assert sheet["C3"].fill.start_color.rgb == "FFF6D7D2"
    assert sheet["B3"].fill.fill_type is None, "a note is no mistake"


def test_each_cause_is_listed_once_with_a_link_to_its_cell(source: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(mark(source)))
    errors = book["Errors"]
    assert errors["A1"].value == "3 errors and 0 queries in the file"
    links = {cell.hyperlink.location for row in errors.iter_rows() for cell in row if cell.hyperlink}
    assert {"'Figures'!C3", "'Figures'!D3", "'Figures'!A4"} <= links


def test_the_workbook_sent_back_unmended_is_refused_for_the_same_and_mended_it_is_taken(
    source: Path, tmp_path: Path
) -> None:
    back = tmp_path / "back.xlsx"
    back.write_bytes(mark(source))
    first, again = (check(each).table for each in (source, back))
    said = ["code", "row", "column", "message"]
    assert again.select(said).rows() == first.select(said).rows()
    book = openpyxl.load_workbook(back)
    sheet = book["Figures"]
    sheet["C3"], sheet["D3"], sheet["A4"], sheet["A3"] = "FY2008-09", "100", "NI 62", "NI 62"
    sheet.delete_rows(4)
    book.save(back)
    assert check(back).accepted


def test_a_cell_wrong_in_its_form_stays_wrong_until_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    with xlsxwriter.Workbook(path) as book:
        own = book.add_worksheet("Figures")
        own.write_row(0, 0, ("indicator", "area", "period", "value"))
        own.write_row(1, 0, ("NI 62", "E09000023", "FY2009-10"))
        own.write_number(1, 3, 0.1, book.add_format({"num_format": "0%"}))
    back = tmp_path / "back.xlsx"
    back.write_bytes(mark(path))
    assert "cell-percent" in check(path).table["code"].to_list()
    assert "cell-percent" in check(back).table["code"].to_list()


def test_of_a_large_file_the_rows_with_findings_come_back_in_their_own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_workbook, "MOST_CELLS", 4)
    rows = tuple((number, {0: f"r{number}"}) for number in range(1, 9))
    finding = Finding("error", "code", None, 6, "r1", None, "wrong", "mend it")
    sheet = OwnSheet("A'b[c]", rows)
    data = write_marked_workbook([sheet], place_findings([finding], [sheet], {}), name="n", is_figures=False)
    book = openpyxl.load_workbook(BytesIO(data))
    own = book.worksheets[2]
    assert [cell.value for cell in own["A"]] == ["r1", None, None, None, None, "r6"]
    assert "The file is large" in str(book["Errors"]["A2"].value)


def test_what_is_no_table_gives_the_list_alone(tmp_path: Path) -> None:
    path = tmp_path / "sent.xml"
    path.write_text("<a/>")
    assert read_own_sheets(path, path.name) == ()
    finding = Finding("error", "code", "episodes", 3, "DECOM", None, "wrong", "mend it")
    placed = place_findings([finding], (), {})
    book = openpyxl.load_workbook(BytesIO(write_marked_workbook((), placed, name="n", is_figures=False)))
    assert book["Every finding"]["B2"].value == "episodes"


def test_a_table_of_records_is_the_sheet_that_names_its_columns() -> None:
    sheets = (OwnSheet("Sheet1", ((1, {0: "Child"}),)), OwnSheet("Sheet2", ((2, {1: "DECOM", 2: "DEC"}),)))
    finding = Finding("error", "c", "episodes", 9, "dec", None, "w", "m")
    placed = place_findings([finding], sheets, {"episodes!dec": "C"})
    assert (placed[0].sheet, placed[0].cell, placed[0].cell_name) == (1, (9, 2), "C9")
