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


class BurdenCases(BaseModel):
    """The same work with every rate at the low end of its range, at its central value, and at the high end."""

    low: BurdenWork = Field(description="With every rate low.")
    central: BurdenWork = Field(description="With every rate central.")
    high: BurdenWork = Field(description="With every rate high.")


class SavingRangeShown(BaseModel):
    """What the ranges of the assumptions leave open of the work, and of who gains."""

    cases: BurdenCases = Field(description="With every rate low, central and high.")
    least_hours_saved: str = Field(description="Hours saved by the worst mixture within the ranges.", examples=["-4.2"])
    most_hours_saved: str = Field(description="Hours saved by the best mixture within the ranges.", examples=["12.5"])
    verdict: str = Field(description="Who gains, in words.", examples=["gains, unless the assumptions err"])


class WaterfallStepShown(BaseModel):
    """A step from the cells asked for to the figures keyed."""

    code: str
    title: str
    means: str = Field(description="In a sentence.", examples=["Figures that an agency is asked to key."])
    stage: str = Field(description="Groups steps; empty for the start and the end.", examples=["from records"])
    kind: str = Field(description="start, step or end.", examples=["step"])
    change: int = Field(description="What it takes away (below nothing) or adds.", examples=[-115])
    left: int = Field(description="What is left after it.", examples=[389])


class AgencyReturnShown(BaseModel):
    """One agency's part of one return."""

    model_config = ConfigDict(populate_by_name=True)

    agency: str | None = Field(description="Null: what nobody here fills.")
    return_code: str = Field(alias="return")
    title: str
    counts: dict[str, int] = Field(description="By the codes of ``definitions``.", examples=[{"asked_cells": 210}])
    range: SavingRangeShown = Field(description="The work, and its range.")


class ReconciledCountShown(BaseModel):
    """A count of figures that another page prints, or what it differs by from the next."""

    code: str
    sign: int = Field(description="1: added, -1: taken away, 0: a count itself.", examples=[1])
    number: int = Field(description="So many figures.", examples=[249])
    title: str
    where: str = Field(description="Where the count stands.", examples=["the plan"])


class RecordFillShown(BaseModel):
    """What a record set fills of one return, in the scenario where one was asked about."""

    model_config = ConfigDict(populate_by_name=True)

    place: str
    record_set: str = Field(description="The set, or several that give a figure together.", examples=["treatment"])
    return_code: str = Field(alias="return")
    cells: int = Field(description="Cells that it fills.", examples=[19])
    figures: int = Field(description="Different figures in them.", examples=[17])


class EventWorkShown(BaseModel):
    """Events of one kind at one place, with hours that are in no other number."""

    kind: str
    title: str
    place: str
    happened: int = Field(description="So many are in the store.", examples=[0])
    imagined: int = Field(description="So many were asked about.", examples=[1])
    hours_each: str | None = Field(description=HOURS, examples=["4500"])
    hours: dict[str, str] | None = Field(
        description="Of all of them: low, central, high; null: not established.", examples=[{"central": "4500"}]
    )
    source: str | None = Field(default=None, description="Where the hours come from.", examples=["our assumption"])
    confidence: str | None = Field(default=None, description="high, medium or low.", examples=["low"])


class BurdenHeadline(BaseModel):
    """What giving each figure once saves, in sentences."""

    saving: str = Field(description="The headline.", examples=["It saves 1 keying across returns."])
    apart: list[str] = Field(description="What is not in it.", examples=[["Not in it: 112 cells."]])


class OpenedRow(BaseModel):
    """A row behind a number: a cell or a figure; null where a column is of the other alone."""

    model_config = ConfigDict(populate_by_name=True)

    count: str = Field(description="The count that it belongs to, by its code.", examples=["in_another_return"])
    sign: int = Field(description="What it adds to the number, or takes away.", examples=[1])
    place: str | None
    return_code: str | None = Field(alias="return")
    line: str | None
    owner: str | None = Field(description="Area for which the return is made.", examples=["E09000023"])
    for_period: str | None = Field(description="Period for which it is made.", examples=["FY2009-10"])
    agency: str | None
    indicator: str | None
    area: str | None
    period: str | None
    breakdown: str | None
    step: str | None = Field(description="The step of the waterfall that takes the cell away.", examples=["worked_out"])
    record_set: str | None = Field(description="The records that fill it.", examples=["treatment"])


class OpenedNumber(BaseModel):
    """A number of the burden with the rows behind it."""

    number: str = Field(description="Its code.", examples=["in_another_return"])
    comes_to: int = Field(description="The signs of the rows, added up.", examples=[1])
    rows: list[OpenedRow] = Field(description="The rows behind it.")


class BurdenPartShown(BaseModel):
    """Counts and work of all, or of one return, agency, area, period or place."""

    code: str | None = Field(description="Null: all of them, or nobody's.")
    title: str
    counts: dict[str, int] = Field(description="By the codes of ``definitions``.", examples=[{"asked_cells": 210}])
    work: BurdenWork = Field(description="What it costs.")
    range: SavingRangeShown = Field(description="The work, and its range.")


class BurdenUnit(BaseModel):
    """A unit of work: what counts as one, how many there are, and the minutes that they take."""

    code: str
    title: str
    counts_without: str = Field(
        description="What is one of them where each return is made by itself.",
        examples=["each agency's part of each return"],
    )
    counts_with: str = Field(
        description="What is one of them where each figure is given once.", examples=["each figure keyed"]
    )
    number_without: int = Field(description="How many, each return made by itself.", examples=[174])
    number_with: int = Field(description="How many, each figure given once.", examples=[174])
    minutes_without: str = Field(description="Exact minutes, each return made by itself.", examples=["10440"])
    minutes_with: str = Field(description="Exact minutes, each figure given once.", examples=["10440"])


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
    headline: BurdenHeadline = Field(description="What giving each figure once saves, in sentences.")
    waterfall: list[WaterfallStepShown] = Field(description="From the cells asked for to the figures keyed.")
    agency_returns: list[AgencyReturnShown] = Field(description="Each agency's part of each return.")
    reconciled: list[ReconciledCountShown] = Field(description="Counts of figures that stand elsewhere, reconciled.")
    record_fills: list[RecordFillShown] = Field(description="What record sets fill.")
    events: list[EventWorkShown] = Field(description="Events with hours of their own.")
    collected: dict[str, int] | None = Field(description="Counts of what the store holds; null: no store was read.")
    returns: list[BurdenPartShown] = Field(description="By return.")
    agencies: list[BurdenPartShown] = Field(description="By agency.")
    areas: list[BurdenPartShown] = Field(description="By area.")
    periods: list[BurdenPartShown] = Field(description="By period.")
    places: list[BurdenPartShown] = Field(description="By place.")
    work_units: list[BurdenUnit] = Field(description="What the hours are made of.")
    lenses: list[BurdenLens] = Field(description="Hours under each way of looking at a burden.")
    information_obligations: list[InformationObligationShown] = Field(description="By the Standard Cost Model.")
    lists: BurdenLists = Field(description="Work that need not be.")
    scheduled: list[ScheduledWorkShown] | None = Field(
        default=None, description="Returns that stand in the schedule alone; left out where there are none."
    )
    assumptions: dict[str, Assumptions] = Field(description="Times and tariffs that the work rests on, by place.")
    what_if: ScenarioShown | None = Field(description="Null where no change was asked about.")
