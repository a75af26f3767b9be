"""One mistake, one finding: the code, in that row and column, and nothing else wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collectors.figures.small_ruleset import judge, said, table
from tests.shipped import load_finding_kinds

GOOD = "share,E09000023,FY2009-10,total,actual,12,100,,,final,"

#: A row after a good one, and what must be said of it: code and column.
MISTAKES = [
    # where a figure belongs
    (",E09000023,FY2009-10,,,1,2,,,,", "indicator-missing", "indicator"),
    ("shares,E09000023,FY2009-10,,,1,2,,,,", "indicator-unknown", "indicator"),
    ("TR 5,E09000023,FY2009-10,,,1,2,,,,", "line-needs-part", "indicator"),
    ("TR 6,E09000023,FY2009-10,,,1,2,,,,", "line-ambiguous", "indicator"),
    ("TR 11,E09000023,FY2009-10,,,,,2,,,", "line-not-exact", "indicator"),
    ("TR 12,E09000023,FY2009-10,,,,,2,,,", "line-code-uncertain", "indicator"),
    ("TR 1,E09000023,FY2005-06,,,1,2,,,,", "line-not-valid", "indicator"),
    ("TR 9,E09000023,FY2009-10,,,,,7,,,", "line-not-invertible", "value"),
    ("TR 7,E09000023,FY2010-11,,,,,7,,,", "line-not-invertible", "value"),
    ("TR 8,E09000023,FY2009-10,,,,,2,,,", "line-not-invertible", "value"),
    ("TR 10,E09000023,FY2009-10,sex=M,,,,7,,,", "breakdown-of-line", "breakdown"),
    ("ended,E09000023,FY2009-10,,,1,2,,,,", "not-in-force", "indicator"),
    ("former-rate,E09000023,FY2009-10,,,1,2,,,,", "indicator-renamed", "indicator"),
    ("rate,,FY2009-10,,,1,2,,,,", "area-missing", "area"),
    ("rate,E99999999,FY2009-10,,,1,2,,,,", "area-unknown", "area"),
    ("rate,00AZ,FY2009-10,,,1,2,,,,", "area-alias", "area"),
    ("rate,lewisham ,FY2009-10,,,1,2,,,,", "area-alias", "area"),
    ("rate,E10000024,FY2009-10,,,1,2,,,,", "area-not-yours", "area"),
    ("rate,E09000023,,,,1,2,,,,", "period-missing", "period"),
    ("rate,E09000023,2009,,,1,2,,,,", "period-unclear", "period"),
    ("rate,E09000023,2009-11,,,1,2,,,,", "period-unclear", "period"),
    ("rate,E09000023,2009-10,,,1,2,,,,", "period-year", "period"),
    ("TR 1,E09000023,2010/11,,,1,2,,,,", "period-year", "period"),
    ("stock,E09000023,2009-10,,,1,2,,,,", "period-unclear", "period"),
    ("rate,E09000023,01/10/2009,,,1,2,,,,", "period-date", "period"),
    ("rate,E09000023,Oct-09,,,1,2,,,,", "period-date", "period"),
    ("rate,E09000023,40087,,,1,2,,,,", "period-date", "period"),
    ("rate,E09000023,AY2009-10,,,1,2,,,,", "period-kind", "period"),
    ("stock,E09000023,FY2009-10,,,1,2,,,,", "period-kind", "period"),
    ("rate,E09000023,FY2012-13,,,1,2,,,,", "period-future", "period"),
    ("rate,E09000023,FY2011-12,,,1,2,,,,", "period-not-ended", "period"),
    ("share,E09000023,FY2009-10,girls,,1,2,,,,", "breakdown-unclear", "breakdown"),
    ("share,E09000023,FY2009-10,sex=F;sex=M,,1,2,,,,", "breakdown-unclear", "breakdown"),
    ("share,E09000023,FY2009-10,gender=F,,1,2,,,,", "breakdown-unknown", "breakdown"),
    ("share,E09000023,FY2009-10,sex=X,,1,2,,,,", "breakdown-member", "breakdown"),
    ("rate,E09000023,FY2009-10,sex=F,,1,2,,,,", "breakdown-not-here", "breakdown"),
    ("share,E09000023,FY2009-10,Sex=f,,1,2,,,,", "breakdown-order", "breakdown"),
    ("share,E09000023,FY2009-10,supplier=lewisham-trust,,1,2,,,,", "supplier-not-you", "breakdown"),
    ("rate,E09000023,FY2009-10,,plan,1,2,,,,", "kind-unknown", "kind"),
    ("rate,E09000023,FY2009-10,,,,,,missing,,", "symbol-unknown", "symbol"),
    ("rate,E09000023,FY2009-10,,,1,2,,,draft,", "status-unknown", "status"),
    ("secret,E09000023,FY2009-10,,,1,2,,,,", "restricted", "indicator"),
    ("trust-share,E09000023,FY2009-10,,,1,2,,,,", "not-of-record", "indicator"),
    ("excepted,E09000023,FY2009-10,,,1,2,,,,", "not-of-record", "indicator"),
    ("compiled,E09000023,FY2009-10,,,1,2,,,,", "compiled-centrally", "indicator"),
    # numbers
    ('headcount,E09000023,FY2009-10,,,,,"1,234",,,', "number-thousands", "value"),
    ('headcount,E09000023,FY2009-10,,,,,"12,5",,,', "number-comma", "value"),
    ("rate,E09000023,FY2009-10,,,,,45%,,,", "number-percent", "value"),
    ("savings,E09000023,FY2009-10,,,,,£500,,,", "number-currency", "value"),
    ("headcount,E09000023,FY2009-10,,,,,1 234,,,", "number-space", "value"),
    ("headcount,E09000023,FY2009-10,,,,,1e3,,,", "number-exponent", "value"),
    ("headcount,E09000023,FY2009-10,,,,,(12),,,", "number-brackets", "value"),
    ("score,E09000023,FY2009-10,,,,,−3,,,", "number-minus", "value"),
    ("headcount,E09000023,FY2009-10,,,,,c,,,", "number-symbol", "value"),
    ("headcount,E09000023,FY2009-10,,,,,[low],,,", "number-symbol", "value"),
    ("headcount,E09000023,FY2009-10,,,,,-,,,", "number-no-figure", "value"),
    ("headcount,E09000023,FY2009-10,,,,,n/a,,,", "number-no-figure", "value"),
    ("headcount,E09000023,FY2009-10,,,,,..,,,", "number-no-figure", "value"),
    ("headcount,E09000023,FY2009-10,,,,,1.1234567,,,", "number-digits", "value"),
    ("headcount,E09000023,FY2009-10,,,,,1234567890123,,,", "number-digits", "value"),
    ("headcount,E09000023,FY2009-10,,,,,01/02/2009,,,", "number-date", "value"),
    ("headcount,E09000023,FY2009-10,,,,,twelve,,,", "number-words", "value"),
    ("headcount,E09000023,FY2009-10,,,,,５,,,", "number-words", "value"),
    ("rate,E09000023,FY2009-10,,,7a,100,,,,", "number-words", "numerator"),
    # figures
    ("rate,E09000023,FY2009-10,,,,,,,,later", "figure-missing", "value"),
    ("rate,E09000023,FY2009-10,,,1,2,,c,,", "figure-and-symbol", "symbol"),
    ("rate,E09000023,FY2009-10,,,,2,,,,", "numerator-missing", "numerator"),
    ("rate,E09000023,FY2009-10,,,1,,,,,", "denominator-missing", "denominator"),
    ("headcount,E09000023,FY2009-10,,,12,100,,,,", "parts-unexpected", "numerator"),
    ("rate,E09000023,FY2009-10,,,,,7.5,,,", "value-alone", "value"),
    ("rate,E09000023,FY2009-10,,,-1,2,,,,", "numerator-negative", "numerator"),
    ("rate,E09000023,FY2009-10,,,1,-2,,,,", "denominator-negative", "denominator"),
    ("headcount,E09000023,FY2009-10,,,,,-5,,,", "value-negative", "value"),
    ("rate,E09000023,FY2009-10,,,1.5,2,,,,", "numerator-not-whole", "numerator"),
    ("rate,E09000023,FY2009-10,,,1,2,,,,a\u202eb\u202c", "text-cleaned", "note"),
    ("ra\u200bte,E09000023,FY2009-10,,,1,2,,,,", "text-cleaned", "indicator"),
    ("rate,E09000023,FY2009-10,,,1\u200b2,20,,,,", "text-cleaned", "numerator"),
    ("rate,E09000023,FY2009-10,,,1,2.5,,,,", "denominator-not-whole", "denominator"),
    ("headcount,E09000023,FY2009-10,,,,,12.5,,,", "value-not-whole", "value"),
    ("rate,E09000023,FY2009-10,,,3,0,,,,", "denominator-zero", "denominator"),
    ("rate,E09000023,FY2009-10,,,0,0,,,,", "empty-group", "denominator"),
    ("rate,E09000023,FY2009-10,,,0,0,5,,,", "value-of-nothing", "value"),
    ("share,E09000023,FY2010-11,,,12,10,,,,", "numerator-too-large", "numerator"),
    ("share,E09000023,FY2010-11,,,1,3,33.4,,,", "value-disagrees", "value"),
    ("share,E09000023,FY2010-11,,,12,96,13,,,", "value-coarser", "value"),
    ("share,E09000023,FY2010-11,,,,,112,,,", "percentage-range", "value"),
    ("survey-share,E09000023,FY2010-11,,,,,-3,,,", "percentage-unusual", "value"),
    ("survey-share,E09000023,FY2010-11,,,,,0.45,,,", "percentage-fraction", "value"),
    (f"rate,E09000023,FY2009-10,,,1,2,,,,{'x' * 1001}", "note-too-long", "note"),
    ("rate,E09000023,FY2009-10,,,1,2,,,,a\x07b", "text-control", "note"),
]  # fmt: skip

#: Notes that rightly stand beside the finding that is tested.
BESIDE = {"value-alone"}


@pytest.mark.parametrize(("row", "code", "column"), MISTAKES, ids=[f"{c}-{n}" for n, (_, c, _) in enumerate(MISTAKES)])
def test_a_mistake_is_found_where_it_is(tmp_path: Path, row: str, code: str, column: str) -> None:
    verdict = judge(tmp_path / "upload.csv", table(GOOD, row))
    findings = [finding for finding in said(verdict) if finding[0] not in BESIDE - {code}]
    assert findings == [(code, 3, column)]
    assert verdict.accepted is (load_finding_kinds()[code].severity != "error")


INTERVALS = [
    ("10,,", "interval-half", "lower"),
    ("14,13,", "interval-order", "lower"),
    ("13,14,", "interval-outside", "value"),
    (",,5", "rounded-to-wrong", "rounded_to"),
    (",,0", "rounded-to-zero", "rounded_to"),
    (",,-5", "rounded-to-zero", "rounded_to"),
]


@pytest.mark.parametrize(("cells", "code", "column"), INTERVALS)
def test_an_interval_and_a_step_of_rounding_must_fit(tmp_path: Path, cells: str, code: str, column: str) -> None:
    headings = "indicator,area,period,numerator,denominator,lower,upper,rounded_to"
    row = f"share,E09000023,FY2009-10,12,101,{cells}"
    assert said(judge(tmp_path / "upload.csv", f"{headings}\n{row}\n")) == [(code, 2, column)]


def test_good_rows_say_nothing(tmp_path: Path) -> None:
    rows = (
        GOOD,
        "share,E09000023,FY2010-11,sex=F,,1,3,33.3,,provisional,",
        "Rate,E09000023,FY2009-10-Q1,,,3,450,,,,",
        "headcount,E09000023,2009-M10,,,,,0,,,",
        "headcount,E09000023,FY2009-10,,target,,,40,,,",
        "headcount,E09000023,FY2030-31,,Trajectory,,,40,,,",
        "score,E09000023,FY2010-11,,,,,,[C],,withheld",
        "stock,E09000023,2009-03-31,,,1,8,12.5,,local estimate,",
        "waste,E09000023,FY2009-10,,,12.5,100,12.5,,,",
        "share,E09000023,FY2008-09,supplier=lewisham-children,,3,9,,,,",
        "TR 13,E09000023,FY2009-10,,,3,9,,,,",
    )
    verdict = judge(tmp_path / "upload.csv", table(*rows))
    assert said(verdict) == []
    assert verdict.figures.height == len(rows)


def test_the_same_cell_twice_names_the_other_row(tmp_path: Path) -> None:
    verdict = judge(
        tmp_path / "upload.csv", table(GOOD, "TR 1,00AZ,FY2009-10,,,12,100,12,,,", GOOD.replace("12,", "13,"))
    )
    assert [(f.code, f.row) for f in verdict.findings if f.code.startswith("dup")] == [
        ("duplicate-contradicts", 2), ("duplicate-contradicts", 3), ("duplicate-contradicts", 4),
    ]  # fmt: skip
    pasted = judge(tmp_path / "upload.csv", table(GOOD, GOOD.upper().replace("TOTAL", "total")))
    assert {f.code for f in pasted.findings} == {"duplicate-same"}
    assert [f.message for f in pasted.findings] == [
        "The same figure is given twice: row 3 (SHARE).",
        "The same figure is given twice: row 2 (share).",
    ]


def test_what_two_lines_give_alike_is_kept_once(tmp_path: Path) -> None:
    alone, counted = "tr1,E09000023,FY2009-10,,,,,12.0,,,", "TR 5.1,E09000023,FY2009-10,,,12,100,,,,"
    verdict = judge(tmp_path / "upload.csv", table(alone, counted))
    assert [(f.code, f.row) for f in verdict.findings if f.code != "value-alone"] == [
        ("given-twice", 2), ("given-twice", 3),
    ]  # fmt: skip
    assert verdict.figures.select("numerator", "denominator", "locator").rows() == [(12_000_000, 100_000_000, "row 3")]
    assert (verdict.counts["rows"], verdict.counts["figures"]) == (2, 1)
    contradicting = judge(tmp_path / "upload.csv", table(alone.replace("12.0", "13.0"), counted))
    assert ("duplicate-contradicts", 2, "indicator") in said(contradicting)


def test_an_area_that_was_not_there_yet_is_refused(tmp_path: Path) -> None:
    row = "rate,E06000058,FY2009-10,,,1,2,,,,"  # Bournemouth, Christchurch and Poole, since 2019
    assert ("area-not-then", 2, "area") in said(judge(tmp_path / "upload.csv", table(row)))


@pytest.mark.parametrize(
    ("area", "period", "code"),
    [
        ("Barnsley", "FY2009-10", "E08000016"),
        ("370", "FY2009-10", "E08000016"),
        ("E08000038", "FY2009-10", "E08000016"),
        ("Dorset", "FY2009-10", "E10000009"),
        ("815", "FY2009-10", "E10000023"),
    ],
)
def test_an_area_is_that_of_its_period(tmp_path: Path, area: str, period: str, code: str) -> None:
    upload = judge(
        tmp_path / "upload.csv", table(f"rate,{area},{period},,,1,2,,,,", "rate,E09000023,FY2009-10,,,1,2,,,,")
    )
    assert ("area-of-then", 2, "area") in said(upload)
    assert ("area-not-then", 2, "area") not in said(upload)
    messages = [finding.message for finding in upload.findings if finding.code == "area-of-then"]
    changes = ("land moved from Barnsley", "its ground was parted", "the county council and its districts were merged")
    assert any(code in message and any(change in message for change in changes) for message in messages)


def test_an_old_code_is_read_as_its_councils_code_and_another_bodys_is_named(tmp_path: Path) -> None:
    rows = ("rate,E06000048,FY2009-10,,,1,2,,,,", "rate,E23000018,FY2009-10,,,1,2,,,,")
    messages = {f.code: f.message + (f.mend or "") for f in judge(tmp_path / "upload.csv", table(*rows)).findings}
    assert "E06000048 was read as E06000057 (Northumberland)" in messages["area-alias"]
    assert "the code of a police force area, and not of a council" in messages["area-unknown"]


def test_parts_that_do_not_make_the_total_are_asked_about(tmp_path: Path) -> None:
    def rows(women: int) -> str:
        return table(
            "headcount,E09000023,FY2009-10,total,,,,10,,,",
            f"headcount,E09000023,FY2009-10,sex=F,,,,{women},,,",
            "headcount,E09000023,FY2009-10,sex=M,,,,4,,,",
        )

    assert said(judge(tmp_path / "upload.csv", rows(6))) == []
    wrong = judge(tmp_path / "upload.csv", rows(7))
    assert [(f.severity, f.code, f.row) for f in wrong.findings] == [("query", "breakdown-sum", 2)]
    assert "sex add up to 11, the total says 10" in wrong.findings[0].message


def test_all_mistakes_come_at_once_in_the_order_of_rows(tmp_path: Path) -> None:
    rows = [row for row, code, _ in MISTAKES if load_finding_kinds()[code].severity == "error"]
    verdict = judge(tmp_path / "upload.csv", table(*rows))
    codes = {code for _, code, _ in MISTAKES if load_finding_kinds()[code].severity == "error"}
    assert codes <= {finding.code for finding in verdict.findings}
    numbers = [finding.row for finding in verdict.findings]
    assert numbers == sorted(numbers)
    assert verdict.figures.is_empty()
