"""Given figures, found one by one; the parts of several suppliers are added up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import exact_values, reasons
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import add_partition, is_additive
from indicators.evaluation.precedence import BATCH_KINDS
from indicators.evaluation.results import Result, no_result
from indicators.figures.figure_key import FIGURE_KEY, FigureKey
from indicators.period.codes import parse_period

_READ = ("numerator", "denominator", "value", "symbol", "status", "rounded_to", "lower", "upper", "note",
         "batch_kind", "agency", "disagreement", "file", "file_name", "locator")  # fmt: skip
SUPPLIER_PREFIX = "supplier="


class FigureLookup:
    """Given figures (one row per key), some of them from suppliers of a part."""

    def __init__(self, chosen_figures: pl.DataFrame, context: EvaluationContext) -> None:
        self.context = context
        keys = [FigureKey(*key) for key in chosen_figures.select(FIGURE_KEY).iter_rows()]
        self._rows = dict(zip(keys, chosen_figures.select(_READ).iter_rows(), strict=True))
        self._suppliers: dict[FigureKey, list[FigureKey]] = defaultdict(list)
        self._areas: dict[str, set[str]] = defaultdict(set)
        self._at: dict[tuple[str, str], list[FigureKey]] = defaultdict(list)
        for key in keys:
            self._areas[key.indicator].add(key.area)
            self._at[key.indicator, key.area].append(key)
            if SUPPLIER_PREFIX in key.breakdown:
                self._suppliers[key._replace(breakdown=remove_supplier(key.breakdown))].append(key)
        self._areas_by_footprint: dict[date, dict[frozenset[str], list[str]]] = {}

    def find_exact(self, key: FigureKey) -> Result | None:
        """What was given under exactly this key."""
        row = self._rows.get(key)
        indicator = self.context.catalogue.get(key.indicator)
        return _build_result(key, row, indicator) if row and indicator else None

    def find(self, key: FigureKey) -> Result | None:
        """What was given, or the sum of the suppliers' parts, or why these do not add up."""
        result = self.find_exact(key)
        if result is not None or key not in self._suppliers or key.kind != "actual":
            return result
        indicator = self.context.catalogue[key.indicator]
        parts = sorted(self._suppliers[key])
        figures = [figure for part in parts if (figure := self.find_exact(part))]
        suppliers = self.context.suppliers(indicator, key.area, parse_period(key.period))
        if silent := [agency for agency in suppliers if agency not in {_supplier(part) for part in parts}]:
            return no_result(reasons.awaiting_suppliers(silent))
        if len(figures) == 1:
            # One provider's extract of a measure that needs all of them.
            return replace(figures[0], status="local_estimate" if figures[0].is_addable else figures[0].status)
        if indicator.adds_over_area == "none" or not is_additive(indicator):
            return no_result(reasons.non_additive_parts(indicator, "suppliers"))
        return add_partition(indicator, figures, "suppliers", [_supplier(part) for part in parts])

    def find_breakdowns(self, key: FigureKey) -> set[str]:
        """The breakdowns in which the indicator was given for the area, within the period."""
        period = parse_period(key.period)
        keys = (c for c in self._at[key.indicator, key.area] if c.kind == key.kind)
        return {c.breakdown for c in keys if period.contains(parse_period(c.period))}

    def find_coterminous(self, key: FigureKey) -> list[str]:
        """Coterminous areas with figures of this indicator, the best source first."""
        areas = self.context.areas
        on = parse_period(key.period).end
        if key.area not in areas:
            return []
        alike = self._group_by_footprint(on).get(areas.footprint(key.area, on), [])
        others = [area for area in alike if area != key.area and area in self._areas[key.indicator]]
        return sorted(others, key=lambda area: self._rank_source(key._replace(area=area), key))

    def _group_by_footprint(self, on: date) -> dict[frozenset[str], list[str]]:
        if on not in self._areas_by_footprint:
            areas_by_footprint: dict[frozenset[str], list[str]] = defaultdict(list)
            for area in sorted(set().union(*self._areas.values())):
                if area in self.context.areas:
                    areas_by_footprint[self.context.areas.footprint(area, on)].append(area)
            self._areas_by_footprint[on] = dict(areas_by_footprint)
        return self._areas_by_footprint[on]

    def _rank_source(self, twin: FigureKey, key: FigureKey) -> tuple[bool, int, str]:
        result = self.find(twin)
        if result is None:
            return (True, len(BATCH_KINDS), twin.area)
        indicator = self.context.catalogue[key.indicator]
        of_record = self.context.of_record(indicator, key.area, parse_period(key.period))
        rank = BATCH_KINDS.index(result.provenance) if result.provenance in BATCH_KINDS else len(BATCH_KINDS)
        return (result.agency != of_record, rank, twin.area)


def remove_supplier(breakdown: str) -> str:
    """The breakdown of which ``supplier=x`` is a part."""
    return ";".join(pair for pair in breakdown.split(";") if not pair.startswith(SUPPLIER_PREFIX)) or "total"


def _supplier(key: FigureKey) -> str:
    pairs = key.breakdown.split(";")
    return next(pair.removeprefix(SUPPLIER_PREFIX) for pair in pairs if pair.startswith(SUPPLIER_PREFIX))


def _build_result(key: FigureKey, row: tuple, indicator: Indicator) -> Result:  # type: ignore[type-arg]
    (numerator, denominator, value, symbol, status, rounded_to, lower, upper, note,
     batch_kind, agency, disagreement, file, file_name, locator) = row  # fmt: skip
    result = Result(
        numerator=numerator, denominator=denominator, value=value, symbol=symbol, status=status,
        rounded_to=rounded_to, lower=lower, upper=upper, note=note, provenance=batch_kind,
        published=batch_kind == "pulled", agency=agency, disagreement=disagreement,
        exact=None if value is None else Fraction(value),
        reason=reasons.given_symbol(agency, symbol) if symbol else None,
    )  # fmt: skip
    recomputed = exact_values.recompute_given(indicator, result)
    return exact_values.attach_source(recomputed, key, file=file, file_name=file_name, locator=locator)
