"""An Annex A workbook as a case system makes it: read, checked, and turned into figures."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from collectors.recognise_record_set import recognise_record_set
from collectors.records.content_checks import check_records
from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from indicators.period.arithmetic import day
from indicators.records.record_frames import Records
from tests.indicators.records.views.inspection_lists.small_workbooks import figures
from tests.shipped import RECORDS, load_finding_kinds, load_record_set

SET = load_record_set("inspection-lists")
DAY = date(2021, 3, 16)
CONTACTS: list[list[Any]] = [
    ["child unique id ", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of contact", "Contact Source"],
    [9212044, "Female", "a) WBRI", datetime(2015, 1, 25), 6.138261464750171, datetime(2020, 9, 17), "q) 6: Police"],  # noqa: DTZ001
    ["PLANTED-7", "b) Female", "k) APKN", None, None, datetime(2020, 9, 17), "by a PLANTED-8 neighbour"],  # noqa: DTZ001
    ["PLANTED-7", "b) Female", "k) APKN", None, None, datetime(2020, 9, 17), "by a PLANTED-8 neighbour"],  # noqa: DTZ001
]
LEAVERS: list[list[Any]] = [
    ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Does the Child have a Disability",
     "Eligibility Category", "LA in Touch", "Type of Accommodation", "Suitability of Accommodation", "Activity Status"],
    ["A", "a) Male", "r) OOTH", None, 18.6, "b) No", "b) Former relevant child", "a) Yes", "U: Independent living",
     "a) Suitable", "F1: Full time in higher education"],
]  # fmt: skip


def read(folder: Path, **sheets: list[list[Any]]) -> tuple[Records, pl.DataFrame]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    path = folder / "lists.xlsx"
    book.save(path)
    assert recognise_record_set(path, RECORDS, name=path.name) == "inspection-lists"
    raw = read_records(path, load_headings(RECORDS, "inspection-lists"), name=path.name)
    records, marks = type_records(raw, SET, day(DAY))
    checked = check_records(records, read_on=DAY)
    return records, word_record_marks(pl.concat([raw.marks, marks, checked]), SET, load_finding_kinds())


def test_a_workbook_as_systems_make_it_is_taken(tmp_path: Path) -> None:
    records, findings = read(tmp_path, List_1=CONTACTS, List_9=LEAVERS)
    assert "error" not in findings["severity"].to_list()
    assert records.tables["List 1"]["Age of Child (Years)"].to_list()[0].startswith("6.13")
    derived_figures = figures(records)
    assert (derived_figures["contacts"], derived_figures["contacts-children"]) == ((2, None), (2, None))
    assert derived_figures["contacts-from-police"] == (1, 2)
    assert (derived_figures["care-leavers"], derived_figures["care-leavers-eet"]) == ((1, None), (1, 1))


def test_what_it_leaves_out_is_asked_about_and_gives_no_figure(tmp_path: Path) -> None:
    records, findings = read(tmp_path, List_1=CONTACTS, List_9=LEAVERS)
    asked = findings.filter(pl.col("code") == "record-column-left-out")
    assert set(asked["sheet"]) == {"List 9"}
    assert "Allocated Personal Advisor" in asked["column"].to_list()
    derived_figures = figures(records)
    assert not {"care-leavers-personal-adviser", "care-leavers-pathway-reviewed", "referrals", "adopters"} & set(
        derived_figures
    )


def test_an_unknown_spelling_is_asked_about_and_kept_and_never_told(tmp_path: Path) -> None:
    records, findings = read(tmp_path, List_1=CONTACTS, List_9=LEAVERS)
    asked = findings.filter(pl.col("code") == "record-code")
    assert asked.select("severity", "sheet", "row", "column").rows() == [("query", "List 1", 3, "Contact Source")]
    assert records.tables["List 1"]["Contact Source"].to_list() == ["q) 6: Police", "by a PLANTED-8 neighbour"]
    assert "PLANTED" not in str(findings.to_dicts())


def test_a_row_given_twice_is_counted_once(tmp_path: Path) -> None:
    records, findings = read(tmp_path, List_1=CONTACTS)
    assert records.tables["List 1"].height == 2
    again = findings.filter(pl.col("code") == "record-duplicate")
    assert again.select("severity", "sheet", "row").rows() == [("query", "List 1", 4)]


def test_what_contradicts_itself_in_one_row_is_refused(tmp_path: Path) -> None:
    rows = [
        [
            "Child Unique ID",
            "Gender",
            "Continuous Assessment Start Date",
            "Continuous Assessment Date of Authorisation",
        ],
        ["A", "a) Male", datetime(2021, 1, 4), datetime(2021, 1, 3)],  # noqa: DTZ001
    ]
    _, findings = read(tmp_path, List_4=rows)
    wrong = findings.filter(pl.col("severity") == "error")
    assert wrong["code"].to_list() == ["inspection-lists:assessment-ends-before-it-begins"]
