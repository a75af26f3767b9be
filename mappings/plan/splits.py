"""The ways in which one figure follows from others by adding, as answers are added up."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.context import Cell, World
from indicators.evaluation.coterminous import tied_to_a_body
from indicators.evaluation.partitions import Parts, adds_over_time, can_add, over_area, over_members, over_time
from indicators.period.codes import parse_period

Key = tuple[str, frozenset[str] | str, str, str]


@dataclass(frozen=True)
class Additions:
    """How figures of an indicator add: indicators of one kind split alike."""

    over_time: str | None
    over_area: bool
    tied: bool
    #: Partitions by which it may be split: code and members.
    partitions: tuple[tuple[str, tuple[str, ...]], ...]


def additions(indicator: Indicator, world: World) -> Additions:
    """What adds of an indicator, and over what."""
    ways = [world.breakdowns[code] for code in indicator.breakdowns if code in world.breakdowns]
    parted = [(way.code, way.members) for way in ways if way.kind == "partition" and len(way.members) > 1]
    return Additions(
        over_time=indicator.adds_over_time if adds_over_time(indicator) else None,
        over_area=indicator.adds_over_area == "sum" and can_add(indicator),
        tied=tied_to_a_body(indicator),
        partitions=tuple(parted) if members_add(indicator) else (),
    )


def splits_over_time(cell: Cell, world: World) -> list[Parts]:
    """The ways in which a figure is made from shorter periods'."""
    indicator = world.catalogue[cell.indicator]
    return over_time(cell, indicator) if adds_over_time(indicator) else []


def splits_over_area(cell: Cell, world: World) -> list[Parts]:
    """The ways in which a figure is the sum of smaller areas'."""
    indicator = world.catalogue[cell.indicator]
    adds = indicator.adds_over_area == "sum" and can_add(indicator)
    return over_area(cell, indicator, world.areas) if adds else []


def splits_by_member(cell: Cell, world: World) -> list[Parts]:
    """The ways in which a figure is the sum of the members of a partition."""
    indicator = world.catalogue[cell.indicator]
    return over_members(cell, indicator, world.breakdowns) if members_add(indicator) else []


def members_add(indicator: Indicator) -> bool:
    """True where the members of a partition are different people or things of one whole."""
    return indicator.parts or (can_add(indicator) and (indicator.unit == "count" or indicator.adds_over_area == "sum"))


def ground_key(cell: Cell, world: World) -> Key:
    """Equal for cells that one figure answers: bodies on the same ground, unless the figure is a body's own."""
    own = tied_to_a_body(world.catalogue[cell.indicator]) or cell.area not in world.areas
    ground = cell.area if own else world.areas.footprint(cell.area, parse_period(cell.period).end)
    return cell.indicator, ground, cell.period, cell.breakdown
