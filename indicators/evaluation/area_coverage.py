"""A cheap test whether given figures cover an area at all; it spares searches that cannot succeed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import lru_cache

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.carbon_indicators import find_energy_indicators
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.coterminous import SUMS_OF_BODIES, is_body_based
from indicators.evaluation.formulas import find_formula_cycle, find_term_period
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period

Footprint = frozenset[str]


class AreaCoverage:
    """The part of an area that given figures cover within a period.

    Where any of the area has none, no sum of parts can make the figure.
    """

    def __init__(self, figures: pl.DataFrame, context: EvaluationContext) -> None:
        self._context = context
        self._given: dict[str, dict[Period, frozenset[str]]] = defaultdict(dict)
        known = pl.Series([area for area in figures["area"].unique() if area in context.areas], dtype=pl.String)
        cells = figures.lazy().filter(pl.col("kind") == "actual", pl.col("area").is_in(known.implode()))
        # Most indicators are given for the same areas, so a set is made once for each list of them.
        sets = cells.group_by("indicator", "period").agg(pl.col("area").unique().sort().str.join("\n"))
        for indicator, period, areas in sets.collect().iter_rows():
            self._given[indicator][parse_period(period)] = _split(areas)
        self._inside: dict[tuple[str, Period], frozenset[Footprint]] = {}
        # What follows from a set of areas is kept by it, too.
        self._on: dict[tuple[frozenset[str], date], frozenset[Footprint]] = {}
        self._united: dict[tuple[frozenset[Footprint], Footprint], Footprint] = {}

    def covers(self, indicator: str, area: str, period: Period) -> bool:
        """True where given figures, all terms of a formula, or energy use could make up the whole area."""
        return self._find_footprint(area, period.end) <= self._find_covered(indicator, period, area)

    def _find_footprint(self, area: str, on: date) -> Footprint:
        """The lowest tier of an area; empty for an area that is not in the area files."""
        return self._context.areas.footprint(area, on) if area in self._context.areas else frozenset()

    def _find_covered(self, indicator: str, period: Period, area: str) -> Footprint:
        """The part of an area that given figures, all terms of a formula, or energy use could make up."""
        definition = self._context.catalogue.get(indicator)
        own = self._find_own(indicator, period, area, alone=definition is not None and self._is_tied(definition, area))
        if definition is None:
            return own
        if definition.formula and not find_formula_cycle(indicator, self._context.catalogue):
            terms = (
                self._find_covered(t.indicator, find_term_period(period, t), area) for t in definition.formula.terms
            )
            own |= frozenset.intersection(*terms)
        energy = find_energy_indicators(definition, self._context.factor_sets)
        return own.union(*(self._find_covered(code, period, area) for code in energy))

    def _is_tied(self, indicator: Indicator, area: str) -> bool:
        """Whether other bodies' figures are no part of the area's: a list of patients is of one body alone."""
        areas = self._context.areas
        return is_body_based(indicator) and area in areas and areas.get(area).kind not in SUMS_OF_BODIES

    def _find_own(self, indicator: str, period: Period, area: str, *, alone: bool) -> Footprint:
        """The part that given figures of the area, or unless ``alone`` of areas within it, could make up."""
        whole = self._find_footprint(area, period.end)
        if alone:
            return whole if area in self._find_given(indicator, period) else frozenset()
        return self._unite_within(self._find_footprints(indicator, period), whole)

    def _find_given(self, indicator: str, period: Period) -> frozenset[str]:
        """The areas with a figure of the period or of one within it."""
        within = (areas for p, areas in self._given[indicator].items() if period.contains(p))
        return frozenset().union(*within)

    def _find_footprints(self, indicator: str, period: Period) -> frozenset[Footprint]:
        if (indicator, period) not in self._inside:
            codes = self._find_given(indicator, period)
            if (codes, period.end) not in self._on:
                self._on[codes, period.end] = frozenset(self._find_footprint(code, period.end) for code in codes)
            self._inside[indicator, period] = self._on[codes, period.end]
        return self._inside[indicator, period]

    def _unite_within(self, footprints: frozenset[Footprint], whole: Footprint) -> Footprint:
        if (footprints, whole) not in self._united:
            self._united[footprints, whole] = frozenset().union(
                *(footprint for footprint in footprints if footprint <= whole)
            )
        return self._united[footprints, whole]


@lru_cache(maxsize=256)
def _split(areas: str) -> frozenset[str]:
    return frozenset(areas.split("\n"))
