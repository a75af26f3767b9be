"""The plan as an integer programme, written apart from the planner and solved by HiGHS.

A variable for each figure says whether it is asked for, another whether it is had; one for each way to add
a figure up says whether it is used. Had: asked for, free, or added up by a way whose parts are all had.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache

import highspy

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import split_by_area, split_by_breakdown, split_by_time
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period

Ways = Callable[[FigureKey], Iterable[tuple[FigureKey, ...]]]


def fewest(
    wanted: Iterable[FigureKey], ways: Ways, *, askable: Callable[[FigureKey], bool], free: Collection[FigureKey] = ()
) -> int:
    """The smallest number of figures from which all that are wanted can be made; any figure may be asked for."""
    had = _reached(wanted, ways)
    if not had:
        return 0
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("mip_rel_gap", 0.0)
    asks = {cell: model.addBinary(obj=1.0) for cell in had if askable(cell)}
    has = {cell: model.addBinary() for cell in had}
    for cell, its_ways in had.items():
        if cell in free:
            continue
        sources = [asks[cell]] if cell in asks else []
        for parts in its_ways:
            used = model.addBinary()
            sources.append(used)
            for part in parts:
                model.addConstr(used <= has[part])
        if sources:
            model.addConstr(has[cell] <= sum(sources[1:], sources[0] * 1.0))
        else:
            model.addConstr(has[cell] <= 0)
    for cell in wanted:
        model.addConstr(has[cell] >= 1)
    model.run()
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(model.getInfo().objective_function_value)


def _reached(wanted: Iterable[FigureKey], ways: Ways) -> dict[FigureKey, list[tuple[FigureKey, ...]]]:
    """All that is wanted, all parts of it, and their parts, each with its ways."""
    found: dict[FigureKey, list[tuple[FigureKey, ...]]] = {}
    waiting = list(wanted)
    while waiting:
        cell = waiting.pop()
        if cell not in found:
            found[cell] = list(ways(cell))
            waiting += [part for parts in found[cell] for part in parts]
    return found


class Grounds:
    """One name for all bodies that one figure serves, so that no figure leads back to itself."""

    def __init__(self, context: EvaluationContext, tied: Callable[[str], bool]) -> None:
        self._context, self._tied = context, tied
        self._names: dict[object, str] = {}

    def name(self, cell: FigureKey) -> FigureKey:
        """The same figure, under the name by which its ground was first met."""
        areas = self._context.areas
        if cell.area not in areas or self._tied(cell.indicator):
            return cell
        ground = (areas.footprint(cell.area, parse_period(cell.period).end), cell.period)
        return cell._replace(area=self._names.setdefault(ground, cell.area))


def ways_of(context: EvaluationContext, grounds: Grounds) -> Ways:
    """The ways in which the catalogue says that a figure adds up."""

    @cache
    def ways(cell: FigureKey) -> tuple[tuple[FigureKey, ...], ...]:
        indicator = context.catalogue[cell.indicator]
        adds = indicator.parts or indicator.unit in {
            "count", "pounds", "tonnes_co2", "kwh", "days", "minutes", "years", "kilograms",
        }  # fmt: skip
        found = []
        if indicator.adds_over_time == "last" or (adds and indicator.adds_over_time == "sum"):
            found += split_by_time(cell, indicator)
        if adds and indicator.adds_over_area == "sum":
            found += split_by_area(cell, indicator, context.areas)
        if indicator.parts or (adds and (indicator.unit == "count" or indicator.adds_over_area == "sum")):
            found += split_by_breakdown(cell, indicator, context.breakdowns)
        return tuple(tuple(map(grounds.name, parts.keys)) for parts in found)

    return ways
