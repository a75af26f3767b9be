"""Published sources: how a publisher's table maps to indicators, column by column; ``sources/<name>.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from mappings.definitions.periods_across import PeriodsAcross
from mappings.definitions.publisher_year_rules import YearRule
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.later_keys import LaterKeys
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import NotFound, Refused
from returnonce.numbers import PLACES

Filter = dict[Text, Text]
NumberMark = Literal["revised", "provisional", "estimated", "break", "unreliable"]


Positive = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=6)]
Rounding = Annotated[int, Field(ge=1)] | Positive


class PublishedTerm(Definition):
    """One column, of the row itself or of the row that ``where`` (over the figure's filter) picks."""

    column: Text
    where: Filter = Field(default_factory=dict)


class PublishedColumn(LaterKeys):
    """A column; or a sum or product that begins with it: ``(column + plus - minus) * times * scale``."""

    LATER_KEYS: ClassVar[frozenset[str]] = frozenset({"plus", "minus", "times", "scale", "rounded_to"})

    column: Text
    where: Filter = Field(default_factory=dict)
    plus: tuple[PublishedTerm, ...] = ()
    minus: tuple[PublishedTerm, ...] = ()
    times: tuple[PublishedTerm, ...] = ()
    #: What a unit in the file stands for: 1000 for a column in thousands, 100 for a share shown as a percentage.
    scale: Rounding = 1
    #: What this column is rounded to, where that differs from its level: 5, or 0.1.
    rounded_to: Rounding | None = None

    @property
    def terms(self) -> tuple[PublishedTerm | PublishedColumn, ...]:
        """Every column that it is made of, the first one first."""
        return (self, *self.plus, *self.minus, *self.times)


class PublishedLevel(LaterKeys):
    """A geographic level that is read, and the column with its area codes.

    Without ``level`` it is every row, or those whose area code begins as ``begins`` says.
    """

    LATER_KEYS: ClassVar[frozenset[str]] = frozenset({"begins"})

    level: Text | None = None
    #: Column of the areas: codes of today or before, the Department's three digits, or names.
    area: Text
    begins: tuple[Text, ...] = ()
    #: The publisher rounds counts at this level to the nearest of these; 1 is unrounded.
    rounded_to: Rounding = 1


class PublishedFigure(LaterKeys):
    """Which rows and columns are one indicator's parts or value.

    Without ``indicator`` it is only recomputed by ``catalogue verify-published``.
    """

    LATER_KEYS: ClassVar[frozenset[str]] = frozenset({"measure", "halves", "lower", "upper"})

    indicator: Code | None = None
    period: YearRule
    where: Filter = Field(default_factory=dict)
    numerator: PublishedColumn | None = None
    denominator: PublishedColumn | None = None
    #: The publisher's own percentage, rate, count or mean.
    value: PublishedColumn | None = None
    #: The ends of the confidence interval that is printed beside the value, as of a survey.
    lower: PublishedColumn | None = None
    upper: PublishedColumn | None = None
    #: What ``verify-published`` calls it where it is no indicator of the catalogue.
    measure: Text | None = None
    per: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    decimals: Annotated[int, Field(ge=0, le=PLACES)] = 0
    #: How the publisher rounds what lies half-way: up (away from zero), or to the even neighbour.
    halves: Literal["up", "even"] = "up"
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
        if (self.lower is None) != (self.upper is None):
            raise ValueError("lower and upper belong together")
        return self


class SplitBy(Definition):
    """The column of a breakdown and the member that each of its values is."""

    column: Text
    members: dict[Text, Text]


class Releases(Definition):
    """One file holds several releases of a figure: the newest counts.

    ``order`` lists the texts of the column, oldest first; without it they are dates or numbers.
    """

    column: Text
    order: tuple[Text, ...] = ()


class Source(LaterKeys):
    """One published file's form."""

    LATER_KEYS: ClassVar[frozenset[str]] = frozenset(
        {"sheet", "heading_rows", "periods_across", "number_marks", "releases"}
    )

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
    #: Sheet of a workbook (.xlsx, .ods); without it, the first one that has the columns.
    sheet: Text | None = None
    #: How many rows the headings fill; those above each other are joined by a space.
    heading_rows: Annotated[int, Field(ge=1, le=5)] = 1
    #: Where each period has columns of its own; without it a column says the period.
    periods_across: PeriodsAcross | None = None
    #: Letters that may follow a number or a year, such as ``r``, bare or in brackets.
    number_marks: dict[str, NumberMark] = Field(default_factory=dict)
    releases: Releases | None = None
    status: Literal["provisional", "final"] = "final"
    figures: tuple[PublishedFigure, ...]
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _says_periods_once(self) -> Source:
        if self.periods_across and any(figure.period.text for figure in self.figures):
            raise ValueError("the headings say the periods (periods_across); leave out text under period")
        return self

    @model_validator(mode="after")
    def _calls_cells_apart(self) -> Source:
        plain = {*self.columns, self.level_column, self.period_column, *(level.area for level in self.levels)}
        plain |= {column for figure in self.figures for column in figure.where}
        plain |= {split.column for figure in self.figures for split in figure.breakdown.values()}
        if self.periods_across and not self.periods_across.has_measures and self.periods_across.cell in plain:
            raise ValueError(
                f"cell under periods_across: {self.periods_across.cell} is a column of its own; name it apart"
            )
        return self


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
