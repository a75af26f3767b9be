"""Given figures, found one by one; the parts of several suppliers are added up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import exact_values, reasons
from indicators.evaluation.context import EvaluationContext, FigureKey, Result, no_result
from indicators.evaluation.partitions import add_partition, is_additive
from indicators.evaluation.precedence import BATCH_KINDS
from indicators.figures.store import FIGURE_KEY
from indicators.period.codes import parse_period

_READ = ("numerator", "denominator", "value", "symbol", "status", "rounded_to", "lower", "upper", "note",
         "batch_kind", "agency", "disagreement", "file", "file_name", "locator")  # fmt: skip
SUPPLIER_PREFIX = "supplier="


class FigureLookup:
    """Chosen figures (one row per cell), some of them given by suppliers of a part."""

    def __init__(self, chosen: pl.DataFrame, world: EvaluationContext) -> None:
        self.world = world
        cells = [FigureKey(*key) for key in chosen.select(FIGURE_KEY).iter_rows()]
        self._rows = dict(zip(cells, chosen.select(_READ).iter_rows(), strict=True))
        self._suppliers: dict[FigureKey, list[FigureKey]] = defaultdict(list)
        self._areas: dict[str, set[str]] = defaultdict(set)
        self._at: dict[tuple[str, str], list[FigureKey]] = defaultdict(list)
        for cell in cells:
            self._areas[cell.indicator].add(cell.area)
            self._at[cell.indicator, cell.area].append(cell)
            if SUPPLIER_PREFIX in cell.breakdown:
                self._suppliers[cell._replace(breakdown=remove_supplier(cell.breakdown))].append(cell)
        self._twins: dict[date, dict[frozenset[str], list[str]]] = {}

    def find_exact(self, cell: FigureKey) -> Result | None:
        """What was given for exactly this cell."""
        row = self._rows.get(cell)
        indicator = self.world.catalogue.get(cell.indicator)
        return _found(cell, row, indicator) if row and indicator else None

    def find(self, cell: FigureKey) -> Result | None:
        """What was given for a cell, or what its suppliers' parts come to, or why they do not add."""
        found = self.find_exact(cell)
        if found is not None or cell not in self._suppliers or cell.kind != "actual":
            return found
        indicator = self.world.catalogue[cell.indicator]
        parts = sorted(self._suppliers[cell])
        figures = [figure for part in parts if (figure := self.find_exact(part))]
        wanted = self.world.suppliers(indicator, cell.area, parse_period(cell.period))
        if silent := [agency for agency in wanted if agency not in {_supplier(part) for part in parts}]:
            return no_result(reasons.awaiting_suppliers(silent))
        if len(figures) == 1:
            # One provider's extract of a measure that needs all of them.
            return replace(figures[0], status="local_estimate" if figures[0].is_addable else figures[0].status)
        if indicator.adds_over_area == "none" or not is_additive(indicator):
            return no_result(reasons.non_additive_parts(indicator, "suppliers"))
        return add_partition(indicator, figures, "suppliers", [_supplier(part) for part in parts])

    def find_breakdowns(self, cell: FigureKey) -> set[str]:
        """The breakdowns in which a cell's indicator was given for its area, within its period."""
        period = parse_period(cell.period)
        there = (c for c in self._at[cell.indicator, cell.area] if c.kind == cell.kind)
        return {c.breakdown for c in there if period.contains(parse_period(c.period))}

    def find_coterminous(self, cell: FigureKey) -> list[str]:
        """Other areas on the same ground with figures of this indicator, the best source first."""
        areas = self.world.areas
        on = parse_period(cell.period).end
        if cell.area not in areas:
            return []
        alike = self._on_ground(on).get(areas.footprint(cell.area, on), [])
        others = [area for area in alike if area != cell.area and area in self._areas[cell.indicator]]
        return sorted(others, key=lambda area: self._distance(cell._replace(area=area), cell))

    def _on_ground(self, on: date) -> dict[frozenset[str], list[str]]:
        if on not in self._twins:
            held: dict[frozenset[str], list[str]] = defaultdict(list)
            for area in sorted(set().union(*self._areas.values())):
                if area in self.world.areas:
                    held[self.world.areas.footprint(area, on)].append(area)
            self._twins[on] = dict(held)
        return self._twins[on]

    def _distance(self, twin: FigureKey, asked: FigureKey) -> tuple[bool, int, str]:
        found = self.find(twin)
        if found is None:
            return (True, len(BATCH_KINDS), twin.area)
        indicator = self.world.catalogue[asked.indicator]
        of_record = self.world.of_record(indicator, asked.area, parse_period(asked.period))
        rank = BATCH_KINDS.index(found.provenance) if found.provenance in BATCH_KINDS else len(BATCH_KINDS)
        return (found.agency != of_record, rank, twin.area)


def remove_supplier(breakdown: str) -> str:
    """The cell of which ``supplier=x`` is a part."""
    return ";".join(pair for pair in breakdown.split(";") if not pair.startswith(SUPPLIER_PREFIX)) or "total"


def _supplier(cell: FigureKey) -> str:
    pairs = cell.breakdown.split(";")
    return next(pair.removeprefix(SUPPLIER_PREFIX) for pair in pairs if pair.startswith(SUPPLIER_PREFIX))


def _found(cell: FigureKey, row: tuple, indicator: Indicator) -> Result:  # type: ignore[type-arg]
    (numerator, denominator, value, symbol, status, rounded_to, lower, upper, note,
     batch_kind, agency, disagreement, file, file_name, locator) = row  # fmt: skip
    given = Result(
        numerator=numerator, denominator=denominator, value=value, symbol=symbol, status=status,
        rounded_to=rounded_to, lower=lower, upper=upper, note=note, provenance=batch_kind,
        published=batch_kind == "pulled", agency=agency, disagreement=disagreement,
        exact=None if value is None else Fraction(value),
        reason=reasons.given_symbol(agency, symbol) if symbol else None,
    )  # fmt: skip
    recomputed = exact_values.recompute_given(indicator, given)
    return exact_values.attach_source(recomputed, cell, file=file, file_name=file_name, locator=locator)
