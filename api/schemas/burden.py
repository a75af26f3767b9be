"""What the API says of what returns cost; ``mappings.burden.serialization`` writes it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from mappings.definitions.burden_assumptions import Assumptions

HOURS, POUNDS = "Exact decimal text, in hours.", "Exact decimal text, in pounds."


class CountMeaning(BaseModel):
    """What one of the ``counts`` counts."""

    title: str
    means: str = Field(description="In a sentence.", examples=["Figures that an agency is asked to key."])


class BurdenAmount(BaseModel):
    """Work in hours, exact minutes and money."""

    hours: str = Field(description=HOURS, examples=["12.5"])
    minutes: str = Field(description="Exact, as a decimal or a fraction.", examples=["750"])
    pounds: str = Field(description=POUNDS, examples=["310.25"])


class BurdenWork(BaseModel):
    """The same work three times."""

    model_config = ConfigDict(populate_by_name=True)

    without: BurdenAmount = Field(description="If every return asked for itself.")
    with_reuse: BurdenAmount = Field(alias="with", description="With each figure asked for once.")
    saved: BurdenAmount = Field(description="The difference.")


class BurdenPartShown(BaseModel):
    """Counts and work of all, or of one return, agency, area, period or place."""

    code: str | None = Field(description="Null: all of them, or nobody's.")
    title: str
    counts: dict[str, int] = Field(description="By the codes of ``definitions``.", examples=[{"asked_cells": 210}])
    work: BurdenWork = Field(description="What it costs.")


class BurdenLens(BaseModel):
    """Hours under one of the ways of looking at a burden."""

    code: str
    title: str
    means: str = Field(description="In a sentence.", examples=["Getting figures together."])
    hours_without: str = Field(description=HOURS, examples=["12.5"])
    hours_with: str = Field(description=HOURS, examples=["4.2"])


class InformationObligationShown(BaseModel):
    """One return as an information obligation, as the Standard Cost Model reckons it."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return")
    title: str
    population: int = Field(description="So many bodies make it.", examples=[1])
    frequency: str = Field(description="So many times in the span; exact.", examples=["4"])
    hours_each_without: str = Field(description=HOURS, examples=["12.5"])
    hours_each_with: str = Field(description=HOURS, examples=["4.2"])
    pounds_each_without: str = Field(description=POUNDS, examples=["310.25"])
    pounds_each_with: str = Field(description=POUNDS, examples=["104.24"])
    pounds_without: str = Field(description=POUNDS, examples=["1241.00"])
    pounds_with: str = Field(description=POUNDS, examples=["416.96"])


class ScheduledWorkShown(BaseModel):
    """A return that stands in the schedule alone: how often it is made, and its hours where they are known."""

    code: str
    title: str
    recipient: str = Field(description="Who gets it.", examples=["Department for Education"])
    times: int = Field(description="So many times in the span.", examples=[12])
    hours_each: str | None = Field(description=HOURS, examples=["6"])
    hours_assumed: bool = Field(description="True where no source gives the hours.", examples=[True])
    hours: str | None = Field(description=HOURS, examples=["72"])


class ListedRow(BaseModel):
    """A row of one of the lists of work that need not be; which columns it has depends on the list."""

    model_config = ConfigDict(extra="allow")

    place: str


class BurdenLists(BaseModel):
    """Work that need not be."""

    model_config = ConfigDict(extra="allow")

    kept: list[ListedRow] = Field(description="Lines that are filled in although their return ended.")
    twice: list[ListedRow] = Field(description="Lines of one return that ask for the same indicator.")
    shared: list[ListedRow] = Field(description="Pairs of lines of two returns that ask for the same, or nearly.")
    not_needed: list[ListedRow] = Field(description="Measures that are collected although no return needs them.")


class CountChange(BaseModel):
    """A count as it is and as it would be."""

    now: int = Field(description="As it is.", examples=[210])
    then: int = Field(description="As it would be.", examples=[180])
    difference: int = Field(description="By how much more.", examples=[-30])


class AmountChange(BaseModel):
    """Hours or pounds as they are and as they would be; exact decimal text."""

    now: str = Field(description="As it is.", examples=["12.5"])
    then: str = Field(description="As it would be.", examples=["10"])
    difference: str = Field(description="By how much more.", examples=["-2.5"])


class WorkChange(BaseModel):
    """What work would change by."""

    hours: AmountChange = Field(description="In hours.")
    pounds: AmountChange = Field(description="In pounds.")


class ScenarioPart(BaseModel):
    """All of it, or one agency or return, as it is and as it would be."""

    code: str | None
    title: str
    counts: dict[str, CountChange] = Field(description="By the codes of ``definitions``.")
    work: dict[str, WorkChange] = Field(description="``without`` and ``with`` reuse.")
    who: str = Field(description="gains, has more to do, or as before.", examples=["gains"])


class FigureOfScenario(BaseModel):
    """A figure that would be asked for no more, or besides."""

    place: str
    agency: str | None
    indicator: str
    area: str
    period: str
    breakdown: str


class ScenarioShown(BaseModel):
    """What the changes that were asked about would make of it."""

    model_config = ConfigDict(populate_by_name=True)

    changes: list[str] = Field(description="In words.")
    all_parts: ScenarioPart = Field(alias="all", description="Counts and work now, then, and the difference.")
    agencies: list[ScenarioPart] = Field(description="Agencies for whom something changes, the largest gain first.")
    returns: list[ScenarioPart] = Field(description="The returns in which something changes.")
    no_longer_asked: list[FigureOfScenario] = Field(description="Figures that would not be asked for any more.")
    newly_asked: list[FigureOfScenario] = Field(description="Figures that agencies would be asked for besides.")


class Burden(BurdenPartShown):
    """What returns ask for and cost: all of it, and by return, agency, area, period and place."""

    model_config = ConfigDict(populate_by_name=True)

    start: date = Field(alias="from")
    end: date = Field(alias="to")
    place: str | None
    area: str | None
    agency: str | None
    return_code: str | None = Field(alias="return")
    definitions: dict[str, CountMeaning] = Field(description="What each count means.")
    collected: dict[str, int] | None = Field(description="Counts of what the store holds; null: no store was read.")
    returns: list[BurdenPartShown] = Field(description="By return.")
    agencies: list[BurdenPartShown] = Field(description="By agency.")
    areas: list[BurdenPartShown] = Field(description="By area.")
    periods: list[BurdenPartShown] = Field(description="By period.")
    places: list[BurdenPartShown] = Field(description="By place.")
    lenses: list[BurdenLens] = Field(description="Hours under each way of looking at a burden.")
    information_obligations: list[InformationObligationShown] = Field(description="By the Standard Cost Model.")
    lists: BurdenLists = Field(description="Work that need not be.")
    scheduled: list[ScheduledWorkShown] | None = Field(
        default=None, description="Returns that stand in the schedule alone; left out where there are none."
    )
    assumptions: dict[str, Assumptions] = Field(description="Times and tariffs that the work rests on, by place.")
    what_if: ScenarioShown | None = Field(description="Null where no change was asked about.")
