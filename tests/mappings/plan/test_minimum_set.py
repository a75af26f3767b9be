from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area, AreaFiles, ParentLink
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.coterminous import is_body_based
from indicators.figures.figure_key import FigureKey
from mappings.plan.minimum_by_indicator import IndicatorMinimum, MinimumFinder
from tests.examples import at_most
from tests.indicators.small_contexts import build_context, count, indicator
from tests.mappings.plan.plan_solver import Grounds, fewest, ways_of

YEAR, QUARTERS = "FY2009-10", [f"FY2009-10-Q{n}" for n in range(1, 5)]
FIRST_MONTHS = ["2009-M04", "2009-M05", "2009-M06"]
PERIODS = [YEAR, *QUARTERS, *FIRST_MONTHS]
AREAS = ["COUNTY", "NORTH", "SOUTH", "PCT-C", "UNI", "PCT-U", "REG"]
NONE, NO_CELL = frozenset[str](), frozenset[FigureKey]()
SEXES = ["total", "sex=F", "sex=M"]


def cell(area: str = "COUNTY", period: str = YEAR, breakdown: str = "total") -> FigureKey:
    return FigureKey("cla", area, period, breakdown, "actual")


def least(
    wanted: frozenset[FigureKey],
    around: EvaluationContext,
    *,
    nobody_for: frozenset[str] = frozenset(),
    free: frozenset[FigureKey] = frozenset(),
) -> IndicatorMinimum:
    asking = MinimumFinder(around, lambda c: None if c.area in nobody_for else c.area)
    return asking.find_minimum(sorted(wanted), dict.fromkeys(sorted(free), "there already"))


def by_solver(
    wanted: frozenset[FigureKey],
    around: EvaluationContext,
    *,
    nobody_for: frozenset[str] = frozenset(),
    free: frozenset[FigureKey] = frozenset(),
) -> int:
    grounds = Grounds(around, lambda code: is_body_based(around.catalogue[code]))
    named = {grounds.name(c) for c in (*sorted(wanted), *sorted(free))}
    assert named
    there = {grounds.name(c) for c in free}
    goal = {grounds.name(c) for c in wanted}
    return fewest(goal, ways_of(around, grounds), askable=lambda c: c.area not in nobody_for, free=there)


def follows(start: frozenset[FigureKey], around: EvaluationContext) -> set[FigureKey]:
    """Everything of the small world that follows from some figures, by going round until nothing new is found."""
    names, ways = _universe(id(around), around)
    known = {names.get(each, each) for each in start}
    while more := {c for c in ways if c not in known and any(known.issuperset(parts) for parts in ways[c])}:
        known |= more
    return {each for each, name in names.items() if name in known}


_KNOWN: dict[int, tuple[dict[FigureKey, FigureKey], dict[FigureKey, list[tuple[FigureKey, ...]]]]] = {}


def _universe(
    key: int, around: EvaluationContext
) -> tuple[dict[FigureKey, FigureKey], dict[FigureKey, list[tuple[FigureKey, ...]]]]:
    """Every figure of the small world by its one name, and the ways to make each."""
    if key not in _KNOWN:
        grounds = Grounds(around, lambda code: is_body_based(around.catalogue[code]))
        names = {each: grounds.name(each) for each in (cell(*one) for one in product(AREAS, PERIODS, SEXES))}
        _KNOWN[key] = names, {name: list(ways_of(around, grounds)(name)) for name in names.values()}
    return _KNOWN[key]


cells = st.builds(cell, st.sampled_from(AREAS), st.sampled_from(PERIODS), st.sampled_from(SEXES))
grids = st.builds(cell, st.sampled_from(AREAS[:5]), st.sampled_from([YEAR, *QUARTERS]), st.sampled_from(SEXES))
worlds = st.sampled_from([build_context(each) for each in [
    indicator(breakdowns=("sex",)), count(breakdowns=("sex",), adds_over_time="last"),
    count(breakdowns=("sex",), adds_over_area="none"), indicator(breakdowns=("sex",), population_base="gp_registered"),
]])  # fmt: skip


nobody_for = st.sampled_from(
    [frozenset[str](), frozenset({"COUNTY", "PCT-C"}), frozenset({"REG"}), frozenset({"NORTH"})]
)


@settings(deadline=None, max_examples=at_most(40))
@given(st.frozensets(cells, min_size=1, max_size=9), worlds)
def test_no_smaller_set_would_do_says_the_solver(drawn: frozenset[FigureKey], around: EvaluationContext) -> None:
    minimum = least(drawn, around)
    assert len(minimum.figures) == by_solver(drawn, around)
    assert {one for one, _ in minimum.cell_sources} == drawn
    assert drawn <= follows(frozenset(minimum.figures), around)


@settings(deadline=None, max_examples=at_most(40))
@given(st.frozensets(grids, min_size=3, max_size=10), st.frozensets(grids, max_size=4), nobody_for, worlds)
def test_nor_with_figures_that_are_there_or_that_nobody_answers_for(
    drawn: frozenset[FigureKey], there: frozenset[FigureKey], unowned: frozenset[str], around: EvaluationContext
) -> None:
    minimum = least(drawn, around, nobody_for=unowned, free=there)
    asked = [one for one in minimum.figures if one.area not in unowned]
    orphans = {one for one in minimum.figures if one.area in unowned}
    goal = drawn - {one for one, figure in minimum.cell_sources if figure in orphans}
    if goal and not orphans:
        assert len(asked) == by_solver(goal, around, nobody_for=unowned, free=there)
    assert drawn <= follows(frozenset(minimum.figures) | there, around)


@settings(deadline=None, max_examples=at_most(20))
@given(st.frozensets(grids, min_size=1, max_size=5), worlds)
def test_the_solver_agrees_with_trying_every_set(drawn: frozenset[FigureKey], around: EvaluationContext) -> None:
    universe = [cell(*each) for each in product(["COUNTY", "NORTH", "SOUTH"], [YEAR], SEXES)]
    small = frozenset(each for each in drawn if each in universe)
    if small:
        sizes = range(len(small) + 1)
        sets = (each for size in sizes for each in combinations(universe, size))
        first = next(each for each in sets if small <= follows(frozenset(each), around))
        assert len(first) == by_solver(small, around) == len(least(small, around).figures)


def test_a_figure_that_no_line_names_may_do_for_two() -> None:
    """Women of the county and everybody in its north, with women in the south and men in the north wanted anyway."""
    wanted = frozenset(
        {cell("COUNTY", YEAR, "sex=F"), cell("NORTH"), cell("SOUTH", YEAR, "sex=F"), cell("NORTH", YEAR, "sex=M")}
    )
    minimum = least(wanted, build_context(indicator(breakdowns=("sex",))))
    north_women = cell("NORTH", YEAR, "sex=F")
    assert set(minimum.figures) == {north_women, cell("SOUTH", YEAR, "sex=F"), cell("NORTH", YEAR, "sex=M")}
    assert minimum.proved
    assert (cell("COUNTY", YEAR, "sex=F"), north_women) in minimum.cell_sources


def test_a_set_that_the_bound_does_not_meet_is_not_called_the_smallest() -> None:
    """Nobody answers for the county: its two parts are asked for, and the bound of one forbids no smaller set."""
    minimum = least(frozenset({cell()}), build_context(count()), nobody_for=frozenset({"COUNTY", "PCT-C"}))
    assert minimum.figures == (cell("NORTH"), cell("SOUTH"))
    assert not minimum.proved


def test_overlapping_areas_may_rest_on_fewer_parts_so_that_nothing_is_claimed() -> None:
    """Six boards, each of two of four towns: the towns would do, and no board lies in another."""
    boards = {"".join(pair): pair for pair in combinations("abcd", 2)}
    areas = [Area(code=code, name=code, kind="pct", source="made up", valid_from="not established")
             for code in (*"abcd", *boards)]  # fmt: skip
    links = [
        ParentLink(child=town, parent=code, hierarchy="nhs", valid_from="not established", source="made up")
        for code, pair in boards.items() for town in pair
    ]  # fmt: skip
    around = replace(build_context(count()), areas=AreaBook(AreaFiles(tuple(areas), tuple(links), (), ())))
    minimum = least(frozenset(cell(code) for code in boards), around)
    assert by_solver(frozenset(cell(code) for code in boards), around) == 4
    assert len(minimum.figures) == 4 or not minimum.proved


def test_a_year_of_which_three_quarters_are_there_needs_only_the_fourth() -> None:
    wanted = frozenset({cell(), cell(period=QUARTERS[3])})
    there = frozenset(cell(period=quarter) for quarter in QUARTERS[:3])
    assert least(wanted, build_context(count())).figures == tuple(sorted(wanted))
    assert least(wanted, build_context(count()), free=there).figures == (cell(period=QUARTERS[3]),)


def test_places_that_lie_alike_share_an_answer_and_no_names() -> None:
    around = build_context(count("cla"), count("births"))
    asking = MinimumFinder(around, lambda one: one.area)
    for code in ("cla", "births"):
        drawn = [FigureKey(code, area, YEAR, "total", "actual") for area in ("COUNTY", "NORTH", "SOUTH")]
        minimum = asking.find_minimum(drawn)
        assert minimum.figures == tuple(drawn[1:])
        assert [(one.indicator, why.why) for one, why in minimum.spared] == [
            (code, "made from its districts, which are asked for")
        ]
    assert len(asking.minimum_by_shape) == 1
