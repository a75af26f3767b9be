"""Surveys as sources of figures: whose voice, which measures, their base, weighting, interval; ``surveys/*.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from mappings.definitions.return_definitions import Frequency
from returnonce.definition_files.base import Code, Confidence, Definition, NotEstablished, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_named_definitions


class LeastBase(Definition):
    """From how many answers a result may be relied on."""

    number: int = Field(ge=1)
    assumed: bool = False
    source: Text


class SurveyMeasure(Definition):
    """An indicator that the survey gives. ``base``: the indicator that counts who answered, with its breakdown."""

    indicator: Code
    base: Code
    breakdown: Text = "total"


class Survey(Definition):
    """``surveys/<survey>.yaml``. ``compiled``: ``elsewhere`` where nobody is asked for its results."""

    survey: Code
    title: Text
    voices: Text
    compiled: Literal["elsewhere", "here"]
    frequency: Frequency
    weighting: Literal["weighted", "unweighted"] | NotEstablished
    #: The confidence level of its intervals, in per cent.
    interval_percent: int | NotEstablished
    least_base: LeastBase | None = None
    measures: tuple[SurveyMeasure, ...] = Field(min_length=1)
    sources: tuple[Text, ...] = Field(min_length=1)
    confidence: Confidence
    notes: Text | None = None

    @model_validator(mode="after")
    def _names_each_measure_once(self) -> Survey:
        codes = [measure.indicator for measure in self.measures]
        for code in codes:
            if codes.count(code) > 1:
                raise ValueError(f"{code} stands twice")
        return self


def load_surveys(folder: FilePath) -> Mapping[str, Survey]:
    """Every survey by its name; none where there is no such folder.

    Raises:
        Refused: a file is wrong, or is not named for its survey.
    """
    return read_named_definitions(Survey, folder, key="survey")
