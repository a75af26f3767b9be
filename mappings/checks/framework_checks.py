"""Checks that metrics belong to outcomes that there are, and are matched to indicators that there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mappings.checks.problems import DefinitionProblem, make_error
from mappings.definitions.lines import EXACT

if TYPE_CHECKING:
    from mappings.definitions.frameworks import Framework
    from mappings.ruleset.ruleset import Ruleset


def find_framework_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Every row of a framework that speaks of something that is not there, or says a thing twice."""
    for code, framework in ruleset.frameworks.items():
        if code in {*ruleset.returns, *ruleset.record_returns, *ruleset.scheduled_returns}:
            yield make_error(f"{code}/framework.yaml", f"{code} is a return.", "Name the framework otherwise.")
        yield from _metric_problems(code, framework)
        yield from _match_problems(code, framework, ruleset)


def _metric_problems(code: str, framework: Framework) -> Iterator[DefinitionProblem]:
    where, outcomes = f"{code}/metrics.tsv", {each.code for each in framework.outcomes}
    for metric in framework.metrics:
        if metric.outcome not in outcomes:
            message = f"{metric.code}: {metric.outcome} is no outcome."
            yield make_error(where, message, "Correct it, or add a row to outcomes.tsv.")
    for again in _list_repeated(each.code for each in framework.metrics):
        yield make_error(where, f"{again} stands twice.", "Give one of the two another code.")
    for again in _list_repeated(each.code for each in framework.outcomes):
        yield make_error(f"{code}/outcomes.tsv", f"{again} stands twice.", "Give one of the two another code.")


def _match_problems(code: str, framework: Framework, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    where, metrics = f"{code}/matches.tsv", {each.code: each for each in framework.metrics}
    for match in framework.matches:
        if match.metric not in metrics:
            yield make_error(where, f"{match.metric} is no metric.", "Correct it, or add a row to metrics.tsv.")
        elif match.predicate_id == EXACT and metrics[match.metric].standing != "stated":
            message = f"{match.metric} is a placeholder, so that nothing is known to be the same."
            yield make_error(where, message, "Say that it is stated in metrics.tsv, or that the two are related.")
        if match.object_id not in ruleset.catalogue:
            yield make_error(where, f"{match.object_id} is no indicator.", "Correct the indicator.")
    for again in _list_repeated(each.metric for each in framework.matches if each.predicate_id == EXACT):
        yield make_error(where, f"{again} is two indicators.", "Leave one exact match; the others are related.")


def _list_repeated(codes: Iterable[str]) -> Iterator[str]:
    return (code for code, count in Counter(codes).items() if count > 1)
