"""Reports and surveys that speak of what there is not, or ask whom they should not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mappings.checks.report_checks import find_report_problems
from mappings.definitions.indicator_reports import IndicatorReport
from mappings.definitions.surveys import Survey
from tests.shipped import load_ruleset

RULES = load_ruleset()
BOARD, CARERS = RULES.reports["board-report"], RULES.surveys["adult-carers-survey"]


def problems(report: IndicatorReport = BOARD, survey: Survey = CARERS, **changes: Any) -> list[str]:
    rules = replace(RULES, reports={report.report: report}, surveys={survey.survey: survey}, **changes)
    return [problem.what for problem in find_report_problems(rules)]


def test_what_ships_is_sound() -> None:
    assert list(find_report_problems(RULES)) == []
    assert all("SAMPLE" in report.title for report in RULES.reports.values())


def with_first_row(**changes: Any) -> IndicatorReport:
    section = BOARD.sections[0]
    row = section.indicators[0].model_copy(update=changes)
    return BOARD.model_copy(
        update={"sections": (section.model_copy(update={"indicators": (row, *section.indicators[1:])}),)}
    )


def test_a_report_names_indicators_and_breakdowns_that_there_are() -> None:
    assert problems(with_first_row(indicator="bees")) == ["bees is no indicator."]
    assert problems(with_first_row(breakdown="sex=F")) == ["cpp-open is not split by sex=F."]


def test_a_report_is_no_return_and_has_a_rule_for_its_readers() -> None:
    assert "crc is a return or a framework." in problems(BOARD.model_copy(update={"report": "crc"}))
    rule = BOARD.disclosure.model_copy(update={"version": 9})
    assert problems(BOARD.model_copy(update={"disclosure": rule})) == [
        "The rule true-figures, version 9, is none for the audience council."
    ]
    assert problems(BOARD.model_copy(update={"area_kinds": ("planet",)})) == ["planet is no kind of area."]


def test_the_public_is_not_shown_every_figure_that_is_held() -> None:
    (words,) = problems(BOARD.model_copy(update={"audience": "public"}))
    assert words.startswith("It would show every figure")


@pytest.mark.parametrize("route", ["council", "partner"])
def test_nobody_is_asked_for_what_is_compiled_elsewhere(route: str) -> None:
    national = RULES.returns["national-indicators"]
    asks = national.lines[0].model_copy(update={"object_id": "carers-satisfied", "route": route})
    returns = {**RULES.returns, national.code: replace(national, lines=(asks, *national.lines[1:]))}
    assert problems(returns=returns) == [f"NI 1 asks the {route} for what is compiled elsewhere."]
    here = CARERS.model_copy(update={"compiled": "here"})
    assert problems(survey=here, returns=returns) == []


def test_a_survey_names_a_base_that_there_is() -> None:
    measure = CARERS.measures[0].model_copy(update={"base": "bees"})
    wrong = CARERS.model_copy(update={"measures": (measure,)})
    assert problems(survey=wrong) == ["base: bees is no indicator."]
