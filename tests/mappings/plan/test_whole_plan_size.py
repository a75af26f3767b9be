"""The plan that ships against an independent solver; and every figure of it is needed."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from indicators.figures.figure_key import FigureKey
from tests.mappings.plan.plan_size import (
    count_by_plan,
    count_by_solver,
    is_answered,
    list_required,
    make_grounds,
    make_year_plan,
)
from tests.mappings.plan.plan_solver import fewest
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

#: Year, place, and of how many indicators one is held against the solver: all of a small place's.
SPANS = [(2008, "lewisham", 3), (2009, "lewisham", 1), (2010, "lewisham", 3), (2024, "lewisham", 1)]
SPANS += [(2009, "nottinghamshire", 40), (2024, "nottinghamshire", 1)]


@cache
def wanted(year: int, place: str) -> frozenset[FigureKey]:
    """The figures that the lines read, formulas taken apart, without those compiled centrally."""
    rules = load_ruleset()
    read = list_required(rules, place, year).figures.select("indicator", "area", "period", "breakdown")
    cells = (FigureKey(code, area, period, split, "actual") for code, area, period, split in read.unique().iter_rows())
    return frozenset(cell for cell in cells if rules.indicator(cell.indicator).agency_of_record != "central")


@pytest.mark.parametrize(("year", "place", "every"), SPANS)
def test_the_plan_is_as_small_as_the_solver_says(year: int, place: str, every: int) -> None:
    rules = load_ruleset()
    collection_plan, home = make_year_plan(rules, place, year), rules.places[place]
    grounds, ways = make_grounds(rules)
    groups = _by_indicator({grounds.name(cell) for cell in wanted(year, place)})
    sizes = dict(collection_plan.figure_requests.group_by("indicator").len().iter_rows())
    assert set(sizes) == {group[0].indicator for group in groups}
    for group in groups[::every]:
        size = fewest(group, ways, askable=lambda cell: is_answered(rules, home, cell)) if len(group) > 1 else 1
        assert sizes[group[0].indicator] == size, group[0].indicator


def _by_indicator(cells: set[FigureKey]) -> list[list[FigureKey]]:
    codes = sorted({cell.indicator for cell in cells})
    return [[cell for cell in cells if cell.indicator == code] for code in codes]


@pytest.mark.parametrize(("year", "place"), sorted({(year, place) for year, place, _ in SPANS} | {(2025, "lewisham")}))
def test_no_smaller_set_would_do_over_all_ways_that_a_figure_is_answered(year: int, place: str) -> None:
    """All indicators at once, and what a formula gives may be asked for instead of its terms; energy records apart."""
    rules = load_ruleset()
    asked = make_year_plan(rules, place, year)
    assert asked.proved
    assert count_by_plan(rules, asked) == count_by_solver(rules, place, year)


@pytest.mark.parametrize(("year", "place"), [(2009, "lewisham"), (2010, "nottinghamshire"), (2024, "lewisham")])
def test_no_figure_can_be_left_out_without_an_unmet_cell(year: int, place: str) -> None:
    rules = load_ruleset()
    grounds, ways = make_grounds(rules)
    columns = make_year_plan(rules, place, year).figure_requests.select("indicator", "area", "period", "breakdown")
    asked = {
        grounds.name(FigureKey(code, area, period, split, "actual"))
        for code, area, period, split in columns.iter_rows()
    }
    goal = {grounds.name(cell) for cell in wanted(year, place)}

    def follows(cell: FigureKey, there: set[FigureKey]) -> bool:
        return cell in there or any(all(follows(part, there) for part in parts) for parts in ways(cell))

    assert all(follows(cell, asked) for cell in goal)
    for dropped in asked:
        rest = {cell for cell in asked if cell.indicator == dropped.indicator} - {dropped}
        needed = (cell for cell in goal if cell.indicator == dropped.indicator)
        assert not all(follows(cell, rest) for cell in needed), dropped


def test_what_records_give_is_not_asked_for_where_a_return_needs_the_records() -> None:
    collection_plan = make_year_plan(load_ruleset(), "nottinghamshire", 2025)
    rows = collection_plan.spared.filter(pl.col("why") == "derived from the children-looked-after records")
    assert "cla-three-or-more-placements" in rows["indicator"].to_list()
    assert collection_plan.figure_requests.join(
        rows, on=["indicator", "area", "period", "breakdown"], how="semi"
    ).is_empty()
    sent = collection_plan.collections.filter(pl.col("record_set") == "children-looked-after").row(0, named=True)
    assert sent["key"] == "nottinghamshire/nottinghamshire-childrens-services/ssda903/FY2025-26"
    assert {"ssda903", "core-data-set"} <= set(sent["returns"])
    months = collection_plan.collections.filter(record_set="treatment")
    assert months["period"].n_unique() == 12
    assert set(months["agency"]) == {"nottinghamshire-community-drug-service", "nottinghamshire-healthcare"}
    assert collection_plan.collections["key"].is_unique().all()
