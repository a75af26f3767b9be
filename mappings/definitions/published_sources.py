"""Published sources: how a publisher's CSV maps to indicators, column by column; ``sources/<name>.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import NotFound, Refused

Filter = dict[Text, Text]


class PublishedColumn(Definition):
    """One column, of the row itself or of the row that ``where`` (over the figure's filter) picks."""

    column: Text
    where: Filter = Field(default_factory=dict)


class PublishedLevel(Definition):
    """A geographic level that is read, and the column with its area codes."""

    level: Text
    area: Text
    #: The publisher rounds counts at this level to the nearest of these; 1 is unrounded.
    rounded_to: int = 1


class YearRule(Definition):
    """What the year in the period column stands for.

    ``ends``: 2025 is the year that ends in 2025. ``starts``: 2025 is the year that begins then.
    ``both``: 202425 names both. A ``day`` (03-31: at 31 March 2025) and a ``month`` (4: April 2025) are
    of the calendar year named; a ``quarter`` (1: April to June) is of the financial year named.
    """

    kind: Literal["financial_year", "academic_year", "calendar_year", "quarter", "month", "day"]
    year: Literal["ends", "starts", "both"] = "ends"
    day: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    quarter: Annotated[int, Field(ge=1, le=4)] | None = None

    @model_validator(mode="after")
    def _says_which(self) -> YearRule:
        for name, form in (("day", "MM-DD"), ("month", "1 to 12"), ("quarter", "1 to 4")):
            if (self.kind == name) != (getattr(self, name) is not None):
                raise ValueError(f"give {name}: {form} with kind: {name}, and only then")
        return self


class PublishedFigure(Definition):
    """Which rows and columns are one indicator's parts or value.

    Without ``indicator`` it is only recomputed by ``catalogue verify-published``.
    """

    indicator: Code | None = None
    period: YearRule
    where: Filter = Field(default_factory=dict)
    numerator: PublishedColumn | None = None
    denominator: PublishedColumn | None = None
    #: The publisher's own percentage, rate, count or mean.
    value: PublishedColumn | None = None
    per: int = 1
    decimals: int = 0
    #: False where the publisher leaves these counts unrounded at every level.
    rounded: bool = True
    #: A column whose values become members of a breakdown.
    breakdown: dict[Code, SplitBy] = Field(default_factory=dict)
    note: Text | None = None

    @model_validator(mode="after")
    def _has_something(self) -> PublishedFigure:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("numerator and denominator belong together")
        if self.numerator is None and self.value is None:
            raise ValueError("give numerator and denominator, or value, or all three")
        return self


class SplitBy(Definition):
    """The column of a breakdown and the member that each of its values is."""

    column: Text
    members: dict[Text, Text]


class Source(Definition):
    """One published file's form."""

    source: Code
    title: Text
    publisher: Code
    publication: Text
    licence: Text
    #: Columns that must be there; with them a file is recognised.
    columns: tuple[Text, ...]
    period_column: Text = "time_period"
    #: The level column and what is read of it; other levels are counted and left out.
    level_column: Text = "geographic_level"
    levels: tuple[PublishedLevel, ...]
    symbols: dict[str, Literal["confidential", "not_applicable", "not_available", "rounds_to_zero", "unreliable"]]
    status: Literal["provisional", "final"] = "final"
    figures: tuple[PublishedFigure, ...]
    notes: tuple[Text, ...] = ()


def load_sources(folder: FilePath) -> dict[str, Source]:
    """Every source by name.

    Raises:
        Refused: a file is wrong or is not named for its source.
    """
    sources = {path.stem: read_source(path) for path in sorted(folder.glob("*.yaml"))}
    for name, source in sources.items():
        if name != source.source:
            raise Refused(
                f"The source is {source.source!r}.", where=f"{name}.yaml", mend="Name each file for its source."
            )
    return sources


def read_source(path: FilePath) -> Source:
    """One mapping file, of ours or of anyone's."""
    if not path.is_file():
        raise NotFound(f"There is no mapping file {path.name}.", mend="Give the path of a YAML file.")
    return read_definition(Source, path)


def get_source(sources: Mapping[str, Source], name: str) -> Source:
    """A source by name.

    Raises:
        NotFound: names the ones there are.
    """
    if name not in sources:
        raise NotFound(
            f"There is no source named {name!r}.",
            mend=f"Sources are: {', '.join(sources)}. Or give --mapping FILE for one of your own.",
        )
    return sources[name]
