"""Works out one figure at a time: given, shared, calculated or rolled up, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.evaluation.area_coverage import AreaCoverage
from indicators.evaluation.carbon_indicators import evaluate_from_energy
from indicators.evaluation.context import EvaluationContext, FigureKey, Result, no_result
from indicators.evaluation.coterminous import share_figure
from indicators.evaluation.figure_lookup import FigureLookup
from indicators.evaluation.formulas import evaluate_formula
from indicators.evaluation.partitions import (
    Partition,
    add_partition,
    is_additive,
    is_additive_over_time,
    split_by_area,
    split_by_breakdown,
    split_by_time,
)
from indicators.figures.store import FIGURE_KEY
from indicators.period.codes import parse_period


class Evaluator:
    """Answers cells of one world from one set of chosen figures, remembering what it found.

    It ends: a roll-up goes to shorter periods, smaller areas or narrower breakdowns, and a formula
    to indicators that do not lead back (those that do are refused before they are followed).
    """

    def __init__(self, chosen: pl.DataFrame, world: EvaluationContext) -> None:
        self._world = world
        self._given = FigureLookup(chosen, world)
        self._reach = AreaCoverage((FigureKey(*key) for key in chosen.select(FIGURE_KEY).iter_rows()), world)
        self._known: dict[FigureKey, Result] = {}

    def evaluate(self, cell: FigureKey) -> Result:
        """The figure for a cell, or a symbol with its reason."""
        if cell not in self._known:
            self._known[cell] = self._find(cell)
        return self._known[cell]

    def _find(self, cell: FigureKey) -> Result:
        indicator = self._world.catalogue.get(cell.indicator)
        if indicator is None:
            return no_result(reasons.not_in_catalogue(cell.indicator))
        if found := self._given.find_exact(cell):
            return found
        if cell.kind != "actual":
            return no_result(reasons.missing_target(cell.kind))
        return self._made(cell, indicator)

    def _made(self, cell: FigureKey, indicator: Indicator) -> Result:
        refused = []
        for found in self._tries(cell, indicator):
            if found.provenance:
                return found
            refused.append(found.reason or "")
        return no_result(reasons.no_figure(refused))

    def _tries(self, cell: FigureKey, indicator: Indicator) -> Iterator[Result]:
        """Each way that applies, lazily: a figure (it has a provenance), or a refusal."""
        yield from self._supplied(cell)
        yield from self._shared(cell, indicator)
        yield from self._worked_out(cell, indicator)
        yield from self._by_time(cell, indicator)
        yield from self._by_area(cell, indicator)
        yield from self._by_member(cell, indicator)

    def _supplied(self, cell: FigureKey) -> Iterator[Result]:
        if found := self._given.find(cell):
            yield found

    def _shared(self, cell: FigureKey, indicator: Indicator) -> Iterator[Result]:
        twins = self._given.find_coterminous(cell)
        if found := share_figure(cell, indicator, twins=twins, given=self._given.find, name=self._name):
            yield found

    def _worked_out(self, cell: FigureKey, indicator: Indicator) -> Iterator[Result]:
        if found := evaluate_formula(cell, self._world.catalogue, self.evaluate):
            yield found
        world, splits = self._world, self._given.find_breakdowns
        if found := evaluate_from_energy(
            cell, indicator, factor_sets=world.factor_sets, splits=splits, find=self.evaluate
        ):
            yield found

    def _by_time(self, cell: FigureKey, indicator: Indicator) -> Iterator[Result]:
        for parts in split_by_time(cell, indicator):
            if indicator.adds_over_time == "last":
                yield from self._last(parts)
            else:
                yield from self._total(parts, indicator, adds=is_additive_over_time(indicator))

    def _last(self, parts: Partition) -> Iterator[Result]:
        found = self.evaluate(parts.cells[0])
        if found.is_addable:
            yield replace(found, provenance="rolled_up")
        elif self._something_known(parts):
            yield no_result(f"At {parts.names[0]}: {found.reason}")

    def _by_area(self, cell: FigureKey, indicator: Indicator) -> Iterator[Result]:
        adds = indicator.adds_over_area == "sum" and is_additive(indicator)
        for parts in split_by_area(cell, indicator, self._world.areas):
            yield from self._total(parts, indicator, adds=adds)

    def _by_member(self, cell: FigureKey, indicator: Indicator) -> Iterator[Result]:
        # Members of a partition are different people (or things) of one area and period, so they add
        # even where areas and periods overlap; only an average or a share without parts does not.
        adds = indicator.parts or (is_additive(indicator) and indicator.unit == "count")
        adds = adds or (is_additive(indicator) and indicator.adds_over_area == "sum")
        for parts in split_by_breakdown(cell, indicator, self._world.breakdowns):
            yield from self._total(parts, indicator, adds=adds)

    def _total(self, parts: Partition, indicator: Indicator, *, adds: bool) -> Iterator[Result]:
        if not adds:
            if self._something_known(parts):
                yield no_result(reasons.non_additive_parts(indicator, parts.what))
            return
        unreached = [name for name, cell in zip(parts.names, parts.cells, strict=True) if not self._hopeful(cell)]
        if len(unreached) == len(parts.cells):
            return
        if unreached:
            yield no_result(reasons.missing_parts(parts.what, unreached))
            return
        figures = [self.evaluate(cell) for cell in parts.cells]
        if any(figure.provenance for figure in figures):
            yield add_partition(indicator, figures, parts.what, parts.names)

    def _something_known(self, parts: Partition) -> bool:
        return any(self._given.find_exact(cell) for cell in parts.cells)

    def _hopeful(self, cell: FigureKey) -> bool:
        period = parse_period(cell.period)
        whole = self._reach.find_footprint(cell.area, period.end)
        return whole <= self._reach.find_covered(cell.indicator, period, whole)

    def _name(self, area: str) -> str:
        return self._world.areas.get(area).name
