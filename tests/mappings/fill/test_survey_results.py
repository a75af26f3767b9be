"""What is said of a result of a survey."""

from __future__ import annotations

import polars as pl
import pytest

from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from mappings.definitions.surveys import LeastBase, Survey, SurveyMeasure
from mappings.fill.survey_results import SurveyResult, find_survey_result
from returnonce.numbers import MICRO
from tests.shipped import load_ruleset

SURVEY = Survey(
    survey="a-survey", title="A survey", voices="carers", compiled="elsewhere",
    frequency="annual", weighting="weighted", interval_percent=95, least_base=LeastBase(number=50, source="its rules"),
    measures=(SurveyMeasure(indicator="an-indicator", base="a-base"),), sources=("recall",), confidence="low",
)  # fmt: skip


@pytest.mark.parametrize(
    ("base", "interval", "said"),
    [
        (1234, (60, 70), "A survey (carers): 1,234 answered; weighted; 95% interval 60.0 to 70.0."),
        # Under a complement the ends change places.
        (50, (40, 30), "A survey (carers): 50 answered; weighted; 95% interval 30.0 to 40.0."),
        (
            None,
            (None, None),
            "A survey (carers): how many answered is not known here; weighted; no interval was given.",
        ),
        (
            49,
            (None, 70),
            "A survey (carers): 49 answered; weighted; no interval was given. Fewer than 50 answered, so that it is "
            "not to be relied on (its rules).",
        ),
    ],
)
def test_a_result_in_words(base: int | None, interval: tuple[int | None, int | None], said: str) -> None:
    low, high = (None if end is None else end * MICRO for end in interval)
    assert SurveyResult(SURVEY, base, (low, high)).describe(1) == said


def test_what_is_not_established_is_said_and_not_guessed() -> None:
    unknown = SURVEY.model_copy(update={"weighting": "not established", "interval_percent": "not established"})
    words = SurveyResult(unknown, 60, (MICRO, 2 * MICRO)).describe(0)
    assert words == "A survey (carers): 60 answered; whether weighted is not established; interval 1 to 2."


def _figure(indicator: str, breakdown: str, value: int) -> dict[str, object]:
    """A figure of Nottinghamshire as the store has it."""
    key = {"indicator": indicator, "area": "E10000024", "period": "FY2024-25", "breakdown": breakdown, "kind": "actual"}
    how = {"agency": "nhs-england", "batch_kind": "pulled", "status": "final"}
    return dict.fromkeys(FIGURE_ORIGIN_SCHEMA) | key | how | {"value": value * MICRO}


@pytest.mark.parametrize(
    ("group", "base"), [("total", 352), ("sex=F", 200), ("sex=M", None)], ids=["everybody", "women", "men"]
)
def test_the_base_is_of_the_group_that_the_result_is_of(group: str, base: int | None) -> None:
    """Of men nobody says how many answered, and everybody's number is not theirs."""
    given = [
        _figure("care-users-survey-answers", "survey-question=satisfaction", 352),
        _figure("care-users-survey-answers", "sex=F;survey-question=satisfaction", 200),
    ]
    answer = _figure("care-users-satisfied", group, 65) | {"lower": 60 * MICRO, "upper": 70 * MICRO}
    result = find_survey_result(load_ruleset(), answer, pl.DataFrame(given, schema=FIGURE_ORIGIN_SCHEMA))
    assert result is not None
    assert (result.survey.survey, result.base, result.interval) == (
        "adult-social-care-survey", base, (60 * MICRO, 70 * MICRO),
    )  # fmt: skip


@pytest.mark.parametrize(
    "answer", [_figure("cla-rate", "total", 65), _figure("care-users-satisfied", "total", 1) | {"value": None}]
)
def test_nothing_is_said_of_what_no_survey_gives(answer: dict[str, object]) -> None:
    assert find_survey_result(load_ruleset(), answer, pl.DataFrame(schema=FIGURE_ORIGIN_SCHEMA)) is None
