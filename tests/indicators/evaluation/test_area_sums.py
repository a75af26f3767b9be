"""Sums over areas made all at once, held against the search that makes them one by one."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from indicators.evaluation.area_sums import sum_areas
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.direct_matches import RESULT_SCHEMA
from indicators.evaluation.figure_evaluator import FigureEvaluator
from indicators.evaluation.precedence import apply_precedence
from indicators.figures.figure_key import FigureKey
from tests.examples import at_most
from tests.indicators.small_contexts import KINDS, build_context, build_figures, count, figure, indicator, need, needs

WORLD = build_context(
    indicator(),
    count("number"),
    indicator("pupils", population_base="school_roll"),
    indicator("overlapping", adds_over_area="none"),
    indicator("stock", adds_over_time="last"),
    indicator("split", breakdowns=("sex",)),
    indicator("score", unit="score", parts=False, adds_over_area="none"),
)
CODES = sorted(WORLD.catalogue)
#: Mostly a whole set of the lowest tier, so that sums come about.
AREAS = ("NORTH", "SOUTH", "UNI", "COUNTY", "REG", "PCT-C", "PCT-U", "PART", "ENG")
PERIODS = ("FY2009-10", "FY2009-10-Q4")
NUMBERS = st.sampled_from([(1, 3), (0, 0), (5, 0), (7, 9), (0, 4)])


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    chosen = draw(st.lists(st.sampled_from(AREAS[3:]), max_size=1))
    areas = [*draw(st.sampled_from([AREAS[:3], AREAS[:3], AREAS[:2], AREAS[1:3], AREAS[2:3], ()])), *chosen]
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True))
    return [row for code in codes for area in areas for row in draw(given_for(code, area))]


@st.composite
def given_for(draw: st.DrawFn, code: str, area: str) -> list[dict[str, Any]]:
    """One figure, now and then of a shorter period, a part, a symbol, or two that disagree."""
    period = draw(st.sampled_from([PERIODS[0]] * 6 + [PERIODS[1]]))
    numbers = draw(NUMBERS) if code != "number" else (draw(st.integers(0, 50)),)
    if code == "score":
        numbers = (2,)
    row = figure(area, period, *numbers, indicator=code, status=draw(st.sampled_from(["final", "provisional"])),
                 rounded_to=draw(st.sampled_from([None, None, None, 5_000_000])))  # fmt: skip
    spoiled = draw(st.sampled_from([{}] * 16 + [
        {"breakdown": "supplier=trust"}, {"kind": "target"}, {"agency": "trust", "batch_kind": "pulled"},
        {"symbol": "confidential", "numerator": None, "denominator": None, "value": None},
        {"symbol": "not_available", "numerator": None, "denominator": None, "value": None},
        {"symbol": "not_applicable", "numerator": 0, "denominator": 0, "value": None},
        {"numerator": None, "denominator": None, "value": 1_000_000}, {"denominator": None, "value": 1_000_000},
        {"breakdown": "sex=F"},
    ]))  # fmt: skip
    other = [row | {"agency": "trust", "batch": 2, "numerator": 2_000_000}] if draw(st.integers(0, 9)) == 9 else []
    return [row | spoiled, *other]


ASKED = needs(
    *(
        need(indicator=code, area=area, period=period, breakdown=breakdown)
        for code in [*CODES, "unknown"]
        for area in [*KINDS, "NOWHERE"]
        for period in PERIODS
        for breakdown in ("total", "sex=F")
    )
)


def searched(asked: pl.DataFrame, chosen: pl.DataFrame, of: EvaluationContext) -> pl.DataFrame:
    search = FigureEvaluator(chosen, of)
    results = [search.evaluate(FigureKey(*cell)) for cell in asked.drop("_need").iter_rows()]
    fields = [name for name in RESULT_SCHEMA if name != "lineage"]
    pairs = [(*(getattr(one, name) for name in fields), [s._asdict() for s in one.sources]) for one in results]
    answers = pl.DataFrame(pairs, schema=RESULT_SCHEMA, orient="row")
    return pl.concat([asked, answers], how="horizontal")


@settings(max_examples=at_most(100), deadline=None)
@given(rows())
def test_each_sum_is_what_the_search_finds(figures: list[dict[str, Any]]) -> None:
    chosen = apply_precedence(build_figures(figures), WORLD)
    given_cells = chosen.select("indicator", "area", "period", "breakdown", "kind")
    asked = ASKED.with_row_index("_need").join(given_cells, on=list(given_cells.columns), how="anti")
    summed = sum_areas(asked, chosen, WORLD).sort("_need")
    one_by_one = searched(asked.filter(pl.col("_need").is_in(summed["_need"].implode())), chosen, WORLD)
    assert_frame_equal(summed, one_by_one)


def test_plain_parts_are_added_at_once_and_what_does_not_add_is_told_why() -> None:
    figures = [
        figure(area, PERIODS[0], n, 10, indicator=code)
        for code in ("cla", "overlapping")
        for n, area in enumerate(AREAS[:3])
    ]
    hidden = figure("NORTH", indicator="number", symbol="confidential")
    asked = needs(
        need(area="REG"),
        need(area="COUNTY"),
        need(area="REG", indicator="overlapping"),
        need(area="COUNTY", indicator="number"),
        need(area="REG", indicator="number"),
    )
    chosen = build_figures([*figures, hidden, figure("SOUTH", PERIODS[0], 4, indicator="number")])
    summed = sum_areas(asked.with_row_index("_need"), apply_precedence(chosen, WORLD), WORLD).sort("_need")
    assert summed.select("value", "provenance", "reason").rows() == [
        (10_000_000, "rolled_up", None),
        (5_000_000, "rolled_up", None),
        (None, None, "No figure was given. Figures for its authorities are known but cannot be added: its counts "
         "overlap from one part to the next, so that the same people would be counted twice."),
        (None, None, "No figure was given. Cannot be added from its districts: no figure for North (confidential)."),
        (None, None, "No figure was given. Cannot be added from its authorities: no figure for Uni. "
         "Cannot be added from its primary care trusts: no figure for Pct-U."),
    ]  # fmt: skip
    assert summed["lineage"].list.len().to_list() == [3, 2, 0, 0, 0]


@pytest.mark.parametrize(
    ("spoiled", "asked"),
    [
        ({"breakdown": "supplier=trust"}, {}),
        ({"period": "FY2009-10-Q4"}, {}),
        ({"breakdown": "sex=F"}, {"area": "UNI"}),
        ({"area": "PCT-C"}, {}),
        ({"denominator": None, "value": 1_000_000}, {}),
    ],
)
def test_what_needs_more_than_areas_is_left_to_the_search(spoiled: dict[str, Any], asked: dict[str, str]) -> None:
    rows = [figure("SOUTH", PERIODS[0], 1, 10), figure("NORTH", PERIODS[0], 1, 10) | spoiled]
    chosen = apply_precedence(build_figures(rows), WORLD)
    assert sum_areas(needs(need(**asked)).with_row_index("_need"), chosen, WORLD).is_empty()


def test_a_sum_beyond_64_bits_is_left_to_the_search() -> None:
    big = 10**18
    figures = [figure(area, indicator="number") | {"value": 9 * big} for area in ("NORTH", "SOUTH")]
    asked = needs(need(area="COUNTY", indicator="number")).with_row_index("_need")
    assert sum_areas(asked, build_figures(figures).with_columns(disagreement=pl.lit(None, pl.String)), WORLD).is_empty()


def test_what_time_makes_is_left_to_the_search() -> None:
    figures = [figure(area, PERIODS[0], 1, 10, indicator="stock") for area in ("NORTH", "SOUTH")]
    whole = figure("COUNTY", PERIODS[1], 5, 10, indicator="stock")
    chosen = build_figures([*figures, whole]).with_columns(disagreement=pl.lit(None, pl.String))
    asked = needs(need(area="COUNTY", indicator="stock")).with_row_index("_need")
    assert sum_areas(asked, chosen, WORLD).is_empty()
    assert searched(asked, chosen, WORLD)["value"].to_list() == [50_000_000]
