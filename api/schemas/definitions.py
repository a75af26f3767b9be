"""What the API says of areas, agencies and calendars."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

DAYS = "An ISO date, or not established."


class AreaListed(BaseModel):
    """One area, as a list tells it."""

    code: str = Field(examples=["E10000024"])
    name: str
    kind: str
    valid_from: str = Field(description=DAYS)
    valid_to: str | None = Field(description="First day on which it was no more; null: none is known to have come.")


class Areas(BaseModel):
    """Areas, in the order of the file."""

    areas: list[AreaListed]


class AreaLink(BaseModel):
    """A step up or down: from when to when the one lay in the other."""

    code: str
    name: str
    hierarchy: str
    valid_from: str = Field(description=DAYS)
    valid_to: str | None
    source: str


class AreaCode(BaseModel):
    """Another code or spelling."""

    scheme: str = Field(examples=["ons_before_2011"])
    code: str
    valid_from: str = Field(description=DAYS)
    valid_to: str | None
    source: str


class AreaSuccessor(BaseModel):
    """Who took its ground over."""

    code: str
    name: str
    on: date
    source: str


class AreaNeighbour(BaseModel):
    """An authority that is much like another."""

    code: str = Field(examples=["E06000003"])
    name: str


class AreaShown(AreaListed):
    """Everything that the files say of an area."""

    note: str | None
    source: str
    place: str | None = Field(description="The place that keeps it; null where none does.")
    other_codes: list[AreaCode]
    parents: list[AreaLink]
    children: list[AreaLink]
    successors: list[AreaSuccessor]
    neighbours: list[AreaNeighbour] = Field(
        description="Its ten statistical neighbours by the model of 2025, the nearest first; of other areas none. "
        "`/v1/cells?area=neighbours:…` reads their cells."
    )


class AgencyListed(BaseModel):
    """An organisation that gives figures. No addresses: those are the place's own."""

    model_config = ConfigDict(populate_by_name=True)

    code: str = Field(examples=["lewisham-pct"])
    name: str
    kind: str
    place: str
    roles: list[str]
    areas: list[str]
    start: str = Field(alias="from", description=DAYS)
    end: str | None = Field(alias="to")


class Agencies(BaseModel):
    """Agencies by place and code."""

    agencies: list[AgencyListed]


class AgencyShown(AgencyListed):
    """Everything that the place says of an agency, addresses aside."""

    successors: list[str]
    source: str


class DayOff(BaseModel):
    """A weekday on which nobody works."""

    day: date
    name: str
    whose: str = Field(description="The nation, or the place that closed on it.")
    source: str


class ReturnDue(BaseModel):
    """When a return for one period opens and is due."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return")
    form: str
    period: str
    opens: date | None
    due: date | None = Field(description="Null where an event that has not come sets it.")
    at: str = Field(description="London wall time of the due day.")
    explanation: str = Field(description="How the day comes about.")
    assumed: bool = Field(description="True where no source gives the rule.")
    source: str


class CalendarShown(BaseModel):
    """Working days and holidays of a nation or a place, and what falls due."""

    model_config = ConfigDict(populate_by_name=True)

    nation: str
    place: str | None
    start: date = Field(alias="from")
    end: date = Field(alias="to")
    working_days: int
    days_off: list[DayOff] = Field(description="Weekdays; every Saturday and Sunday is off besides.")
    worked: list[date] = Field(description="Days off elsewhere on which the place works.")
    due: list[ReturnDue]
