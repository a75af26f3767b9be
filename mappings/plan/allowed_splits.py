"""How a figure splits into others that add up to it: over time, area and members of a partition."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.coterminous import is_body_based
from indicators.evaluation.partitions import (
    Partition,
    is_additive,
    is_additive_over_time,
    split_by_area,
    split_by_breakdown,
    split_by_time,
)
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period

GroundKey = tuple[str, frozenset[str] | str, str, str]


@dataclass(frozen=True)
class Additions:
    """How figures of an indicator add: indicators of one kind split alike."""

    over_time: str | None
    over_area: bool
    is_body_based: bool
    #: Partitions by which it may be split: code and members.
    partitions: tuple[tuple[str, tuple[str, ...]], ...]


def find_additions(indicator: Indicator, context: EvaluationContext) -> Additions:
    """What adds of an indicator, and over what."""
    ways = [context.breakdowns[code] for code in indicator.breakdowns if code in context.breakdowns]
    partitions = [(way.code, way.members) for way in ways if way.kind == "partition" and len(way.members) > 1]
    return Additions(
        over_time=indicator.adds_over_time if is_additive_over_time(indicator) else None,
        over_area=indicator.adds_over_area == "sum" and is_additive(indicator),
        is_body_based=is_body_based(indicator),
        partitions=tuple(partitions) if do_members_add(indicator) else (),
    )


def list_allowed_time_splits(cell: FigureKey, context: EvaluationContext) -> list[Partition]:
    """The ways in which a figure is made from shorter periods'."""
    indicator = context.catalogue[cell.indicator]
    return split_by_time(cell, indicator) if is_additive_over_time(indicator) else []


def list_allowed_area_splits(cell: FigureKey, context: EvaluationContext) -> list[Partition]:
    """The ways in which a figure is the sum of smaller areas'."""
    indicator = context.catalogue[cell.indicator]
    adds = indicator.adds_over_area == "sum" and is_additive(indicator)
    return split_by_area(cell, indicator, context.areas) if adds else []


def list_allowed_member_splits(cell: FigureKey, context: EvaluationContext) -> list[Partition]:
    """The ways in which a figure is the sum of the members of a partition."""
    indicator = context.catalogue[cell.indicator]
    return split_by_breakdown(cell, indicator, context.breakdowns) if do_members_add(indicator) else []


def do_members_add(indicator: Indicator) -> bool:
    """True where the members of a partition are different people or things of one whole."""
    return indicator.parts or (
        is_additive(indicator) and (indicator.unit == "count" or indicator.adds_over_area == "sum")
    )


def build_ground_key(cell: FigureKey, context: EvaluationContext) -> GroundKey:
    """Equal for cells that one figure answers: bodies on the same ground, unless the figure is a body's own."""
    own = is_body_based(context.catalogue[cell.indicator]) or cell.area not in context.areas
    ground = cell.area if own else context.areas.footprint(cell.area, parse_period(cell.period).end)
    return cell.indicator, ground, cell.period, cell.breakdown
