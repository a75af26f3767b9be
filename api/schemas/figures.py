"""What the API says of figures. Numbers are exact decimal text."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

Number = str | None
EXACT = "Exact decimal text, such as 12.5."
AREA_NOTE = "Which code was used, where it is not the one that was asked for; or what the area was before and after."


class FigureRow(BaseModel):
    """One figure, as one agency gave it."""

    indicator: str
    area: str
    period: str
    breakdown: str
    kind: str = Field(description="actual, target or trajectory.")
    numerator: Number = Field(description=EXACT)
    denominator: Number
    value: Number
    symbol: str | None = Field(description="Why there is no figure.")
    status: str | None
    rounded_to: Number
    lower: Number
    upper: Number
    note: str | None
    agency: str = Field(description="Who gave it.")
    submission: str = Field(description="The name of what it came with.")
    how: str = Field(description="submitted, pulled or derived.")
    file: str = Field(description="SHA-256 of the file it came in.")
    file_name: str
    locator: str | None = Field(description="Sheet and row.")


class Figures(BaseModel):
    """Figures as known at an instant: of each agency the newest that stands."""

    as_of: datetime
    area_note: str | None = Field(default=None, description=AREA_NOTE)
    figures: list[FigureRow]


class FigureSource(BaseModel):
    """A figure that another one rests on."""

    indicator: str
    area: str
    period: str
    breakdown: str
    numerator: Number
    denominator: Number
    value: Number
    agency: str | None
    file: str | None
    file_name: str | None
    locator: str | None


class FigureVersion(FigureRow):
    """One version, withdrawn ones too."""

    made_at: datetime
    withdrawn_at: datetime | None


class FigureUse(BaseModel):
    """A line of a return that shows the indicator."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return")
    line: str
    match: str = Field(description="exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch.")
    transform: str


class FigureEdition(BaseModel):
    """A cell of a published edition that rests on the figure."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return")
    area: str
    period: str
    number: int
    line: str
    withdrawn: bool
    href: str


class FigureSurvey(BaseModel):
    """What stands behind a result of a survey."""

    survey: str
    title: str
    voices: str = Field(description="Who answered.")
    base: int | None = Field(description="How many answered, unweighted; null where no figure says so.")
    weighting: str = Field(description="weighted, unweighted or not established.")
    interval_percent: int | str = Field(description="The level of its intervals in per cent, or not established.")
    warning: str | None = Field(description="That too few answered to rely on it.")


class FigureShown(BaseModel):
    """One figure: what it is, where it came from, what it was before, and where it is shown."""

    indicator: str
    title: str
    area: str
    area_note: str | None = Field(default=None, description=AREA_NOTE)
    period: str
    breakdown: str
    numerator: Number
    denominator: Number
    value: Number
    lower: Number
    upper: Number
    symbol: str | None
    reason: str | None
    status: str | None
    survey: FigureSurvey | None = Field(description="Where a survey gives it: base, weighting and level.")
    provenance: str | None
    disagreement: str | None
    sources: list[FigureSource]
    versions: list[FigureVersion]
    used_by: list[FigureUse]
    editions: list[FigureEdition]
