"""What a plan asks for, counted again by the integer programme over all ways that a figure may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from indicators.evaluation.coterminous import is_body_based
from indicators.evaluation.formulas import find_term_key
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.obligations.obligations import Obligation, list_obligations
from mappings.place.places import Place
from mappings.plan.figures_from_records import OwedRecordSet, find_figures_from_records, list_owed_record_sets
from mappings.plan.plan import Plan, count_energy_records, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.requirements import Requirements, build_requirements
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.plan.plan_solver import Grounds, Ways, fewest, ways_of


def list_owed(rules: Ruleset, place: str, year: int) -> list[Obligation]:
    """What a place owes for the periods that end in a financial year, named by its first year."""
    return list(list_obligations(rules, rules.places[place], start=date(year, 4, 1), end=date(year + 1, 3, 31)))


def list_required(rules: Ruleset, place: str, year: int) -> Requirements:
    """What the lines of those returns read."""
    return build_requirements(rules, list_owed(rules, place, year), known_on=date.max)


def make_year_plan(rules: Ruleset, place: str, year: int) -> Plan:
    """The plan for those periods."""
    return make_plan(rules, PlanScope(date(year, 4, 1), date(year + 1, 3, 31), place))


def make_grounds(rules: Ruleset) -> tuple[Grounds, Ways]:
    """One name for all bodies on a ground, and the ways in which a figure adds up."""
    grounds = Grounds(rules.evaluation_context(), lambda code: is_body_based(rules.indicator(code)))
    return grounds, ways_of(rules.evaluation_context(), grounds)


def is_answered(rules: Ruleset, home: Place, cell: FigureKey) -> bool:
    """Whether somebody is of record for a figure."""
    return home.agency_of_record(rules.indicator(cell.indicator), cell.area, parse_period(cell.period).end) is not None


def count_by_solver(rules: Ruleset, place: str, year: int) -> int:
    """The fewest figures that would do, records of energy use apart: formulas, sums and records are all ways."""
    home, (grounds, ways) = rules.places[place], make_grounds(rules)
    energy = {factors.energy_indicator for factors in rules.factor_sets.values()}
    figures = list_required(rules, place, year).figures
    read = figures.select("needed", "area", "needed_period", "breakdown", "indicator").unique()
    rows = (row for row in read.iter_rows() if row[4] not in energy)
    goal = {FigureKey(code, area, period, split, "actual") for code, area, period, split, _ in rows}
    free = {cell for found in _find_free(rules, place, year).values() for cell in found}
    every, named = all_ways(rules, grounds, ways), _Free({grounds.name(cell) for cell in free}, rules)

    @cache
    def reachable(cell: FigureKey) -> bool:
        return askable(cell) or cell in named or any(all(map(reachable, parts)) for parts in every(cell))

    def askable(cell: FigureKey) -> bool:
        return not _is_central(rules, cell) and is_answered(rules, home, cell)

    wanted = [grounds.name(cell) for cell in sorted(goal)]
    # What nobody answers for is asked for all the same, so that somebody is found: itself, or its formula's terms.
    orphans = {part for cell in wanted if not reachable(cell) for part in list_terms(rules, grounds, cell)}
    return fewest(wanted, every, askable=lambda cell: askable(cell) or cell in orphans, free=named)


def list_terms(rules: Ruleset, grounds: Grounds, cell: FigureKey) -> list[FigureKey]:
    """The figures that a formula reads, and those that theirs read; the figure itself where it has none."""
    formula = rules.indicator(cell.indicator).formula
    terms = [grounds.name(find_term_key(cell, term)) for term in formula.terms] if formula else []
    return [each for term in terms for each in list_terms(rules, grounds, term)] or [cell]


def count_by_plan(rules: Ruleset, plan: Plan) -> int:
    """The figures that a plan asks for, records of energy use apart."""
    return plan.figure_requests.height - count_energy_records(plan, rules)[0]


def all_ways(rules: Ruleset, grounds: Grounds, ways: Ways) -> Ways:
    """The ways to add a figure up, and its formula."""

    def every(cell: FigureKey) -> list[tuple[FigureKey, ...]]:
        formula = rules.indicator(cell.indicator).formula
        terms = [tuple(grounds.name(find_term_key(cell, term)) for term in formula.terms)] if formula else []
        return [*ways(cell), *terms]

    return every


class _Free(set[FigureKey]):
    """Figures that cost nothing: those that records give, and all that a department compiles."""

    def __init__(self, cells: set[FigureKey], rules: Ruleset) -> None:
        super().__init__(cells)
        self._rules = rules

    def __contains__(self, cell: object) -> bool:
        return super().__contains__(cell) or (isinstance(cell, FigureKey) and _is_central(self._rules, cell))


def _is_central(rules: Ruleset, cell: FigureKey) -> bool:
    return rules.indicator(cell.indicator).agency_of_record == "central"


def _find_free(rules: Ruleset, place: str, year: int) -> Mapping[str, Mapping[FigureKey, OwedRecordSet]]:
    owed = list_owed(rules, place, year)
    return find_figures_from_records(rules, owed, list_owed_record_sets(rules, owed)).get(place, {})
