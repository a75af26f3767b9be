"""A cheap test whether given figures cover an area at all; it spares searches that cannot succeed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from indicators.evaluation.carbon_indicators import find_energy_indicators
from indicators.evaluation.context import EvaluationContext, FigureKey
from indicators.evaluation.formulas import find_formula_cycle, find_term_period
from indicators.period.codes import Period, parse_period

Footprint = frozenset[str]


class AreaCoverage:
    """The ground inside an area for which something was given within a period.

    Where it leaves out any of the area, no sum of parts can make the figure.
    """

    def __init__(self, cells: Iterable[FigureKey], world: EvaluationContext) -> None:
        self._world = world
        self._given: dict[str, dict[Period, set[str]]] = defaultdict(lambda: defaultdict(set))
        for cell in cells:
            if cell.kind == "actual" and cell.area in world.areas:
                self._given[cell.indicator][parse_period(cell.period)].add(cell.area)
        self._inside: dict[tuple[str, Period], frozenset[Footprint]] = {}
        # Most indicators are given for the same areas, so what follows from these is kept by them.
        self._on: dict[tuple[frozenset[str], date], frozenset[Footprint]] = {}
        self._united: dict[tuple[frozenset[Footprint], Footprint], Footprint] = {}

    def find_footprint(self, area: str, on: date) -> Footprint:
        """The lowest tier of an area; nothing for an area that the area files do not hold."""
        return self._world.areas.footprint(area, on) if area in self._world.areas else frozenset()

    def find_covered(self, indicator: str, period: Period, whole: Footprint) -> Footprint:
        """Those parts of ``whole`` that given figures, or all terms of a formula, could make up, or energy use."""
        own = self._within(self._grounds(indicator, period), whole)
        known = self._world.catalogue.get(indicator)
        if known is None:
            return own
        if known.formula and not find_formula_cycle(indicator, self._world.catalogue):
            terms = (self.find_covered(t.indicator, find_term_period(period, t), whole) for t in known.formula.terms)
            own |= frozenset.intersection(*terms)
        energy = find_energy_indicators(known, self._world.factor_sets)
        return own.union(*(self.find_covered(code, period, whole) for code in energy))

    def _grounds(self, indicator: str, period: Period) -> frozenset[Footprint]:
        if (indicator, period) not in self._inside:
            within = (areas for p, areas in self._given[indicator].items() if period.contains(p))
            codes: frozenset[str] = frozenset().union(*within)
            if (codes, period.end) not in self._on:
                self._on[codes, period.end] = frozenset(self.find_footprint(code, period.end) for code in codes)
            self._inside[indicator, period] = self._on[codes, period.end]
        return self._inside[indicator, period]

    def _within(self, grounds: frozenset[Footprint], whole: Footprint) -> Footprint:
        if (grounds, whole) not in self._united:
            self._united[grounds, whole] = frozenset().union(*(ground for ground in grounds if ground <= whole))
        return self._united[grounds, whole]
