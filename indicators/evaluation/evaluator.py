"""One cell at a time: given, shared, worked out, or rolled up, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.evaluation.area_coverage import Reach
from indicators.evaluation.carbon_indicators import from_energy
from indicators.evaluation.context import Cell, Found, World, missing
from indicators.evaluation.coterminous import shared
from indicators.evaluation.figure_lookup import Given
from indicators.evaluation.formulas import from_formula
from indicators.evaluation.partitions import (
    Parts,
    adds_over_time,
    can_add,
    over_area,
    over_members,
    over_time,
    total_of,
)
from indicators.figures.store import CELL
from indicators.period.codes import parse_period


class Search:
    """Answers cells of one world from one set of chosen figures, remembering what it found.

    It ends: a roll-up goes to shorter periods, smaller areas or narrower breakdowns, and a formula
    to indicators that do not lead back (those that do are refused before they are followed).
    """

    def __init__(self, chosen: pl.DataFrame, world: World) -> None:
        self._world = world
        self._given = Given(chosen, world)
        self._reach = Reach((Cell(*key) for key in chosen.select(CELL).iter_rows()), world)
        self._known: dict[Cell, Found] = {}

    def find(self, cell: Cell) -> Found:
        """The figure for a cell, or a symbol with its reason."""
        if cell not in self._known:
            self._known[cell] = self._find(cell)
        return self._known[cell]

    def _find(self, cell: Cell) -> Found:
        indicator = self._world.catalogue.get(cell.indicator)
        if indicator is None:
            return missing(reasons.not_in_catalogue(cell.indicator))
        if found := self._given.itself(cell):
            return found
        if cell.kind != "actual":
            return missing(reasons.target_missing(cell.kind))
        return self._made(cell, indicator)

    def _made(self, cell: Cell, indicator: Indicator) -> Found:
        refused = []
        for found in self._tries(cell, indicator):
            if found.provenance:
                return found
            refused.append(found.reason or "")
        return missing(reasons.none(refused))

    def _tries(self, cell: Cell, indicator: Indicator) -> Iterator[Found]:
        """Each way that applies, lazily: a figure (it has a provenance), or a refusal."""
        yield from self._supplied(cell)
        yield from self._shared(cell, indicator)
        yield from self._worked_out(cell, indicator)
        yield from self._by_time(cell, indicator)
        yield from self._by_area(cell, indicator)
        yield from self._by_member(cell, indicator)

    def _supplied(self, cell: Cell) -> Iterator[Found]:
        if found := self._given.get(cell):
            yield found

    def _shared(self, cell: Cell, indicator: Indicator) -> Iterator[Found]:
        twins = self._given.twins(cell)
        if found := shared(cell, indicator, twins=twins, given=self._given.get, name=self._name):
            yield found

    def _worked_out(self, cell: Cell, indicator: Indicator) -> Iterator[Found]:
        if found := from_formula(cell, self._world.catalogue, self.find):
            yield found
        world, splits = self._world, self._given.splits
        if found := from_energy(cell, indicator, factor_sets=world.factor_sets, splits=splits, find=self.find):
            yield found

    def _by_time(self, cell: Cell, indicator: Indicator) -> Iterator[Found]:
        for parts in over_time(cell, indicator):
            if indicator.adds_over_time == "last":
                yield from self._last(parts)
            else:
                yield from self._total(parts, indicator, adds=adds_over_time(indicator))

    def _last(self, parts: Parts) -> Iterator[Found]:
        found = self.find(parts.cells[0])
        if found.adds:
            yield replace(found, provenance="rolled_up")
        elif self._something_known(parts):
            yield missing(f"At {parts.names[0]}: {found.reason}")

    def _by_area(self, cell: Cell, indicator: Indicator) -> Iterator[Found]:
        adds = indicator.adds_over_area == "sum" and can_add(indicator)
        for parts in over_area(cell, indicator, self._world.areas):
            yield from self._total(parts, indicator, adds=adds)

    def _by_member(self, cell: Cell, indicator: Indicator) -> Iterator[Found]:
        # Members of a partition are different people (or things) of one area and period, so they add
        # even where areas and periods overlap; only an average or a share without parts does not.
        adds = indicator.parts or (can_add(indicator) and indicator.unit == "count")
        adds = adds or (can_add(indicator) and indicator.adds_over_area == "sum")
        for parts in over_members(cell, indicator, self._world.breakdowns):
            yield from self._total(parts, indicator, adds=adds)

    def _total(self, parts: Parts, indicator: Indicator, *, adds: bool) -> Iterator[Found]:
        if not adds:
            if self._something_known(parts):
                yield missing(reasons.does_not_add(indicator, parts.what))
            return
        unreached = [name for name, cell in zip(parts.names, parts.cells, strict=True) if not self._hopeful(cell)]
        if len(unreached) == len(parts.cells):
            return
        if unreached:
            yield missing(reasons.lacking(parts.what, unreached))
            return
        figures = [self.find(cell) for cell in parts.cells]
        if any(figure.provenance for figure in figures):
            yield total_of(indicator, figures, parts.what, parts.names)

    def _something_known(self, parts: Parts) -> bool:
        return any(self._given.itself(cell) for cell in parts.cells)

    def _hopeful(self, cell: Cell) -> bool:
        period = parse_period(cell.period)
        whole = self._reach.ground(cell.area, period.end)
        return whole <= self._reach.reached(cell.indicator, period, whole)

    def _name(self, area: str) -> str:
        return self._world.areas.get(area).name
