"""The shape of a set of figures: equal shapes at two places or of two indicators have the same minimum set."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from functools import lru_cache
from typing import get_args

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Hierarchy
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import split_area
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.plan.allowed_splits import find_additions


def compute_shape(cells: Iterable[FigureKey], context: EvaluationContext) -> tuple[Hashable, tuple[str, ...]]:
    """Equal for wanted figures that differ only by the names of their areas and indicator; and those areas in order.

    The areas' kinds, grounds and parts, at each end of each period, are in it; their names are not.
    """
    ordered = sorted(cells)
    areas = tuple(sorted({cell.area for cell in ordered}))
    place = {area: number for number, area in enumerate(areas)}
    changes = context.areas.find_last_change
    days = sorted(
        {(changes(since), changes(day)) for code in {cell.period for cell in ordered} for since, day in _ends(code)}
    )
    indicator = context.catalogue[ordered[0].indicator]
    layouts = tuple(_layout_of_areas(context.areas, areas, since, day) for since, day in days)
    rows = tuple((place[cell.area], cell.period, cell.breakdown) for cell in ordered)
    return (find_additions(indicator, context), rows, layouts), areas


def _ends(code: str) -> tuple[tuple[date, date], tuple[date, date]]:
    """A period's first day, and its last with its first, since some bodies must stand on both."""
    period = parse_period(code)
    return (period.start, period.start), (period.start, period.end)


@lru_cache(maxsize=16384)
def _layout_of_areas(book: AreaBook, areas: tuple[str, ...], since: date, day: date) -> Hashable:
    """Of each area: its kind, its ground, its parts in each hierarchy and those that divide it, numbered as met."""
    numbers: dict[str, int] = {area: number for number, area in enumerate(areas)}
    layout: list[Hashable] = []
    queue = list(areas)
    while queue:
        area = queue.pop(0)
        if area not in book:
            layout.append((numbers[area], None))
            continue
        parts = []
        children = [[child.code for child in book.children(area, way, day)] for way in get_args(Hierarchy)]
        ways = [codes for _, codes, _ in split_area(area, day, book, tied=False, since=since)]
        for below in map(sorted, (*children, *ways)):
            fresh = [code for code in below if code not in numbers]
            queue += fresh
            numbers.update({code: len(numbers) + at for at, code in enumerate(fresh)})
            parts.append(tuple(numbers[code] for code in below))
        ground = tuple(sorted(numbers.setdefault(code, len(numbers)) for code in book.footprint(area, day)))
        layout.append((numbers[area], book.get(area).kind, area.startswith("E"), ground, tuple(parts)))
    return tuple(layout)
