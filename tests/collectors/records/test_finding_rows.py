"""The rows that findings name, as the file has them: by rule, by team, in every form of file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import polars as pl
import pytest

from collectors.records import finding_rows
from collectors.records.check import check_record_file
from collectors.records.finding_rows import list_findings
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from indicators.records.finding_lists import PLACE_SCHEMA, FindingLists
from returnonce.clock import FixedClock
from tests.collectors.records.files import in_folder
from tests.collectors.records.reading import CIN, flat, write
from tests.collectors.records.test_wide_csv import BASE, FIRST, NAME, SECOND
from tests.contexts import make_context

COUNCIL, SERVICE = "nottinghamshire-childrens-services", "nottinghamshire-community-drug-service"
FOLDER = {
    "header.csv": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,Allocated Team,Note\n"
    "A1,9,12/05/2014,WBRI,UN3,0,,North,=1+1\nA2,F,31/02/2012,WBRI,UN3,0,,South,@x\nA3,9,12/05/2014,WBRI,UN3,0,,,\n",
    "episodes.csv": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "A1,03/06/2024,S,V2,N1,U6,PR1,01/06/2024,E4A,,NG1 5BJ,NG2 7QP,SC123456\n",
}
CHILD = CIN[CIN.index("<Child>") : CIN.index("</Children>")]

Lists: TypeAlias = Callable[[Path, str], FindingLists]


@pytest.fixture
def lists(unjailed: None, clock: FixedClock) -> Lists:
    def read(path: Path, record_set: str) -> FindingLists:
        context = make_context(clock=clock)
        period = "FY2024-25" if record_set.startswith("children") else None
        period = "2021-03-15" if record_set == "inspection-lists" else period
        with copy_upload(path, SERVICE if record_set == "treatment" else COUNCIL, period=period) as upload:
            result = check_record_file(CheckContext(context), upload, record_set)
            found, records = result.verdict, context.ruleset.records
            return list_findings(upload.path, upload.name, found.table, found.letters, result.read_as, records)

    return read


def rows_of(lists: FindingLists, title: str, rule: str) -> list[dict[str, Any]]:
    """The rows of one rule, their cells by the file's headings."""
    sheet = next(each for each in lists.sheets if each.title == title)
    named = sheet.rows.rename(dict(zip(sheet.rows.columns[len(PLACE_SCHEMA) :], sheet.headings, strict=True)))
    return named.filter(rule=rule).to_dicts()


def test_rules_are_worst_first_with_their_official_numbers(lists: Lists, tmp_path: Path) -> None:
    rules = lists(in_folder(tmp_path / "set", FOLDER), "children-looked-after").rules
    what, mend = "This is not a date of the form DD/MM/YYYY.", "Write the date as DD/MM/YYYY."
    assert rules.rows()[0] == ("error", "102", "Header", "DOB", "C", what, 1, mend)
    assert rules["severity"].to_list() == sorted(rules["severity"], key=["error", "query", "note"].index)
    queries = rules.filter(pl.col("severity") == "query", pl.col("rows") > 0)["rows"]
    assert queries.to_list() == sorted(queries, reverse=True)
    assert "official rule" not in "".join(rules["what"])


def test_a_row_has_every_cell_of_the_file_and_its_team(lists: Lists, tmp_path: Path) -> None:
    found = lists(in_folder(tmp_path / "set", FOLDER), "children-looked-after")
    [wrong] = rows_of(found, "Header", "102")
    assert (wrong["row"], wrong["team"], wrong["column"]) == (3, "South", "DOB")
    assert [wrong[name] for name in ("CHILD", "DOB", "Allocated Team", "Note")] == ["A2", "31/02/2012", "South", "@x"]
    [episode] = rows_of(found, "Episodes", "356")
    assert (episode["row"], episode["team"], episode["DEC"]) == (2, None, "01/06/2024")


def test_teams_count_the_rows_of_each_rule(lists: Lists, tmp_path: Path) -> None:
    teams = lists(in_folder(tmp_path / "set", FOLDER), "children-looked-after").teams
    assert teams is not None
    assert teams.filter(rule="102").select("team", "table", "rows").rows() == [("South", "Header", 1)]
    assert teams.filter(pl.col("what").str.contains("code"))["team"].to_list() == ["North", None]


@pytest.mark.parametrize(
    ("heading", "is_team"),
    [("Team", True), ("TEAM", True), ("Allocated_team", True), ("WorkerTeam", True), ("Team name", True),
     ("Team start date", False), ("Teamwork", False)],
)  # fmt: skip
def test_a_heading_that_ends_with_team_is_one(heading: str, is_team: bool, lists: Lists, tmp_path: Path) -> None:
    files = FOLDER | {"header.csv": FOLDER["header.csv"].replace("Allocated Team", heading)}
    assert (lists(in_folder(tmp_path / "set", files), "children-looked-after").teams is not None) == is_team


def test_more_rows_than_are_listed_are_counted(lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_rows, "LISTED_ROWS", 2)
    more = "".join(f"B{number},F,31/02/2012,WBRI,UN3,0,,South,\n" for number in range(4))
    files = FOLDER | {"header.csv": FOLDER["header.csv"] + more}
    found = lists(in_folder(tmp_path / "set", files), "children-looked-after")
    rows = rows_of(found, "Header", "102")
    assert [row["CHILD"] for row in rows] == ["A2", "B0", None]
    assert rows[-1]["what"] == "And 3 more rows: mend the cause and check again."
    assert found.rules.row(0, named=True)["rows"] == 5
    assert found.teams is not None
    assert found.teams.filter(rule="102")["rows"].to_list() == [5]


def test_records_of_a_file_of_one_line_are_told_apart(lists: Lists, tmp_path: Path) -> None:
    children = "".join(CHILD.replace("C1", f"C{n}").replace("VIS", f"ODD{n}") for n in range(3))
    path = write(tmp_path / "census.xml", CIN.replace(CHILD, children).replace("\n", ""))
    found = lists(path, "children-in-need")
    assert set(found.rules.filter(table="Disability")["rule"]) == {"record-code", "8540, an error"}
    rows = rows_of(found, "Disability", "record-code")
    assert [(row["record"], row["LAchildID"], row["Disability"]) for row in rows] == [
        (f"Child[{n + 1}]/Disability[2]", f"C{n}", f"ODD{n}") for n in range(3)
    ]
    assert not found.rules["what"].str.contains(r"Child\[").any()
    assert found.teams is None


def test_an_element_of_a_team_is_one_of_the_record_in_which_it_stands(lists: Lists, tmp_path: Path) -> None:
    text = CIN.replace("<Sex>M</Sex>", "<Sex>Q</Sex><AllocatedTeam>East</AllocatedTeam>")
    text = text.replace("<PrimaryNeedCode>N1<", "<WorkerTeam>North</WorkerTeam><PrimaryNeedCode>N77<")
    found = lists(write(tmp_path / "census.xml", text.replace("VIS", "ODD")), "children-in-need")
    assert found.teams is not None
    teams = set(found.teams.filter(pl.col("what").str.contains("This code"))[["team", "table"]].rows())
    assert teams == {("East", "Child"), ("North", "CINdetails")}
    [disability] = rows_of(found, "Disability", "record-code")
    assert (disability["Disability"], disability["team"]) == ("ODD", None)


def test_a_wide_file_has_one_sheet(lists: Lists, tmp_path: Path) -> None:
    keys = {"SEX": "Q", "Key worker team": "East", "ODD": "-1"}
    path = write(tmp_path / NAME.replace("N0852", "X0003"), flat(BASE | FIRST | keys, BASE | SECOND | keys))
    found = lists(path, "treatment")
    assert [sheet.title for sheet in found.sheets] == ["Records"]
    [rule] = found.rules.filter(column="SEX")["rule"].unique().to_list()
    assert [(row["row"], row["team"], row["SEX"], row["ODD"]) for row in rows_of(found, "Records", rule)] == [
        (2, "East", "Q", "-1")
    ]


def test_a_workbook_has_the_rows_of_its_sheets(lists: Lists, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "List 3"
    for cells in (
        ["Referrals of the year"], [],
        ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Date of referral", "Allocated Team", "Ours"],
        ["R1", "b) Female", "a) WBRI", "no day", "2020-09-16", "Assessment 1", "-5"],
    ):  # fmt: skip
        sheet.append(cells)
    book.save(tmp_path / "lists.xlsx")
    found = lists(tmp_path / "lists.xlsx", "inspection-lists")
    [rule] = found.rules.filter(column="Date of Birth")["rule"].unique().to_list()
    [row] = rows_of(found, "List 3", rule)
    assert (row["row"], row["team"], row["Date of Birth"], row["Ours"]) == (4, "Assessment 1", "no day", "-5")
