"""Assumptions about the cost of work: times, tariff and fixed cost, each with its range and source."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_definition, read_yaml
from returnonce.errors import Refused

COSTS_FILE = "costs.yaml"
UnitCode = Literal[
    "item", "calculation", "copy", "confirmation", "part", "sign-off", "line", "form", "record-set",
]  # fmt: skip
#: Every rate at its low, central or high value.
AssumptionCase = Literal["low", "central", "high"]
CASES: tuple[AssumptionCase, ...] = ("low", "central", "high")
LensCode = Literal["gathering", "quality", "extraction", "transmission", "system-change", "training"]


class SourcedNumber(Definition):
    """A number with its source. ``assumed`` is false only where the source measured it."""

    assumed: bool
    source: Text
    confidence: Confidence


class RangedNumber(SourcedNumber, ABC):
    """A sourced number with the range in which it lies. Without a range it is taken as exact."""

    low: Decimal | None = Field(default=None, ge=0, decimal_places=2, max_digits=10)
    high: Decimal | None = Field(default=None, ge=0, decimal_places=2, max_digits=10)

    @property
    @abstractmethod
    def central(self) -> Decimal:
        """The number itself, by whichever name the file has it."""

    def in_case(self, case: AssumptionCase) -> Decimal:
        """The number, or an end of its range."""
        end = self.central if case == "central" else getattr(self, case)
        return self.central if end is None else end

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if not self.in_case("low") <= self.central <= self.in_case("high"):
            raise ValueError("low, the number itself and high are not in this order")
        return self


class Tariff(RangedNumber):
    """What an hour of work costs."""

    pounds_per_hour: Decimal = Field(ge=0, decimal_places=2, max_digits=8)

    @property
    def central(self) -> Decimal:
        """Pounds an hour."""
        return self.pounds_per_hour


class FixedCost(RangedNumber):
    """What one return costs besides time."""

    pounds: Decimal = Field(ge=0, decimal_places=2, max_digits=10)

    @property
    def central(self) -> Decimal:
        """Pounds a return."""
        return self.pounds


class TimedNumber(RangedNumber):
    """Minutes that something takes."""

    code: Text
    minutes: Decimal = Field(ge=0, decimal_places=2, max_digits=8)

    @property
    def central(self) -> Decimal:
        """Minutes."""
        return self.minutes


class WorkTime(TimedNumber):
    """Minutes that one unit of work takes under one lens."""

    lens: LensCode
    unit: UnitCode


class EventHours(RangedNumber):
    """Hours of work that an event of one kind takes, such as an inspection; they are in no other number."""

    kind: Code
    hours: Decimal = Field(ge=0, decimal_places=2, max_digits=10)

    @property
    def central(self) -> Decimal:
        """Hours."""
        return self.hours


class Lens(Definition):
    """One of the six ways of looking at a burden."""

    code: LensCode
    title: Text
    means: Text


class WorkUnit(Definition):
    """What is counted, and what it comes to without and with reuse."""

    code: UnitCode
    title: Text
    without: Text
    with_reuse: Text = Field(alias="with")


class CostMethod(Definition):
    """The Standard Cost Model, and where it and the lenses are described."""

    formula: Text
    sources: tuple[Text, ...]
    confidence: Confidence


class PublishedTotal(Definition):
    """A published total to compare the result with."""

    says: Text
    source: Text
    pounds: int
    things: int


class Assumptions(Definition):
    """``assumptions.yaml``, with a place's own numbers in it where it has some."""

    method: CostMethod
    tariff: Tariff
    fixed: FixedCost
    lenses: tuple[Lens, ...]
    units: tuple[WorkUnit, ...]
    times: tuple[WorkTime, ...]
    events: tuple[EventHours, ...] = ()
    checks: tuple[PublishedTotal, ...] = ()


class PlaceCosts(Definition):
    """``<place>/costs.yaml``: a place's own numbers in place of the assumptions."""

    tariff: Tariff | None = None
    fixed: FixedCost | None = None
    times: tuple[TimedNumber, ...] = ()
    events: tuple[EventHours, ...] = ()


def load_assumptions(path: FilePath) -> Assumptions:
    """``assumptions.yaml``.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(Assumptions, path)


def read_place_costs(folder: FilePath, defaults: Assumptions) -> PlaceCosts | None:
    """A place's own costs, where it has any.

    Raises:
        Refused: the file is wrong, or names an unknown time.
    """
    path = folder / COSTS_FILE
    if not path.is_file():
        return None
    where = f"{folder.name}/{COSTS_FILE}"
    costs = define(PlaceCosts, read_yaml(path), where=where)
    time_codes = [time.code for time in defaults.times]
    for time in costs.times:
        if time.code not in time_codes:
            raise Refused(f"There is no time {time.code!r}.", where=where, mend=f"Times are: {', '.join(time_codes)}.")
    return costs


def merge_assumptions(defaults: Assumptions, place_costs: PlaceCosts | None) -> Assumptions:
    """The assumptions for a place: its own numbers where it has them, else the project's."""
    if place_costs is None:
        return defaults
    times_by_code = {time.code: time for time in place_costs.times}
    return defaults.model_copy(
        update={
            "tariff": place_costs.tariff or defaults.tariff,
            "fixed": place_costs.fixed or defaults.fixed,
            "times": tuple(_replace_time(time, times_by_code.get(time.code)) for time in defaults.times),
            "events": tuple({each.kind: each for each in (*defaults.events, *place_costs.events)}.values()),
        }
    )


def _replace_time(time: WorkTime, place_time: TimedNumber | None) -> WorkTime:
    return time if place_time is None else time.model_copy(update=place_time.model_dump())
