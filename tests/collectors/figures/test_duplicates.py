"""Figures given twice: what the slow search finds, however many rows give one figure."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from collectors.figures import duplicates
from collectors.figures.distinct_texts import encode_column
from indicators.evaluation.disagreements import differ
from indicators.figures.store import FIGURE_KEY
from tests.collectors.figures.naive_duplicates import Row, find_duplicates_slowly
from tests.collectors.figures.small_ruleset import INDICATORS

CATALOGUE = {indicator.code: indicator for indicator in INDICATORS}
NUMBERS = ("numerator", "denominator", "value", "rounded_to")
SCHEMA: dict[str, Any] = dict.fromkeys((*FIGURE_KEY, "symbol", "named"), pl.String) | dict.fromkeys(NUMBERS, pl.Int64)
NUMBER = st.sampled_from([None, 0, 5_000_000, 12_000_000, 12_040_000])
ROWS = st.builds(
    lambda indicator, named, n, d, v, symbol, step: {
        "indicator": indicator, "area": "E09000023", "period": "FY2009-10", "breakdown": "total", "kind": "actual",
        "named": named, "numerator": n, "denominator": d, "value": v, "symbol": symbol, "rounded_to": step,
    },
    st.sampled_from(["share", "share", "headcount"]),
    st.sampled_from(["share", " Share\x1f", "TR 1", "tr  1", "TR 5.1"]),
    NUMBER, st.sampled_from([None, 100_000_000]), NUMBER, st.sampled_from([None, None, "confidential"]),
    st.sampled_from([None, None, 5_000_000]),
)  # fmt: skip


def search(rows: list[Row]) -> duplicates.Duplicates:
    frame = pl.DataFrame(rows, schema=SCHEMA).with_row_index("row", 2).cast({"row": pl.Int64})
    coded = {name: encode_column(frame[name]) for name in FIGURE_KEY}
    return duplicates.find_duplicates(frame.drop("named"), coded, frame["named"], CATALOGUE)


@given(st.lists(ROWS, min_size=1, max_size=9) | st.lists(ROWS, min_size=1, max_size=3).map(lambda rows: rows * 9))
def test_the_fast_search_finds_what_the_slow_one_finds(rows: list[Row]) -> None:
    marks, repeats = find_duplicates_slowly([{"row": at} | row for at, row in enumerate(rows, 2)], CATALOGUE)
    found = search(rows)
    assert (set(found.marks.rows()), set(found.repeats)) == (marks, repeats)
    assert found.marks.height == len(marks)


def test_a_figure_given_thousands_of_times_is_compared_as_seldom_as_one_given_twenty_times() -> None:
    row = {
        "indicator": "share", "area": "E09000023", "period": "FY2009-10", "breakdown": "total", "kind": "actual",
        "named": "share", "numerator": 12_000_000, "denominator": 100_000_000,
    }  # fmt: skip
    with patch.object(duplicates, "differ", side_effect=differ) as compared:
        same = search([row] * 5000)
        rounded = search([row | {"rounded_to": step + 1} for step in range(5000)])
    assert compared.call_count == 20 * 19 / 2
    assert same.marks.height == rounded.marks.height == 5000
    assert same.marks["detail"][-1] == ", ".join(f"row {n} (share)" for n in range(2, 7)) + " and 4995 more"
