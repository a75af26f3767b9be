"""Checks that reports and surveys speak of indicators, breakdowns, rules and areas that there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from indicators.areas.area_files import AreaKind
from mappings.checks.problems import DefinitionProblem, make_error
from mappings.definitions.lines import EXACT

if TYPE_CHECKING:
    from mappings.definitions.indicator_reports import IndicatorReport
    from mappings.definitions.surveys import Survey
    from mappings.ruleset.ruleset import Ruleset

#: Routes by which somebody is asked for a line.
ASKED = frozenset({"council", "partner"})


def find_report_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Every report that cannot be filled, and every survey that names what is not there or asks whom it should not."""
    taken = {*ruleset.returns, *ruleset.record_returns, *ruleset.scheduled_returns, *ruleset.frameworks}
    for code, report in ruleset.reports.items():
        where = f"reports/{code}.yaml"
        if code in taken:
            yield make_error(where, f"{code} is a return or a framework.", "Name the report otherwise.")
        yield from _report_problems(ruleset, report, where)
    for code, survey in ruleset.surveys.items():
        yield from _survey_problems(ruleset, survey, f"surveys/{code}.yaml")


def _report_problems(ruleset: Ruleset, report: IndicatorReport, where: str) -> Iterator[DefinitionProblem]:
    for row in report.rows:
        if words := _describe_key_fault(ruleset, row.indicator, row.breakdown):
            yield make_error(where, words, "Correct the indicator or its breakdown.")
    rule = ruleset.disclosure.get((report.disclosure.rule or "", report.disclosure.version or 0))
    if rule is None or report.audience not in rule.audience:
        named = f"{report.disclosure.rule}, version {report.disclosure.version}"
        message = f"The rule {named}, is none for the audience {report.audience}."
        yield make_error(where, message, "Name a rule of mappings/disclosure/rules for that audience.")
    elif report.audience == "public" and report.figures == "all" and rule.true_figures:
        message = "It would show every figure that is held, small counts too, to the public."
        yield make_error(where, message, "Name a rule that holds small counts back, or write figures: published.")
    for kind in report.area_kinds:
        if kind.replace("-", "_") not in get_args(AreaKind):
            yield make_error(where, f"{kind} is no kind of area.", "Correct area_kinds.")


def _survey_problems(ruleset: Ruleset, survey: Survey, where: str) -> Iterator[DefinitionProblem]:
    measures = {measure.indicator for measure in survey.measures}
    for measure in survey.measures:
        if measure.indicator not in ruleset.catalogue:
            yield make_error(where, f"{measure.indicator} is no indicator.", "Correct the indicator.")
        if words := _describe_key_fault(ruleset, measure.base, measure.breakdown):
            yield make_error(where, f"base: {words}", "Correct the base or its breakdown.")
    lines = [line for definition in ruleset.returns.values() for line in definition.lines]
    for line in lines if survey.compiled == "elsewhere" else []:
        if line.object_id in measures and line.predicate_id == EXACT and line.route in ASKED:
            message = f"{line.subject_id} asks the {line.route} for what is compiled elsewhere."
            yield make_error(where, message, "Give the line the route central or other_return.")


def _describe_key_fault(ruleset: Ruleset, code: str, breakdown: str) -> str | None:
    indicator = ruleset.catalogue.get(code)
    if indicator is None:
        return f"{code} is no indicator."
    name, _, member = breakdown.partition("=")
    if breakdown == "total":
        return None
    known = ruleset.breakdowns.get(name)
    if name not in indicator.breakdowns or known is None or member not in known.members:
        return f"{code} is not split by {breakdown}."
    return None
