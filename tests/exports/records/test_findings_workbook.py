"""The workbook of findings: rules, teams and rows, and no cell that a spreadsheet would run."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import polars as pl

from exports.records.findings_workbook import NO_TEAM, render_findings
from exports.records.list_sheets import ONLY_FOR
from indicators.records.finding_lists import PLACE_SCHEMA, RULE_SCHEMA, TEAM_SCHEMA, FindingLists, FindingSheet

CELLS = ["=1+1", "+1", "-5", "@x", "https://example.org", "0012"]
HEADINGS = ("=CHILD", "", "Note", "Note", "Team", "DOB")
RULES = [("error", "102", "Header", "DOB", "D", "No date.", 2, "Write it."),
         ("query", "INT03", None, None, None, "Nothing.", 0, "Send it.")]  # fmt: skip


def _sheet(title: str, record: str | None = None, team: str | None = None) -> FindingSheet:
    places = [("102", "DOB", "D", "No date.", 3, record, team, *CELLS),
              ("102", "DOB", "D", "And 1 more", *[None] * 9)]  # fmt: skip
    schema = PLACE_SCHEMA | {f"c{number}": pl.String for number in range(len(CELLS))}
    return FindingSheet(title, HEADINGS, pl.DataFrame(places, schema=schema, orient="row"))


def _render(*sheets: FindingSheet, teams: list[tuple[Any, ...]] | None = None) -> openpyxl.Workbook:
    rules = pl.DataFrame(RULES, schema=RULE_SCHEMA, orient="row")
    counts = None if teams is None else pl.DataFrame(teams, schema=TEAM_SCHEMA, orient="row")
    data = render_findings(FindingLists(rules, counts, sheets), title="Children", agency="kent", period="FY2024-25")
    return openpyxl.load_workbook(BytesIO(data))


def _rows(book: openpyxl.Workbook, name: str) -> list[tuple[Any, ...]]:
    return list(book[name].iter_rows(values_only=True))


def test_rules_say_for_whom_they_are_and_what_is_of_the_whole_file() -> None:
    rows = _rows(_render(), "Rules")
    assert [row[0] for row in rows[:3]] == ["Findings: Children", "kent, FY2024-25", ONLY_FOR]
    assert rows[4] == (
        "Severity", "Rule", "Table", "Column", "Column letter", "What is wrong", "Rows", "What to do",
    )  # fmt: skip
    assert rows[5] == RULES[0]
    assert (rows[6][2], rows[6][6]) == ("the file", 0)


def test_a_row_is_shown_with_its_own_cells_as_text() -> None:
    book = _render(_sheet("Header"))
    rows = list(book["Header"].iter_rows())
    ours = ["Rule", "Column", "Column letter", "What is wrong", "Row"]
    assert [cell.value or "" for cell in rows[0]] == [*ours, *HEADINGS]
    assert [cell.value for cell in rows[1]] == ["102", "DOB", "D", "No date.", 3, *CELLS]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in rows for cell in row)
    assert rows[2][3].value == "And 1 more"
    assert (book["Header"].freeze_panes, book["Header"].auto_filter.ref) == ("A2", "A1:K3")


def test_record_and_team_stand_where_there_are_any() -> None:
    book = _render(_sheet("Child", record="Child[1]", team="North"), teams=[])
    assert _rows(book, "Child")[1][4:7] == (3, "Child[1]", "North")


def test_teams_have_a_sheet_if_the_file_has_a_column_of_them() -> None:
    book = _render(
        teams=[("North", "error", "102", "Header", "No date.", 1), (None, "error", "102", "Header", "No", 2)]
    )
    assert [(row[0], row[-1]) for row in _rows(book, "Teams")] == [("Team", "Rows"), ("North", 1), (NO_TEAM, 2)]
    assert "Teams" not in _render().sheetnames


def test_sheets_have_names_that_excel_takes() -> None:
    titles = ["Rules", "a/b:c", "x" * 40, "X" * 40, "History"]
    names = _render(*(_sheet(title) for title in titles)).sheetnames
    assert names == ["Rules", "Rules (2)", "a b c", "x" * 31, "X" * 27 + " (5)", "History (6)"]


def test_the_same_findings_give_the_same_bytes() -> None:
    rules = pl.DataFrame(RULES, schema=RULE_SCHEMA, orient="row")
    lists = FindingLists(rules, None, [_sheet("Header")])
    one, two = (render_findings(lists, title="Children", agency="kent", period="FY2024-25") for _ in range(2))
    assert one == two
