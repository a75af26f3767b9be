"""Which record set a file is of: by its headings, elements, sheets or name, however damaged; figures are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.recognise_record_set import recognise_record_set
from tests.collectors.records.files import EPISODES, HEADER, in_folder, ssda903
from tests.collectors.records.reading import CIN, LOOKED_AFTER_XML, flat, workbook, write, zipped
from tests.shipped import RECORDS, list_record_sets

LOOKED_AFTER, IN_NEED, TREATMENT, LISTS = "children-looked-after", "children-in-need", "treatment", "inspection-lists"
FIGURES = "indicator,area,period,numerator,denominator\nx,E10000024,FY2024-25,1,2\n"
CLIENT = flat({"AGNCY": "N0852", "CLIENTID": "1", "EPISODID": "1", "DOB": "01/01/1980", "TRIAGED": "01/05/2013"})
BORN = "Ann,01/01/2010,05/06/2024\nBob,02/03/2011,\n"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.csv", HEADER, LOOKED_AFTER),
        ("a.csv", HEADER.encode("utf-16"), LOOKED_AFTER),
        ("a.csv", HEADER.replace(",", ";").lower(), LOOKED_AFTER),
        ("a.csv", "Made on Monday\n\n" + EPISODES, LOOKED_AFTER),
        ("a.csv", HEADER[:12], LOOKED_AFTER),
        ("header.csv", "", LOOKED_AFTER),
        ("a.csv", BORN, LOOKED_AFTER),
        ("a.csv", CLIENT, TREATMENT),
        ("N0852-20140401-20140430-TREAT-IN-K.csv", "x", TREATMENT),
        ("a.xml", CIN, IN_NEED),
        ("a.xml", CIN[:30], IN_NEED),
        ("a.xml", LOOKED_AFTER_XML, LOOKED_AFTER),
        ("a.xml", "\ufeff\n" + LOOKED_AFTER_XML[21:], LOOKED_AFTER),
        ("a.xml", "<unknown/>", IN_NEED),
        ("a.zip", b"PK\x03\x04 and no more", LOOKED_AFTER),
        ("a.csv", FIGURES, None),
        ("a.csv", FIGURES.replace("period,", "period,la,"), None),
        ("a.csv", "measure,la,year,value\nNI 62,x,2009/10,7\n", None),
        ("a.csv", "indicator,area,period\nx,y,01/04/2009\n", None),
        ("a.csv", "", None),
        ("a.pdf", b"%PDF-1.4", None),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
    ],
)  # fmt: skip
def test_a_file_is_recognised(name: str, data: str | bytes, expected: str | None, tmp_path: Path) -> None:
    assert recognise_record_set(write(tmp_path / "upload", data), RECORDS, name=name) == expected


def test_a_folder_and_a_zip_are_recognised_by_most_of_their_files(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "year", ssda903() | {"notes.txt": "hello"})
    assert recognise_record_set(folder, RECORDS, name="year") == LOOKED_AFTER
    assert recognise_record_set(zipped(tmp_path / "a.zip", {"x.csv": CLIENT}), RECORDS, name="a.zip") == TREATMENT
    assert recognise_record_set(zipped(tmp_path / "b.zip", {"x.xml": CIN}), RECORDS, name="b.zip") == IN_NEED
    assert (
        recognise_record_set(zipped(tmp_path / "c.zip", {"x.png": b"\x89PNG"}), RECORDS, name="c.zip")
        in list_record_sets()
    )


def test_workbooks_are_recognised_by_sheets_or_headings(tmp_path: Path) -> None:
    headed = [["Child Unique ID", "Date of Birth", "Date of Contact"]]
    assert recognise_record_set(workbook(tmp_path / "a.xlsx", {"List 3": [["x"]]}), RECORDS, name="a.xlsx") == LISTS
    assert recognise_record_set(workbook(tmp_path / "b.xlsx", {"Sheet1": headed}), RECORDS, name="b.xlsx") == LISTS
    assert (
        recognise_record_set(workbook(tmp_path / "c.xlsx", {"header": [HEADER.split(",")]}), RECORDS, name="c.xlsx")
        == LOOKED_AFTER
    )
    assert (
        recognise_record_set(
            workbook(tmp_path / "d.xlsx", {"Figures": [["indicator"]], "Template": [[]]}), RECORDS, name="d"
        )
        is None
    )
    assert (
        recognise_record_set(workbook(tmp_path / "e.xlsx", {"Sheet1": [["indicator", "area"]]}), RECORDS, name="e.xlsx")
        is None
    )


def test_a_list_workbook_that_was_cut_off_is_still_one(tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", {f"List {n}": [["x"] * 9] * 9 for n in range(1, 12)}).read_bytes()
    assert recognise_record_set(write(tmp_path / "b.xlsx", data[:-100]), RECORDS, name="b.xlsx") == LISTS
