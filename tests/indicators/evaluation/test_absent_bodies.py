from __future__ import annotations

import polars as pl
import pytest

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from tests.shipped import load_ruleset


@pytest.mark.parametrize(
    ("area", "period", "symbol", "words"),
    [
        ("E08000038", "FY2023-24", "not_applicable", "did not exist in 2023-24"),
        ("E08000016", "FY2023-24", "not_available", "No figure was given."),
        ("E08000016", "FY2025-26", "not_applicable", "Afterwards there is Barnsley (E08000038)."),
        ("E06000066", "FY2009-10", "not_applicable", "Before, there was Somerset (E10000027)."),
    ],
)
def test_no_figure_and_no_such_body_are_two_answers(area: str, period: str, symbol: str, words: str) -> None:
    key = ("cla-three-or-more-placements", area, period, "total", "actual")
    needs = pl.DataFrame([key], schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    result = evaluate(
        needs, pl.DataFrame(schema=FIGURE_ORIGIN_SCHEMA), context=load_ruleset().evaluation_context()
    ).row(0, named=True)
    assert result["symbol"] == symbol
    assert words in result["reason"]
