"""Assumptions about the cost of work: times, tariff and fixed cost, each with its source; ``assumptions.yaml``."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from returnonce.definition_files.base import Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_definition, read_yaml
from returnonce.errors import Refused

COSTS_FILE = "costs.yaml"
UnitCode = Literal["item", "copy", "confirmation", "part", "sign-off", "line", "form"]
LensCode = Literal["gathering", "quality", "extraction", "transmission", "system-change", "training"]


class SourcedNumber(Definition):
    """A number with its source. ``assumed`` is false only where the source measured it."""

    assumed: bool
    source: Text
    confidence: Confidence


class Tariff(SourcedNumber):
    """What an hour of work costs."""

    pounds_per_hour: Decimal = Field(ge=0, decimal_places=2, max_digits=8)


class FixedCost(SourcedNumber):
    """What one return costs besides time."""

    pounds: Decimal = Field(ge=0, decimal_places=2, max_digits=10)


class WorkTime(SourcedNumber):
    """Minutes that one unit of work takes under one lens."""

    code: Text
    lens: LensCode
    unit: UnitCode
    minutes: Decimal = Field(ge=0, decimal_places=2, max_digits=8)


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
    checks: tuple[PublishedTotal, ...] = ()


class PlaceWorkTime(SourcedNumber):
    """A place's own minutes for one of the times."""

    code: Text
    minutes: Decimal = Field(ge=0, decimal_places=2, max_digits=8)


class PlaceCosts(Definition):
    """``<place>/costs.yaml``: a place's own numbers in place of the assumptions."""

    tariff: Tariff | None = None
    fixed: FixedCost | None = None
    times: tuple[PlaceWorkTime, ...] = ()


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
        }
    )


def _replace_time(time: WorkTime, place_time: PlaceWorkTime | None) -> WorkTime:
    return time if place_time is None else time.model_copy(update=place_time.model_dump())
