"""Which survey gives an indicator, and which indicator counts who answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mappings.definitions.surveys import Survey, SurveyMeasure

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

SurveyIndex = Mapping[str, tuple[Survey, SurveyMeasure]]


def index_surveys(ruleset: Ruleset) -> SurveyIndex:
    """The survey and measure of each indicator that a survey gives."""
    return {measure.indicator: (survey, measure) for survey in ruleset.surveys.values() for measure in survey.measures}


def list_base_indicators(ruleset: Ruleset, codes: Iterable[str]) -> list[str]:
    """The indicators that count who answered, for those of the codes that a survey gives."""
    index = index_surveys(ruleset)
    return sorted({index[code][1].base for code in codes if code in index})
