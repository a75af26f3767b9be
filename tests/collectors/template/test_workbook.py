"""The template asks for what is owed, and comes back accepted."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine

from collectors.submissions.verdict import UploadVerdict
from collectors.template.sheets import LAYOUT, SPARE_ROWS
from collectors.template.workbook import make_template
from returnonce.db import reading
from returnonce.errors import Refused
from tests.collectors.figures.small_ruleset import AGENCY, AREA, NOON, judge, ruleset, said, table
from tests.contexts import make_context
from tests.uploads import send_figures

COLUMN = {name: number for number, (name, _, _) in enumerate(LAYOUT, start=1)}
OWED = [
    ("share", "FY2009-10"),
    ("headcount", "FY2009-10"),
    ("stock", "2009-03-31"),
    ("score", "FY2009-10"),
]


def owed() -> pl.DataFrame:
    rows = [
        (code, AREA, period, "total", "actual", date(2010, 5, n + 1), ["TR 1", "TR 2"])
        for n, (code, period) in enumerate(OWED)
    ]
    return pl.DataFrame(
        rows, schema=["indicator", "area", "period", "breakdown", "kind", "due", "returns"], orient="row"
    )


def blank() -> bytes:
    return make_template(ruleset(), None, agency=AGENCY, period="FY2009-10", clock=NOON, owed=owed())


def filled(*cells: tuple[int, str, object], content: bytes | None = None) -> bytes:
    """A template with these cells (row, column, content) filled in, as a spreadsheet saves it."""
    book = openpyxl.load_workbook(BytesIO(content or blank()))
    for row, name, told in cells:
        book["Figures"].cell(row, COLUMN[name], told)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


GOOD = (
    (2, "numerator", 12),
    (2, "denominator", 96),
    (2, "value", 12.5),
    (3, "value", 40),
    (3, "status", "provisional"),
)


def verdict_of(tmp_path: Path, content: bytes, sender: str | None = AGENCY) -> UploadVerdict:
    return judge(tmp_path / "template.xlsx", content, sender)


def sheet(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content))["Figures"]


def test_it_asks_for_what_is_owed_in_the_order_it_falls_due() -> None:
    book = openpyxl.load_workbook(BytesIO(blank()))
    assert book.sheetnames == ["Figures", "How to fill this in", "Lists", "Template"]
    assert [one.sheet_state for one in book] == ["visible"] * 4
    asked = [(row[0].value, row[3].value) for row in book["Figures"].iter_rows(min_row=2, max_row=5)]
    assert asked == OWED
    assert [cell.value for cell in book["Figures"][1]] == [name for name, _, _ in LAYOUT]
    values_by_value = {row[0].value: row[1].value for row in book["Template"].iter_rows()}
    assert (values_by_value["agency"], values_by_value["period"], values_by_value["periods"]) == (
        AGENCY,
        "FY2009-10",
        "2009-03-31 FY2009-10",
    )


def test_only_what_is_to_be_filled_in_is_unlocked_and_drop_downs_are_there() -> None:
    figures = sheet(blank())
    assert figures.protection.sheet
    assert figures.protection.password is None
    unlocked = {name for name, column in COLUMN.items() if not figures.cell(2, column).protection.locked}
    assert unlocked == {"numerator", "denominator", "value", "symbol", "status", "note"}
    assert figures.cell(3, COLUMN["numerator"]).protection.locked  # a count has no numerator
    rules = {(rule.type, str(rule.sqref), rule.formula1) for rule in figures.data_validations.dataValidation}
    assert ("list", "L2", "Lists!$A$2:$A$6") in rules
    assert ("list", "M2", "Lists!$B$2:$B$5") in rules
    assert any(kind == "decimal" and cells == "K2" for kind, cells, _ in rules)


def test_filled_in_it_comes_back_accepted_and_empty_rows_are_not_given(tmp_path: Path) -> None:
    verdict = verdict_of(tmp_path, filled(*GOOD))
    assert said(verdict) == [("template-blank-rows", None, None)]
    assert "2 rows (4, 5) of the template were left blank" in verdict.findings[0].message
    assert verdict.figures.select("indicator", "numerator", "denominator", "value", "status", "locator").rows() == [
        ("share", 12_000_000, 96_000_000, 12_500_000, "final", "Figures!row 2"),
        ("headcount", None, None, 40_000_000, "provisional", "Figures!row 3"),
    ]


def test_a_spare_row_takes_a_line_of_a_return(tmp_path: Path) -> None:
    more = ((6, "indicator", "TR 5.2"), (6, "area", AREA), (6, "period", "FY2009-10"), (6, "value", 3.5))
    verdict = verdict_of(tmp_path, filled(*GOOD, *more))
    assert verdict.accepted
    assert verdict.figures["indicator"].to_list() == ["share", "headcount", "rate"]


def test_wholly_empty_it_gives_nothing(tmp_path: Path) -> None:
    assert said(verdict_of(tmp_path, blank())) == [("rows-missing", None, None), ("template-blank-rows", None, None)]


def test_another_agencys_template_is_refused_and_its_own_agency_is_taken_where_none_is_named(tmp_path: Path) -> None:
    content = filled(*GOOD)
    assert ("template-agency", None, None) in said(verdict_of(tmp_path, content, "lewisham-trust"))
    assert verdict_of(tmp_path, content, None).agency == AGENCY


def test_a_template_of_another_version_or_of_older_definitions_is_told(tmp_path: Path) -> None:
    def about(row: int, told: str) -> bytes:
        book = openpyxl.load_workbook(BytesIO(filled(*GOOD)))
        book["Template"].cell(row, 2, told)
        target = BytesIO()
        book.save(target)
        return target.getvalue()

    assert ("template-version", None, None) in said(verdict_of(tmp_path, about(5, "0")))
    older = verdict_of(tmp_path, about(6, "f" * 64))
    assert ("template-ruleset", None, None) in said(older)
    assert older.accepted


def test_another_years_rows_in_it_are_refused(tmp_path: Path) -> None:
    verdict = verdict_of(tmp_path, filled(*GOOD, (2, "period", "FY2008-09")))
    assert ("template-period", 2, "period") in said(verdict)
    assert not verdict.accepted


def test_last_periods_figure_stands_beside(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "last.csv"
    path.write_text(
        table("share,E09000023,FY2008-09,,,9,90,,,,", "score,E09000023,FY2008-09,,,,,,c,,"), encoding="utf-8"
    )
    send_figures(make_context(engine, tmp_path / "home", ruleset(), clock=NOON), path, AGENCY)
    with reading(engine) as session:
        content = make_template(ruleset(), session, agency=AGENCY, period="FY2009-10", clock=NOON, owed=owed())
    figures = sheet(content)
    assert [figures.cell(row, COLUMN["last figure"]).value for row in range(2, 6)] == [
        "9 of 90",
        None,
        None,
        "confidential",
    ]
    assert figures.cell(2, COLUMN["last period"]).value == "FY2008-09"
    assert verdict_of(tmp_path, filled(*GOOD, content=content)).accepted


def test_nothing_owed_is_said_and_no_file_is_made() -> None:
    with pytest.raises(Refused, match="owes nothing for 2009-10"):
        make_template(ruleset(), None, agency=AGENCY, period="FY2009-10", clock=NOON, owed=owed().clear())


def test_the_same_template_has_the_same_bytes_and_room_for_more() -> None:
    assert blank() == blank()
    assert sheet(blank()).max_row == 1 + len(OWED) + SPARE_ROWS


MONTHS = [f"{2008 + (n + 3) // 12}-M{(n + 3) % 12 + 1:02}" for n in range(30)]

#: One mistake of each kind: what a person writes where, and what must be said of it, in that row.
PLANTED: list[tuple[dict[str, object], str]] = [
    ({"value": "1,234"}, "number-thousands"),
    ({"value": "45%"}, "number-percent"),
    ({"value": "£12"}, "number-currency"),
    ({"value": "(4)"}, "number-brackets"),
    ({"value": "n/a"}, "number-no-figure"),
    ({"value": "c"}, "number-symbol"),
    ({"value": "12,5"}, "number-comma"),
    ({"value": "1e3"}, "number-exponent"),
    ({"value": "about 7"}, "number-words"),
    ({"value": 100 / 3}, "number-digits"),
    ({"value": date(2009, 10, 1)}, "number-date"),
    ({"value": "=6*7"}, "formula-without-value"),
    ({"numerator": 5}, "denominator-missing"),
    ({"denominator": 5}, "numerator-missing"),
    ({"numerator": 5, "denominator": 0}, "denominator-zero"),
    ({"numerator": -5, "denominator": 50}, "numerator-negative"),
    ({"numerator": 1.5, "denominator": 50}, "numerator-not-whole"),
    ({"numerator": 12, "denominator": 96, "value": 14}, "value-disagrees"),
    ({"symbol": "gone"}, "symbol-unknown"),
    ({"value": 5, "symbol": "not_available"}, "figure-and-symbol"),
    ({"value": 5, "status": "draft"}, "status-unknown"),
    ({"note": "later"}, "figure-missing"),
    ({"value": 5, "indicator": "shares"}, "indicator-unknown"),
    ({"value": 5, "area": "E10000024"}, "area-not-yours"),
    ({"value": 5, "area": "Atlantis"}, "area-unknown"),
    ({"value": 5, "period": "2009"}, "period-unclear"),
    ({"value": 5, "period": date(2009, 10, 1)}, "period-date"),
    ({"value": 5, "period": "FY2011-12"}, "template-period"),
    ({"value": 5, "breakdown": "sex=X"}, "breakdown-member"),
    ({"value": 5, "kind": "plan"}, "kind-unknown"),
]


def test_thirty_kinds_of_mistake_in_one_template_are_all_found(tmp_path: Path) -> None:
    asked = [("share", AREA, month, "total", "actual", date(2010, 5, 1), ["TR 1"]) for month in MONTHS]
    cells = pl.DataFrame(asked, schema=owed().schema, orient="row")
    content = make_template(ruleset(), None, agency=AGENCY, period="FY2009-10", clock=NOON, owed=cells)
    planted = [(row, name, cell) for row, (cells, _) in enumerate(PLANTED, start=2) for name, cell in cells.items()]
    verdict = verdict_of(tmp_path, filled(*planted, content=content))
    pairs = {(finding.row, finding.code) for finding in verdict.findings}
    assert {(row, code) for row, (_, code) in enumerate(PLANTED, start=2)} - pairs == set()
    assert len({code for _, code in PLANTED}) == len(PLANTED) == 30
    assert not verdict.accepted
    errors = [f for f in verdict.findings if f.severity == "error"]
    assert len(errors) <= 36  # a mistake is said once; few have a second side
