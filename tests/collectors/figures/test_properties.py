"""Fast and slow agree; what is accepted can be written out and comes back the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.figures.contract import FigureContract
from indicators.figures.figure_schema import SYMBOLS
from returnonce.numbers import format_shortest
from tests.collectors.figures import naive_row_rules
from tests.collectors.figures.small_ruleset import AREA, INDICATORS, judge
from tests.collectors.figures.workbooks import made
from tests.shipped import load_finding_kinds

pytestmark = pytest.mark.long

COLUMNS = ("indicator", "area", "period", *naive_row_rules.NUMBERS, "symbol", "status", "note")
CODES = ["share", "headcount", "rate", "score", "survey-share", "waste"]
LENIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

number_texts = st.one_of(
    st.none(), st.none(),
    st.integers(-3, 30).map(str),
    st.decimals(-2, 120, places=1).map(lambda n: f"{n:.1f}"),
    st.sampled_from(["0", "50", "33.3", "33.33", "100", "1e3", "c", "1,000", "12%", " 7 ", "0.4"]),
    st.just("999999999999.999999"),
)  # fmt: skip
rows = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(CODES),
        **dict.fromkeys(("numerator", "denominator", "value"), number_texts),
        **{name: st.one_of(st.none(), st.none(), number_texts) for name in ("lower", "upper", "rounded_to")},
        "symbol": st.sampled_from([None, None, None, "c", "low"]),
    }
)


def written(given_rows: Sequence[Mapping[str, Any]]) -> str:
    """CSV; every row has an area and a period of its own, so that none is a duplicate."""
    quarters = [f"FY{2008 + at % 2}-{9 + at % 2:02}-Q{1 + at // 2}" for at in range(len(given_rows))]
    return plain_table(
        [{"area": AREA, "period": period, **row} for period, row in zip(quarters, given_rows, strict=True)]
    )


def plain_table(given_rows: Sequence[Mapping[str, Any]]) -> str:
    target = io.StringIO()
    table = csv.DictWriter(target, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(given_rows)
    return target.getvalue()


@given(st.lists(rows, min_size=1, max_size=8))
@settings(max_examples=100, deadline=None, suppress_health_check=LENIENT)
def test_the_fast_rules_say_what_the_slow_ones_say(tmp_path: Path, given_rows: list[Mapping[str, str | None]]) -> None:
    verdict = judge(tmp_path / "up.csv", written(given_rows))
    fast = {
        (f.row, "number" if f.code.startswith("number-") else f.code)
        for f in verdict.findings
        if f.code not in {"breakdown-sum"}
    }
    slow = {(at + 2, code) for at, row in enumerate(given_rows) for code in naive_row_rules.findings(row)}
    assert fast == slow
    refused = any(code == "number" or load_finding_kinds()[code].severity == "error" for _, code in slow)
    assert verdict.accepted is not refused


any_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
odd_cells = st.sampled_from([None, None, None, "total", "actual", "target", "final", "estimated", "c", "sex=F"])
odd_rows = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from([*CODES, None]),
        "area": st.sampled_from([AREA, AREA, "E99999999"]),
        "period": st.sampled_from(["FY2008-09", "FY2009-10", "soon"]),
        **dict.fromkeys(naive_row_rules.NUMBERS, number_texts),
        **dict.fromkeys(("symbol", "status"), odd_cells),
        "note": st.one_of(st.none(), any_texts),
    }
)


@given(st.one_of(st.lists(rows, min_size=1, max_size=6).map(written), st.lists(odd_rows, max_size=4).map(plain_table)))
@settings(max_examples=100, deadline=None, suppress_health_check=LENIENT)
def test_what_the_checks_let_through_keeps_the_contract(tmp_path: Path, text: str) -> None:
    verdict = judge(tmp_path / "up.csv", text)
    assert FigureContract.validate(verdict.figures).height == verdict.counts["figures"]


micro_texts = st.integers(0, 10**15).map(format_shortest)
counts = st.integers(0, 10**9).map(str)
good_notes = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=30)


@st.composite
def good_rows(draw: st.DrawFn) -> dict[str, str | None]:
    indicator = draw(st.sampled_from([one for one in INDICATORS if one.code in {"headcount", "rate", "score"}]))
    row: dict[str, str | None] = {"indicator": indicator.code}
    if draw(st.booleans()) and draw(st.booleans()):
        row["symbol"] = draw(st.sampled_from(SYMBOLS))
    elif indicator.parts:
        row |= {"numerator": draw(counts), "denominator": draw(st.integers(1, 10**9).map(str))}
    else:
        row["value"] = draw(counts if indicator.unit == "count" else micro_texts)
    return row | {"status": draw(st.sampled_from(["final", "estimated"])), "note": draw(good_notes)}


def back(figures: pl.DataFrame) -> list[dict[str, str | None]]:
    """Stored figures as rows of an upload again."""
    numbers = ("numerator", "denominator", "value")
    return [
        {name: None if row[name] is None else format_shortest(row[name]) for name in numbers}
        | {name: row[name] for name in ("indicator", "area", "period", "symbol", "status", "note")}
        for row in figures.iter_rows(named=True)
    ]


@given(st.lists(good_rows(), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=LENIENT)
def test_what_is_accepted_comes_back_the_same(tmp_path: Path, given_rows: list[dict[str, str | None]]) -> None:
    first = judge(tmp_path / "up.csv", written(given_rows))
    assert first.accepted
    assert first.figures.height == len(given_rows)
    again = judge(tmp_path / "again.csv", written(back(first.figures)))
    assert again.figures.equals(first.figures)


@given(st.lists(good_rows(), min_size=1, max_size=4))
@settings(max_examples=6, deadline=None, suppress_health_check=LENIENT)
def test_a_workbook_says_what_its_csv_says(tmp_path: Path, given_rows: list[dict[str, str | None]]) -> None:
    first = judge(tmp_path / "up.csv", written(given_rows))
    lines = list(csv.reader(io.StringIO(written(given_rows))))
    as_text = tuple(tuple(cell or None for cell in line) for line in lines)
    book = made(
        lambda _, sheet: [sheet.write_row(n, 0, line) for n, line in enumerate(as_text)], rows=(), strings_to_urls=False
    )
    second = judge(tmp_path / "up.xlsx", book)
    assert second.figures.drop("locator").equals(first.figures.drop("locator"))
