"""Files of records of every form to tables under our names: what is read, from where, and what is said of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from collectors.records.headings import load_headings
from collectors.records.read import read_records
from indicators.records.record_frames import FILE, ID, PARENT, ROW
from returnonce.errors import NotFound
from tests.collectors.records.files import EPISODES, HEADER, in_folder, ssda903
from tests.collectors.records.reading import CIN, LOOKED_AFTER_XML, codes, judge, read, workbook, write, zipped
from tests.shipped import RECORDS

LOOKED_AFTER, IN_NEED, LISTS = "children-looked-after", "children-in-need", "inspection-lists"


@pytest.mark.long
def test_a_folder_a_zip_and_single_files_give_the_same_tables(tmp_path: Path) -> None:
    files = ssda903()
    folder = read(in_folder(tmp_path / "year", files), LOOKED_AFTER)
    packed = read(zipped(tmp_path / "year.zip", {f"2025/{name}": text for name, text in files.items()}), LOOKED_AFTER)
    assert folder.tables.keys() == packed.tables.keys() == {"Header", "Episodes", "OC2"}
    assert all(packed.tables[name].equals(table) for name, table in folder.tables.items())
    assert folder.marks.is_empty()
    assert packed.marks.is_empty()
    single = read(write(tmp_path / "upload", files["episodes.csv"]), LOOKED_AFTER, name="x.csv")
    assert single.tables["Episodes"].equals(folder.tables["Episodes"])


def test_rows_are_numbered_as_a_spreadsheet_shows_them(unjailed: None, tmp_path: Path) -> None:
    text = "CHILD,DOB,REVIEW,REVIEW_CODE\nC1,01/01/2010,01/02/2024,PN1\n,,,\nC2,01/01/2010,01/02/2024,PN1\n"
    table = read(write(tmp_path / "r.csv", text), LOOKED_AFTER).tables["Reviews"]
    assert table.select(ROW, ID, PARENT, FILE).rows() == [(2, 0, None, "reviews.csv"), (4, 1, None, "reviews.csv")]


@pytest.mark.parametrize(
    "header",
    [
        "REVIEW_CODE,REVIEW,DOB,CHILD",
        ' review_code , "Review" ,dob,Child ',
        "\ufeffReview Code,REVIEW,DOB,CHILDID",
        "'REVIEW_CODE',REVIEW,\u00a0DOB,CHILD",
    ],
)
def test_headings_are_known_in_any_order_case_and_spelling(header: str, unjailed: None, tmp_path: Path) -> None:
    raw = read(write(tmp_path / "anything.csv", f"{header}\nPN1, 01/02/2024 ,01/01/2010,C1\n"), LOOKED_AFTER)
    row = raw.tables["Reviews"].row(0, named=True)
    assert (row["CHILD"], row["REVIEW"], row["REVIEW_CODE"]) == ("C1", "01/02/2024", "PN1")
    assert raw.marks.is_empty()


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (f"{HEADER}\nC1,M,01/01/2010,WBRI,UN1,,\n".encode("utf-8-sig"), None),
        (f"{HEADER}\nC1,M,01/01/2010,WBRI,UN1,,\n".encode("utf-16"), "Unicode of 16 bits"),
        (f"{HEADER}\nRené,M,01/01/2010,WBRI,UN1,,\n".encode("cp1252"), "Windows text (cp1252)"),
    ],
)
def test_letters_are_read_in_the_usual_encodings(
    data: bytes, detail: str | None, unjailed: None, tmp_path: Path
) -> None:
    raw = read(write(tmp_path / "h.csv", data), LOOKED_AFTER)
    assert raw.tables["Header"]["CHILD"].to_list() in (["C1"], ["René"])
    assert raw.marks["detail"].to_list() == ([detail] if detail else [])
    assert set(raw.marks["code"]) <= {"record-encoding"}


def test_characters_that_nobody_sees_are_taken_out_and_told(unjailed: None, tmp_path: Path) -> None:
    rows = "C\u200b1,M,01/01/2010,WB\u202eRI,UN1,,\nC\u20602,F,01/01/2010,René,UN2,,\n"
    text = "\n".join([HEADER.replace("SEX", "S\u200bEX"), rows])
    raw = read(write(tmp_path / "h.csv", text.encode()), LOOKED_AFTER)
    assert raw.tables["Header"].select("CHILD", "SEX", "ETHNIC").rows() == [("C1", "M", "WBRI"), ("C2", "F", "René")]
    assert raw.marks.select("code", "table", "row", "column", "detail").rows() == [
        ("record-text-cleaned", "Header", 2, "CHILD", "2 cells"),
        ("record-text-cleaned", "Header", 2, "ETHNIC", "1 cell"),
    ]


def test_the_version_that_fits_best_is_told(unjailed: None, tmp_path: Path) -> None:
    files = {"header.csv": HEADER + "\nC1,1,01/01/2010,WBRI,UN1,,\n"}
    newest = files | {"dolo.csv": "CHILD,DOB,DOLO_START,DOLO_END\nC1,01/01/2010,01/05/2026,\n"}
    assert "FY2016-17" in read(in_folder(tmp_path / "a", files), LOOKED_AFTER).facts["best_versions"]
    assert read(in_folder(tmp_path / "b", newest), LOOKED_AFTER).facts["best_versions"] == ["FY2026-27"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.csv": EPISODES, "b.csv": EPISODES}, ["record-empty", "record-table-twice"]),
        ({"a.csv": "NAME,TEAM\nx,y\n"}, ["record-file-unknown", "record-not-this-set"]),
        ({"readme.md": "hello", "h.csv": f"{HEADER}\nC1,M,01/01/2010,WBRI,,,\n"}, ["record-file-left"]),
        ({"h.csv": f"{HEADER},SURNAME\nC1,M,01/01/2010,WBRI,,,,x\n"}, ["record-unknown-column"]),
        ({"h.csv": f"{HEADER},SURNAME\nC1,M,01/01/2010,WBRI,,,,\n"}, []),
        ({"h.csv": f"{HEADER},Worker team\nC1,M,01/01/2010,WBRI,,,,x\n"}, ["record-team-column"]),
        ({"h.csv": f"{HEADER},DOB\nC1,M,01/01/2010,WBRI,,,,02/01/2010\n"}, ["record-column-twice"]),
        ({"h.csv": f"{HEADER},DOB\nC1,M,01/01/2010,WBRI,,,,01/01/2010\n"}, []),
        ({"h.csv": f"{HEADER}\nC1,M\n"}, ["record-truncated"]),
        ({"h.csv": f"{HEADER}\nC1,M\nC2,M,01/01/2010,WBRI,,,\n"}, ["record-cells"]),
        ({"h.csv": f'{HEADER}\nC1,"M,01/01/2010,WBRI,,,\n'}, ["record-truncated"]),
        ({"h.csv": f"{HEADER}\nC1,M,01/01/2010,WBRI,,,\n".replace(",", ";")}, ["record-separator"]),
        ({"h.csv": f"{HEADER}\nC\x001,M,01/01/2010,WBRI,,,\n"}, ["record-bytes"]),
        ({"h.csv": "<html><body><h1>Please log in</h1></body></html>"}, ["record-html"]),
        ({"h.csv": ""}, ["record-empty"]),
        ({"h.csv": HEADER}, ["record-empty"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(
    files: dict[str, str], expected: list[str], unjailed: None, tmp_path: Path
) -> None:
    assert codes(read(zipped(tmp_path / "x.zip", files), LOOKED_AFTER).marks) == expected


def test_one_file_of_several_is_named_by_its_number_or_table(unjailed: None, tmp_path: Path) -> None:
    files = {"a.csv": f"{HEADER}\nC1,M\n", "b.csv": f"{EPISODES},X\n{',1' * 13}\n", "c.csv": "Z\n1\n"}
    marks = read(zipped(tmp_path / "x.zip", files), LOOKED_AFTER).marks
    assert set(marks.select("code", "table", "row", "column").iter_rows()) == {
        ("record-truncated", "file 1", 2, None),
        ("record-unknown-column", "Episodes", 1, "N"),
        ("record-file-unknown", "file 3", None, None),
    }


def test_a_file_that_cannot_be_read_is_called_by_the_table_after_which_it_is_named(
    unjailed: None, tmp_path: Path
) -> None:
    files = {
        "2025_header.csv": f"{HEADER}\nC1,M,01/01/2010,WBRI,,,\n", "2025_episodes.csv": EPISODES.replace(",", ";"),
        "2025_oc3.csv": "", "2025_missing.csv": "Z\n1\n",
    }  # fmt: skip
    _, _, findings = judge(zipped(tmp_path / "x.zip", files), LOOKED_AFTER)
    of_files = findings.filter(pl.col("code").is_in(["record-separator", "record-file-blank", "record-file-unknown"]))
    assert set(of_files.select("severity", "code", "sheet").iter_rows()) == {
        ("error", "record-separator", "Episodes"),
        ("note", "record-file-blank", "OC3"),
        ("query", "record-file-unknown", "Missing"),
    }
    assert "record-missing-table" not in findings["code"]


def test_a_census_is_read_with_its_nesting(tmp_path: Path) -> None:
    raw, records, findings = judge(write(tmp_path / "cin.xml", CIN), IN_NEED)
    tables = records.tables
    assert {name: table.height for name, table in tables.items() if table.height} == {
        "Header": 1, "Child": 1, "Disability": 2, "CINdetails": 2, "Assessment": 1, "AssessmentFactor": 2,
        "ChildProtectionPlan": 1, "CPPreview": 1,
    }  # fmt: skip
    assert (raw.facts["year"], raw.facts["lea"], raw.facts["reference_date"]) == ("2025", "891", "2025-03-31")
    assert tables["CINdetails"]["ReferralNFA"].to_list() == ["0", "1"]
    assert tables["CPPreview"].select("LAchildID", "CPPreviewDate", PARENT).rows() == [("C1", date(2024, 8, 1), 0)]
    assert tables["Assessment"][ROW].to_list() == [11]
    assert "error" not in findings["severity"]


def test_stray_text_empty_blocks_and_prefixes_do_not_matter(unjailed: None, tmp_path: Path) -> None:
    odd = CIN.replace("<Child>", "<Child>stray").replace("</Message>", "<Nothing/></Message>")
    odd = odd.replace("<Message>", '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made today --><Message>')
    spaced = odd.replace("<Sex>M<", "<Sex>\n M <")
    for text in (odd, spaced, spaced.encode("utf-16")):
        raw = read(write(tmp_path / "cin.xml", text), IN_NEED)
        assert raw.marks.is_empty()
        assert raw.tables["Child"]["Sex"].to_list() == ["M"]


def test_a_return_of_children_looked_after_is_read_from_xml(unjailed: None, tmp_path: Path) -> None:
    raw, records, _ = judge(write(tmp_path / "903.xml", LOOKED_AFTER_XML), LOOKED_AFTER)
    tables = records.tables
    assert {name: table.height for name, table in tables.items() if table.height} == {
        "Header": 1, "Episodes": 1, "Reviews": 2, "UASC": 1, "OC3": 1, "AD1": 1, "Missing": 1,
    }  # fmt: skip
    assert tables["Episodes"].select("CHILD", "PLACE", "DEC").rows() == [("C1", "U4", None)]
    assert tables["UASC"].select("CHILD", "SEX", "DOB", "DUC").rows() == [("C1", "M", date(2010, 5, 17), None)]
    assert tables["Reviews"][PARENT].null_count() == 2
    assert raw.marks.is_empty()


def test_letters_of_windows_in_xml_are_read_with_a_note(unjailed: None, tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-8"?>' + CIN.replace("C1", "René")
    raw = read(write(tmp_path / "cin.xml", text.encode("cp1252")), IN_NEED)
    assert codes(raw.marks) == ["record-encoding"]
    assert raw.tables["Child"]["LAchildID"].to_list() == ["René"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CIN[: len(CIN) // 2], "record-truncated"),
        (CIN.replace("</Children>", "</Childs>"), "record-xml"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + CIN, "record-doctype"),
        ("<Other><Child/></Other>", "record-not-this-set"),
        (LOOKED_AFTER_XML, "record-not-this-set"),
        (CIN.replace("<Sex>M</Sex>", "<Sex>M</Sex><Sex>F</Sex>"), "record-element-twice"),
        (CIN.replace("<CPPreviewDate>2024-08-01</CPPreviewDate>", "<CPPreviewDate/>"), "record-element-blank"),
        (
            CIN.replace("<CPPreviewDate>2024-08-01</CPPreviewDate>", "<CPPreviewDate> </CPPreviewDate>"),
            "record-element-blank",
        ),
        (CIN.replace("<Sex>", "<Surname>x</Surname><Sex>"), "record-unknown-column"),
        ('<?xml version="1.0" encoding="martian"?>' + CIN, "record-letters"),
        ("<Message/>", "record-not-this-set"),
    ],
)
def test_what_is_wrong_with_xml_is_said(text: str, expected: str, unjailed: None, tmp_path: Path) -> None:
    assert codes(read(write(tmp_path / "x.xml", text), IN_NEED).marks) == [expected]


@pytest.mark.parametrize("flag", ["", "<UASC/>", "<UASC>2</UASC>", "<UASC>true</UASC>"])
def test_a_child_of_whom_xml_does_not_say_whether_it_seeks_asylum_is_named(
    flag: str, unjailed: None, tmp_path: Path
) -> None:
    text = LOOKED_AFTER_XML.replace("<UASC>1</UASC>", flag)
    raw = read(write(tmp_path / "x.xml", text), LOOKED_AFTER)
    assert raw.marks.select("code", "table", "column").rows() == [("record-flag", "Header", "UASC")]


LIST_1 = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact", "Contact Source"]
CHILD_1 = ["C1", "a) Male", "a) White", date(2015, 1, 25), 6, date(2020, 9, 16), "g) Police"]


@pytest.mark.parametrize("name", ["List 1", "list_1", "List 1 - Contacts", "1 Contacts", "Sheet1"])
@pytest.mark.parametrize("above", [[], [["Annex A"], [], ["Made on", "Monday"]]])
def test_a_list_is_known_by_its_sheet_or_its_columns(
    name: str, above: list[list[object]], unjailed: None, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Cover": [["Lists"]], name: [*above, LIST_1, CHILD_1]})
    raw, records, _ = judge(path, LISTS)
    row = records.tables["List 1"].row(0, named=True)
    assert (row["Child Unique ID"], row["Date of Birth"], row[ROW]) == ("C1", date(2015, 1, 25), len(above) + 2)
    assert codes(raw.marks) == ["record-sheet-left"]


def test_a_list_with_few_known_columns_is_the_one_that_its_sheet_names(unjailed: None, tmp_path: Path) -> None:
    shared, child = LIST_1[:4], CHILD_1[:4]
    sheets = {"List 2": [[*shared, "Our own column"], [*child, "x"]], "List 1": [LIST_1, CHILD_1]}
    raw = read(workbook(tmp_path / "a.xlsx", sheets), LISTS)
    assert {name: table.height for name, table in raw.tables.items()} == {"List 2": 1, "List 1": 1}


def test_a_misnamed_file_is_known_by_its_columns(unjailed: None, tmp_path: Path) -> None:
    files = ssda903()
    swapped = {"header.csv": files["episodes.csv"], "episodes.csv": files["header.csv"]}
    tables = read(zipped(tmp_path / "x.zip", swapped), LOOKED_AFTER).tables
    assert set(tables["Episodes"].columns) > {"DECOM"}
    assert set(tables["Header"].columns) > {"ETHNIC"}


def test_a_workbook_that_is_none_is_refused(unjailed: None, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"List 1": [LIST_1, CHILD_1]})
    data = path.read_bytes()
    assert codes(read(write(tmp_path / "b.xlsx", data[: len(data) // 2]), LISTS).marks) == ["record-damaged"]
    assert codes(read(write(tmp_path / "c.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9), LISTS).marks) == [
        "record-old-excel"
    ]


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_records(tmp_path / "gone.csv", load_headings(RECORDS, LOOKED_AFTER), name="gone.csv")
