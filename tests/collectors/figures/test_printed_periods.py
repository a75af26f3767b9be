"""Years in a file as pages print them: read by the kind of year of the row's indicator, and asked about otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from collectors.readers.raw_table import FEW_ROWS
from collectors.submissions.verdict import UploadVerdict
from tests.collectors.figures.small_ruleset import AGENCY, AREA, HEADINGS, NOON, indicator, ruleset, said, table
from tests.collectors.records.reading import workbook
from tests.contexts import make_context
from tests.uploads import judge_figures

OTHER_YEARS = (
    indicator("school", period_kind="academic_year"),
    indicator("calendar", period_kind="calendar_year"),
    indicator("by-quarter", period_kind="quarter"),
)


def judge_printed(path: Path, content: str | None = None) -> UploadVerdict:
    """The verdict of the small world with indicators of other years, on a file that is there or on a text."""
    if content is not None:
        path.write_text(content, encoding="utf-8")
    whole = ruleset()
    years = replace(whole, catalogue={**whole.catalogue, **{one.code: one for one in OTHER_YEARS}})
    return judge_figures(make_context(ruleset=years, clock=NOON), path, AGENCY)


@pytest.mark.parametrize(
    ("code", "text", "period"),
    [
        ("share", "2009-10", "FY2009-10"),
        ("share", " 2009 ", None),
        ("TR 3", "2009\u201310", "FY2009-10"),
        ("former-rate", "2009-2010", "FY2009-10"),
        ("school", "2009/10", "AY2009-10"),
        ("school", "2009-11", None),
        ("calendar", "2009", "CY2009"),
        ("calendar", "2009-10", None),
        ("by-quarter", "2009-10", None),
        ("nothing", "2009-10", None),
        ("", "2009-10", None),
    ],
)
def test_a_printed_year_is_of_the_indicators_kind(tmp_path: Path, code: str, text: str, period: str | None) -> None:
    verdict = judge_printed(tmp_path / "upload.csv", table(f"{code},{AREA},{text},,,12,100,,,,"))
    said_of_period = [(one.code, one.value) for one in verdict.findings if one.column == "period"]
    if period is None:
        assert said_of_period[0][0] == "period-unclear"
        return
    assert said_of_period == [("period-year", text.strip())]
    assert periods_of(verdict) == [period]


def test_a_workbook_and_many_rows_are_read_alike(tmp_path: Path) -> None:
    printed: list[list[object]] = [
        ["share", AREA, text, *[""] * 2, "12", "100", *[""] * 4] for text in ("2009-10", "FY2010-11")
    ]
    book = workbook(tmp_path / "upload.xlsx", {"Figures": [[*HEADINGS.split(",")], *printed]})
    assert periods_of(judge_printed(book)) == ["FY2009-10", "FY2010-11"]
    rows = [f",{AREA},2009-10,,,12,100,,,,", *[f"share,{AREA},2009-10,,,12,100,,,,"] * (FEW_ROWS + 1)]
    many = said(judge_printed(tmp_path / "many.csv", table(*rows)))
    assert [code for code, row, column in many if (row, column) == (2, "period")] == ["period-unclear"]
    assert sum(code == "period-year" for code, *_ in many) == FEW_ROWS + 1


def periods_of(verdict: UploadVerdict) -> list[str]:
    assert verdict.accepted, verdict.findings
    return list(dict.fromkeys(verdict.figures["period"].cast(pl.String)))
