"""Which areas are sums of others, for many figures at once: each whole with its parts."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import polars as pl

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import split_by_area
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period

Footprint = frozenset[str]


class WholeArea(NamedTuple):
    """An area in a period. ``tied``: for a body-based indicator, whose areas split in another way."""

    area: str
    period: str
    tied: bool


AreaPartitions = dict[WholeArea, tuple[str, ...]]


def partition_areas(requests: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> AreaPartitions:
    """Every whole that is requested, or that is part of one, with its parts; the smaller before the larger.

    ``requests``: indicator, area, period, tied. Only wholes whose parts have figures, or are such wholes.
    An area that is coterminous with one that has figures shares them instead.
    """
    areas_with_figures = set(chosen_figures["area"].unique())
    footprints = _Footprints(areas_with_figures, context)
    partitions: AreaPartitions = {}
    first = requests.unique(["area", "period", "tied"]).select("area", "period", "tied", "indicator")
    queue = [(WholeArea(*key), code) for *key, code in first.iter_rows()]
    while queue:
        whole, code = queue.pop()
        if whole not in partitions and not footprints.is_shared(whole) and (parts := _find_parts(whole, code, context)):
            partitions[whole] = parts
            queue += [(whole._replace(area=area), code) for area in parts]
    return _filter_reachable(partitions, areas_with_figures, footprints)


class _Footprints:
    """Footprints of areas in a period, and which areas with figures have the same."""

    def __init__(self, areas_with_figures: set[str], context: EvaluationContext) -> None:
        self._held, self._areas = areas_with_figures, context.areas
        self._alike: dict[str, dict[Footprint, set[str]]] = {}

    def of(self, area: str, period: str) -> Footprint:
        return self._areas.footprint(area, parse_period(period).end) if area in self._areas else frozenset({area})

    def is_shared(self, whole: WholeArea) -> bool:
        if whole.period not in self._alike:
            areas_by_footprint: dict[Footprint, set[str]] = defaultdict(set)
            for area in self._held:
                areas_by_footprint[self.of(area, whole.period)].add(area)
            self._alike[whole.period] = areas_by_footprint
        return bool(self._alike[whole.period].get(self.of(whole.area, whole.period), set()) - {whole.area})


def _find_parts(whole: WholeArea, code: str, context: EvaluationContext) -> tuple[str, ...]:
    """The first way to split an area. Of the indicator it only matters whether it is body-based."""
    key = FigureKey(code, whole.area, whole.period, "total", "actual")
    ways = split_by_area(key, context.catalogue[code], context.areas)
    return tuple(part.area for part in ways[0].keys) if ways else ()


def _filter_reachable(
    partitions: AreaPartitions, areas_with_figures: set[str], footprints: _Footprints
) -> AreaPartitions:
    reachable: AreaPartitions = {}
    for whole in sorted(partitions, key=lambda whole: (len(footprints.of(whole.area, whole.period)), whole)):
        if all(area in areas_with_figures or whole._replace(area=area) in reachable for area in partitions[whole]):
            reachable[whole] = partitions[whole]
    return reachable
