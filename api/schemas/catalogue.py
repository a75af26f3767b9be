"""What the API says of definitions: indicators, the lines mapped to them, returns and their forms."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from indicators.catalogue.indicator import Indicator, Polarity, PopulationBase, Unit
from mappings.definitions.return_definitions import Edition, Line
from returnonce.definition_files.base import Confidence


class IndicatorListed(BaseModel):
    """One indicator, as a list tells it."""

    code: str
    title: str
    unit: Unit
    per: int
    polarity: Polarity
    population_base: PopulationBase
    confidence: Confidence
    access: str = Field(description="general; or restricted: its figures are read by few.", examples=["general"])


class Catalogue(BaseModel):
    """The indicators, in the order of the files."""

    indicators: list[IndicatorListed]


class IndicatorShown(Indicator):
    """Everything that an indicator's file says, and what packs change in it."""

    model_config = ConfigDict(extra="allow")

    changed_here: list[str]


class ReturnLines(BaseModel):
    """The rows of a return's ``lines.tsv``, one for each candidate indicator of a line: SSSOM's columns, then ours."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return")
    changed_here: list[str]
    sample: str | None
    lines: list[Line]


class MappingListed(Line):
    """One row of a return's lines, with the return."""

    return_code: str = Field(alias="return", description="The return.")


class Mappings(BaseModel):
    """Rows of lines, by return."""

    mappings: list[MappingListed] = Field(description="One row for each line and candidate indicator.")


class ReturnListed(BaseModel):
    """One return with its forms, year by year."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return")
    title: str
    changed_here: list[str]
    sample: str | None
    editions: list[Edition] = Field(description="The forms of the return, the oldest first: when each is due, and how.")


class Returns(BaseModel):
    """The returns, by code."""

    returns: list[ReturnListed]
