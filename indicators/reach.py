"""How far the given figures could reach: a cheap test that spares a search without hope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from indicators.carbon import energy_indicators
from indicators.formulas import formula_cycle, related
from indicators.periods import Period, parse_period
from indicators.world import Cell, World

Ground = frozenset[str]


class Reach:
    """The ground inside an area for which something was given within a period.

    Where it leaves out any of the area, no sum of parts can make the figure.
    """

    def __init__(self, cells: Iterable[Cell], world: World) -> None:
        self._world = world
        self._given: dict[str, dict[Period, set[str]]] = defaultdict(lambda: defaultdict(set))
        for cell in cells:
            if cell.kind == "actual" and cell.area in world.areas:
                self._given[cell.indicator][parse_period(cell.period)].add(cell.area)
        self._inside: dict[tuple[str, Period], set[Ground]] = {}

    def ground(self, area: str, on: date) -> Ground:
        """The lowest tier of an area; nothing for an area that the area files do not hold."""
        return self._world.areas.footprint(area, on) if area in self._world.areas else frozenset()

    def reached(self, indicator: str, period: Period, whole: Ground) -> Ground:
        """Those parts of ``whole`` that given figures, or all terms of a formula, could make up, or energy use."""
        own = frozenset().union(*(g for g in self._grounds(indicator, period) if g <= whole))
        known = self._world.catalogue.get(indicator)
        if known is None:
            return own
        if known.formula and not formula_cycle(indicator, self._world.catalogue):
            terms = (self.reached(t.indicator, related(period, t), whole) for t in known.formula.terms)
            own |= frozenset.intersection(*terms)
        energy = energy_indicators(known, self._world.factor_sets)
        return own.union(*(self.reached(code, period, whole) for code in energy))

    def _grounds(self, indicator: str, period: Period) -> set[Ground]:
        if (indicator, period) not in self._inside:
            within = (areas for p, areas in self._given[indicator].items() if period.contains(p))
            codes = set().union(*within)
            self._inside[indicator, period] = {self.ground(code, period.end) for code in codes}
        return self._inside[indicator, period]
