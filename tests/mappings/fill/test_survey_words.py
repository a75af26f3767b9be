"""What is said of a result of a survey."""

from __future__ import annotations

import pytest

from mappings.definitions.surveys import LeastBase, Survey, SurveyMeasure
from mappings.fill.survey_words import describe_result
from returnonce.numbers import MICRO

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
    assert describe_result(SURVEY, base=base, interval=(low, high), decimals=1) == said


def test_what_is_not_established_is_said_and_not_guessed() -> None:
    unknown = SURVEY.model_copy(update={"weighting": "not established", "interval_percent": "not established"})
    words = describe_result(unknown, base=60, interval=(MICRO, 2 * MICRO), decimals=0)
    assert words == "A survey (carers): 60 answered; whether weighted is not established; interval 1 to 2."
