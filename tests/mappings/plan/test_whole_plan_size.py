"""The plan that ships against an independent solver; and every figure of it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl
import pytest

from indicators.evaluation.coterminous import is_body_based
from indicators.evaluation.formulas import find_term_key
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.obligations.obligations import Obligation, list_obligations
from mappings.place.places import Place
from mappings.plan.figures_from_records import OwedRecordSet, find_figures_from_records, list_owed_record_sets
from mappings.plan.plan import Plan, count_energy_records, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.requirements import build_requirements
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.plan.plan_solver import Grounds, Ways, fewest, ways_of
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

#: Year, place, and of how many indicators one is held against the solver: all of a small place's.
SPANS = [(2008, "lewisham", 3), (2009, "lewisham", 1), (2010, "lewisham", 3), (2024, "lewisham", 1)]
SPANS += [(2009, "nottinghamshire", 40), (2024, "nottinghamshire", 1)]


@cache
def wanted(year: int, place: str) -> frozenset[FigureKey]:
    """The figures that the lines read, formulas taken apart, without those compiled centrally."""
    rules = load_ruleset()
    read = _required(year, place).select("indicator", "area", "period", "breakdown")
    cells = (FigureKey(code, area, period, split, "actual") for code, area, period, split in read.unique().iter_rows())
    return frozenset(cell for cell in cells if rules.indicator(cell.indicator).agency_of_record != "central")


def _owed(year: int, place: str) -> list[Obligation]:
    rules = load_ruleset()
    return list(list_obligations(rules, rules.places[place], start=date(year, 4, 1), end=date(year + 1, 3, 31)))


def _required(year: int, place: str) -> pl.DataFrame:
    return build_requirements(load_ruleset(), _owed(year, place), known_on=date.max).figures


def made(rules: Ruleset, year: int, place: str) -> Plan:
    return make_plan(rules, PlanScope(date(year, 4, 1), date(year + 1, 3, 31), place))


@pytest.mark.parametrize(("year", "place", "every"), SPANS)
def test_the_plan_is_as_small_as_the_solver_says(year: int, place: str, every: int) -> None:
    rules = load_ruleset()
    collection_plan = made(rules, year, place)
    grounds, ways, home = _around(rules, place)
    groups = _by_indicator({grounds.name(cell) for cell in wanted(year, place)})
    sizes = dict(collection_plan.figure_requests.group_by("indicator").len().iter_rows())
    assert set(sizes) == {group[0].indicator for group in groups}
    for group in groups[::every]:
        size = fewest(group, ways, askable=lambda cell: _answers(home, rules, cell)) if len(group) > 1 else 1
        assert sizes[group[0].indicator] == size, group[0].indicator


def _around(rules: Ruleset, place: str):  # type: ignore[no-untyped-def]
    grounds = Grounds(rules.evaluation_context(), lambda code: is_body_based(rules.indicator(code)))
    return grounds, ways_of(rules.evaluation_context(), grounds), rules.places[place]


def _by_indicator(cells: set[FigureKey]) -> list[list[FigureKey]]:
    codes = sorted({cell.indicator for cell in cells})
    return [[cell for cell in cells if cell.indicator == code] for code in codes]


def _answers(home: Place, rules: Ruleset, cell: FigureKey) -> bool:
    return home.agency_of_record(rules.indicator(cell.indicator), cell.area, parse_period(cell.period).end) is not None


@pytest.mark.parametrize(("year", "place"), sorted({(year, place) for year, place, _ in SPANS} | {(2025, "lewisham")}))
def test_no_smaller_set_would_do_over_all_ways_that_a_figure_is_answered(year: int, place: str) -> None:
    """All indicators at once, and what a formula gives may be asked for instead of its terms; energy records apart."""
    rules, asked = load_ruleset(), made(load_ruleset(), year, place)
    grounds, ways, home = _around(rules, place)
    energy = {factors.energy_indicator for factors in rules.factor_sets.values()}
    read = _required(year, place).select("needed", "area", "needed_period", "breakdown", "indicator").unique()
    goal = {FigureKey(*row[:4], "actual") for row in read.iter_rows() if row[4] not in energy}
    free = {cell for found in _records(year, place).values() for cell in found}
    every = all_ways(rules, grounds, ways)
    size = fewest(
        [grounds.name(cell) for cell in sorted(goal)], every,
        askable=lambda cell: not _central(rules, cell) and _answers(home, rules, cell),
        free=_Free({grounds.name(cell) for cell in free}, rules),
    )  # fmt: skip
    assert asked.proved
    assert asked.figure_requests.height - count_energy_records(asked, rules)[0] == size


class _Free(set[FigureKey]):
    """Figures that cost nothing: those that records give, and all that a department compiles."""

    def __init__(self, cells: set[FigureKey], rules: Ruleset) -> None:
        super().__init__(cells)
        self._rules = rules

    def __contains__(self, cell: object) -> bool:
        return super().__contains__(cell) or (isinstance(cell, FigureKey) and _central(self._rules, cell))


def _central(rules: Ruleset, cell: FigureKey) -> bool:
    return rules.indicator(cell.indicator).agency_of_record == "central"


def all_ways(rules: Ruleset, grounds: Grounds, ways: Ways) -> Ways:
    """The ways to add a figure up, and its formula."""

    def every(cell: FigureKey) -> list[tuple[FigureKey, ...]]:
        formula = rules.indicator(cell.indicator).formula
        terms = [tuple(grounds.name(find_term_key(cell, term)) for term in formula.terms)] if formula else []
        return [*ways(cell), *terms]

    return every


def _records(year: int, place: str) -> Mapping[str, Mapping[FigureKey, OwedRecordSet]]:
    rules = load_ruleset()
    found = _owed(year, place)
    return find_figures_from_records(rules, found, list_owed_record_sets(rules, found)).get(place, {})


@pytest.mark.parametrize(("year", "place"), [(2009, "lewisham"), (2010, "nottinghamshire"), (2024, "lewisham")])
def test_no_figure_can_be_left_out_without_an_unmet_cell(year: int, place: str) -> None:
    rules = load_ruleset()
    grounds, ways, _ = _around(rules, place)
    columns = made(rules, year, place).figure_requests.select("indicator", "area", "period", "breakdown")
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
    collection_plan = made(load_ruleset(), 2025, "nottinghamshire")
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
