"""Works out one figure at a time: given, shared, calculated or rolled up, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.evaluation.area_coverage import AreaCoverage
from indicators.evaluation.carbon_indicators import evaluate_from_energy
from indicators.evaluation.context import EvaluationContext
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
from indicators.evaluation.results import Result, no_result
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period


class FigureEvaluator:
    """Works out single figures in one context from one set of chosen figures; keeps each result.

    It terminates: a roll-up goes to shorter periods, smaller areas or narrower breakdowns, and a formula
    to indicators that do not lead back (formulas in a cycle are refused first).
    """

    def __init__(self, chosen_figures: pl.DataFrame, context: EvaluationContext) -> None:
        self._context = context
        self._lookup = FigureLookup(chosen_figures, context)
        self._coverage = AreaCoverage(chosen_figures, context)
        self._results: dict[FigureKey, Result] = {}

    def evaluate(self, key: FigureKey) -> Result:
        """The figure under a key, or a symbol with its reason."""
        if key not in self._results:
            self._results[key] = self._evaluate(key)
        return self._results[key]

    def _evaluate(self, key: FigureKey) -> Result:
        indicator = self._context.catalogue.get(key.indicator)
        if indicator is None:
            return no_result(reasons.not_in_catalogue(key.indicator))
        if result := self._lookup.find_exact(key):
            return result
        if key.kind != "actual":
            return no_result(reasons.missing_target(key.kind))
        return self._work_out(key, indicator)

    def _work_out(self, key: FigureKey, indicator: Indicator) -> Result:
        refusals = []
        for result in self._attempts(key, indicator):
            if result.provenance:
                return result
            refusals.append(result.reason or "")
        return no_result(reasons.no_figure(refusals))

    def _attempts(self, key: FigureKey, indicator: Indicator) -> Iterator[Result]:
        """Each method that applies, lazily: a figure (it has a provenance), or a refusal."""
        yield from self._try_suppliers(key)
        yield from self._try_coterminous(key, indicator)
        yield from self._try_formulas(key, indicator)
        yield from self._try_time(key, indicator)
        yield from self._try_areas(key, indicator)
        yield from self._try_breakdowns(key, indicator)

    def _try_suppliers(self, key: FigureKey) -> Iterator[Result]:
        if result := self._lookup.find(key):
            yield result

    def _try_coterminous(self, key: FigureKey, indicator: Indicator) -> Iterator[Result]:
        areas = self._lookup.find_coterminous(key)
        if result := share_figure(key, indicator, areas=areas, find=self._lookup.find, name=self._name):
            yield result

    def _try_formulas(self, key: FigureKey, indicator: Indicator) -> Iterator[Result]:
        if result := evaluate_formula(key, self._context.catalogue, self.evaluate):
            yield result
        context, find_breakdowns = self._context, self._lookup.find_breakdowns
        if result := evaluate_from_energy(
            key, indicator, factor_sets=context.factor_sets, find_breakdowns=find_breakdowns, evaluate=self.evaluate
        ):
            yield result

    def _try_time(self, key: FigureKey, indicator: Indicator) -> Iterator[Result]:
        for parts in split_by_time(key, indicator):
            if indicator.adds_over_time == "last":
                yield from self._try_last_part(parts)
            else:
                yield from self._try_sum(parts, indicator, adds=is_additive_over_time(indicator))

    def _try_last_part(self, parts: Partition) -> Iterator[Result]:
        result = self.evaluate(parts.keys[0])
        if result.is_addable:
            yield replace(result, provenance="rolled_up")
        elif self._has_any_figure(parts):
            yield no_result(f"At {parts.names[0]}: {result.reason}")

    def _try_areas(self, key: FigureKey, indicator: Indicator) -> Iterator[Result]:
        adds = indicator.adds_over_area == "sum" and is_additive(indicator)
        for parts in split_by_area(key, indicator, self._context.areas):
            yield from self._try_sum(parts, indicator, adds=adds)

    def _try_breakdowns(self, key: FigureKey, indicator: Indicator) -> Iterator[Result]:
        # Members of a partition are different people (or things) of one area and period, so they add
        # even where areas and periods overlap; only an average or a share without parts does not.
        adds = indicator.parts or (is_additive(indicator) and indicator.unit == "count")
        adds = adds or (is_additive(indicator) and indicator.adds_over_area == "sum")
        for parts in split_by_breakdown(key, indicator, self._context.breakdowns):
            yield from self._try_sum(parts, indicator, adds=adds)

    def _try_sum(self, parts: Partition, indicator: Indicator, *, adds: bool) -> Iterator[Result]:
        if not adds:
            if self._has_any_figure(parts):
                yield no_result(reasons.non_additive_parts(indicator, parts.what))
            return
        unreached = [name for name, key in zip(parts.names, parts.keys, strict=True) if not self._is_reachable(key)]
        if len(unreached) == len(parts.keys):
            return
        if unreached:
            yield no_result(reasons.missing_parts(parts.what, unreached))
            return
        figures = [self.evaluate(key) for key in parts.keys]
        if any(figure.provenance for figure in figures):
            yield add_partition(indicator, figures, parts.what, parts.names)

    def _has_any_figure(self, parts: Partition) -> bool:
        return any(self._lookup.find_exact(key) for key in parts.keys)

    def _is_reachable(self, key: FigureKey) -> bool:
        return self._coverage.covers(key.indicator, key.area, parse_period(key.period))

    def _name(self, area: str) -> str:
        return self._context.areas.get(area).name
