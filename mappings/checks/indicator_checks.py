"""Checks of indicators, breakdowns and factor sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, get_args

from indicators.catalogue.factor_sets import find_uncovered_members
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.formulas import find_formula_cycle
from mappings.checks.problems import DefinitionProblem, make_error
from mappings.definitions.field_types import Role
from mappings.transforms import parse_transform
from returnonce.errors import Refused
from returnonce.numbers import PLACES

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ROLES = frozenset(get_args(Role)) | {"central"}
#: Units of a plain amount, which has no denominator.
AMOUNTS = frozenset({"count", "tonnes_co2", "kwh", "pounds"})
#: Words of a text that could stand for any measure.
HOLLOW = ("see title", "as defined", "to be confirmed", "tbc", "n/a")
SHORTEST = 25


def find_indicator_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Every problem of the catalogue, the breakdowns and the emission factors."""
    used_codes = set(_list_used_indicators(ruleset))
    for code, indicator in ruleset.catalogue.items():
        where = f"{code}.yaml"
        if code not in used_codes and not indicator.derive:
            yield make_error(
                where,
                "Nothing uses this indicator.",
                "Map a line, a formula, a published column or a metric to it, or derive it from records.",
            )
        yield from _formula(where, indicator, ruleset)
        yield from _shape(where, indicator)
        yield from _words(where, indicator, ruleset)
    yield from _find_repeats(ruleset.catalogue.values())
    yield from _find_former_code_problems(ruleset)
    yield from _factors(ruleset)
    yield from _wholes(ruleset)


def _list_used_indicators(ruleset: Ruleset) -> Iterator[str]:
    """Whatever a line, a transform, a formula, a published column, a metric or a factor set names."""
    for return_ in ruleset.returns.values():
        for row in return_.lines:
            yield row.object_id
            yield from _list_other_indicators(row.transform)
    for indicator in ruleset.catalogue.values():
        yield from (term.indicator for term in indicator.formula.terms) if indicator.formula else ()
    for source in ruleset.sources.values():
        yield from (figure.indicator for figure in source.figures if figure.indicator)
    for framework in ruleset.frameworks.values():
        yield from (match.object_id for match in framework.matches)
    for report in ruleset.reports.values():
        yield from (row.indicator for row in report.rows)
    for survey in ruleset.surveys.values():
        yield from (code for measure in survey.measures for code in (measure.indicator, measure.base))
    for factors in ruleset.factor_sets.values():
        yield from (factors.energy_indicator, factors.tonnes_indicator, factors.energy_in_scope_indicator or "")


def _list_other_indicators(transform: str) -> tuple[str, ...]:
    try:
        return parse_transform(transform).others
    except Refused:
        return ()


def _formula(where: str, indicator: Indicator, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    formula = indicator.formula
    if formula is None:
        return
    for term in formula.terms:
        operand = ruleset.catalogue.get(term.indicator)
        if operand is None:
            yield make_error(where, f"The formula reads {term.indicator}, which is no indicator.", "Correct the term.")
        elif term.part != "value" and not operand.parts:
            yield make_error(
                where, f"The formula reads the {term.part} of {operand.code}, which has none.", "Read its value."
            )
    if chain := find_formula_cycle(indicator.code, ruleset.catalogue):
        yield make_error(where, f"The formula leads back to itself: {' -> '.join(chain)}.", "Break the circle.")
    term_count = {"ratio": 2, "complement": 1}.get(formula.kind)
    if term_count is not None and len(formula.terms) != term_count:
        yield make_error(
            where, f"A {formula.kind} reads {term_count} figures, not {len(formula.terms)}.", "Correct the terms."
        )


def _shape(where: str, indicator: Indicator) -> Iterator[DefinitionProblem]:
    if indicator.parts and indicator.unit in AMOUNTS:
        yield make_error(where, f"A {indicator.unit} has no denominator.", "Say parts: false.")
    if not 0 <= indicator.decimals <= PLACES:
        yield make_error(where, f"{indicator.decimals} decimals.", f"Write 0 to {PLACES}.")
    if indicator.agency_of_record not in ROLES:
        yield make_error(where, f"{indicator.agency_of_record} is no role.", f"Roles are {', '.join(sorted(ROLES))}.")
    start, end = indicator.in_force.start, indicator.in_force.end
    if isinstance(start, date) and isinstance(end, date) and start >= end:
        yield make_error(where, f"It ends on {end}, before it begins.", "Correct in_force.")


def _words(where: str, indicator: Indicator, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    if not indicator.sources:
        yield make_error(where, "No source.", "Say where each fact was read; recall is a source too.")
    for code in indicator.breakdowns:
        if code not in ruleset.breakdowns:
            yield make_error(where, f"There is no breakdown {code}.", f"Add breakdowns/{code}.yaml or take it away.")
    text = indicator.definition.casefold()
    if text.rstrip(".") == indicator.title.casefold() or len(text) < SHORTEST or any(h in text for h in HOLLOW):
        yield make_error(
            where, "The definition says no more than the title.", "Say what is counted, of whom, and when."
        )


def _find_repeats(indicators: Iterable[Indicator]) -> Iterator[DefinitionProblem]:
    """No two measures are defined in the same words."""
    codes_by_text: dict[str, str] = {}
    for indicator in indicators:
        text = " ".join(indicator.definition.casefold().split())
        first_code = codes_by_text.setdefault(text, indicator.code)
        if first_code != indicator.code:
            yield make_error(
                f"{indicator.code}.yaml",
                f"Its definition is that of {first_code}, word for word.",
                "Say how they differ, or make them one.",
            )


def _find_former_code_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Each figure stored under a former code is one indicator's."""
    for former, spans in ruleset.former_codes.by_code.items():
        owner = ruleset.catalogue.get(former)
        start = owner.in_force.start if owner else None
        for number, (until, code) in enumerate(spans):
            where = f"{code}.yaml"
            if former == code:
                yield make_error(where, f"was: {former} is its code of now.", "Name the code that it had before.")
            elif owner is not None and (not isinstance(start, date) or start < until):
                message = f"was: until {until} the code {former} is that of {former}.yaml, too."
                yield make_error(where, message, f"Take that file away, or let it be in force from {until} on.")
            if number and spans[number - 1][0] == until:
                message = f"was: {spans[number - 1][1]} had the code {former} until {until}, too."
                yield make_error(where, message, "Leave it to one of the two.")


def _factors(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    schemes = {factor_set.scheme for factor_set in ruleset.factor_sets.values()}
    for indicator in ruleset.catalogue.values():
        if indicator.factors and indicator.factors not in schemes:
            yield make_error(
                f"{indicator.code}.yaml", f"There are no factors of a scheme {indicator.factors}.", "Add them."
            )
    for code, factors in ruleset.factor_sets.items():
        where = f"factors/{code}.yaml"
        codes = (factors.energy_indicator, factors.tonnes_indicator, factors.energy_in_scope_indicator)
        for name in codes:
            if name and name not in ruleset.catalogue:
                yield make_error(where, f"It names {name}, which is no indicator.", "Correct the name.")
        if unplaced_codes := sorted(find_uncovered_members(factors, ruleset.breakdowns)):
            yield make_error(
                where, f"It says nothing of {', '.join(unplaced_codes)}.", "Place every estate, fuel and reading."
            )
        if factors.status == "official" and factors.confidence == "low":
            yield make_error(
                where, "Official values of low confidence.", "Mark them illustrative, or give their source."
            )


def _wholes(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    for code, whole in ruleset.wholes.items():
        where, counted = f"wholes/{code}.yaml", () if whole.of == "not counted" else (whole.of,)
        for name in (*whole.parts, *counted):
            if name not in ruleset.catalogue:
                yield make_error(where, f"It names {name}, which is no indicator.", "Correct the name.")
        parts = [ruleset.catalogue[name] for name in whole.parts if name in ruleset.catalogue]
        if any(part.unit != "percentage" or not part.parts or part.compares for part in parts):
            yield make_error(where, "A part is no share of a whole.", "Name percentages with a numerator.")
        if len({part.denominator for part in parts}) > 1:
            yield make_error(where, "Its parts are shares of different people.", "Name shares with one denominator.")
