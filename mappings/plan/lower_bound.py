"""A lower bound on the number of figures to ask for: how many of those required are independent.

Whatever follows by adding is a sum of *atoms* (a smallest area, in a smallest stretch of time, of one
member of each partition). If figures A make up figures B, every figure of B is a sum of figures of A, so
A has at least as many figures as B has independent ones. Sums are taken modulo 2, in which no more are
independent than in whole numbers: the bound stays true, and a figure is one integer of bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import split_by_area
from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.plan.allowed_splits import find_additions

ONE_DAY = timedelta(days=1)
Atom = tuple[object, ...]


class Atoms:
    """Turns figures of one indicator into bits; the same atom always has the same bit."""

    def __init__(self, code: str, context: EvaluationContext, cells: Iterable[FigureKey]) -> None:
        self._context = context
        self._adds = find_additions(context.catalogue[code], context)
        self._bits: dict[Atom, int] = {}
        self._bits_of_cell: dict[FigureKey, int] = {}
        self._members = dict(self._adds.partitions)
        used = {pair.partition("=")[0] for cell in cells for pair in cell.breakdown.split(";")}
        self._partitions_used = [name for name in self._members if name in used]

    def to_bits(self, cell: FigureKey) -> int:
        """A figure as bits, one for each of its atoms."""
        if cell not in self._bits_of_cell:
            atoms = product(
                self._area_atoms(cell),
                self._time_atoms(parse_period(cell.period)),
                self._breakdown_atoms(cell.breakdown),
            )
            bits = 0
            for atom in atoms:
                bits |= 1 << self._bits.setdefault(atom, len(self._bits))
            self._bits_of_cell[cell] = bits
        return self._bits_of_cell[cell]

    def _area_atoms(self, cell: FigureKey) -> Iterable[str]:
        areas, adds = self._context.areas, self._adds
        if cell.area not in areas:
            return (cell.area,)
        if adds.is_body_based or not adds.over_area:
            return (
                tuple(self._bodies(cell))
                if adds.is_body_based
                else (_ground_name(areas.footprint(cell.area, _end(cell))),)
            )
        return areas.footprint(cell.area, _end(cell))

    def _bodies(self, cell: FigureKey) -> Iterator[str]:
        """What is tied to a body is of that body alone; a region or country is the sum of its bodies."""
        ways = (
            split_by_area(cell, self._context.catalogue[cell.indicator], self._context.areas)
            if self._adds.over_area
            else []
        )
        if not ways:
            yield cell.area
            return
        for part in ways[0].keys:
            yield from self._bodies(part)

    def _time_atoms(self, period: Period) -> Iterable[object]:
        if self._adds.over_time == "last":
            return (period.end,)
        return (period.code,) if self._adds.over_time is None else _smallest_stretches(period)

    def _breakdown_atoms(self, breakdown: str) -> Iterable[Atom]:
        pairs = dict(pair.split("=", 1) for pair in breakdown.split(";") if "=" in pair)
        other_partitions = tuple(
            sorted((name, value) for name, value in pairs.items() if name not in self._partitions_used)
        )
        ways = [(pairs[name],) if name in pairs else self._members[name] for name in self._partitions_used]
        return ((other_partitions, *members) for members in product(*ways))


def count_independent(figures: Iterable[int], basis: dict[int, int]) -> int:
    """How many of some figures, as bits, are no sums of others or of those in ``basis``, which takes them in."""
    before = len(basis)
    for bits in figures:
        while bits:
            top = bits.bit_length()
            if top not in basis:
                basis[top] = bits
                break
            bits ^= basis[top]
    return len(basis) - before


@lru_cache(maxsize=4096)
def _smallest_stretches(period: Period) -> tuple[date, ...]:
    """Last days of the months of a period, or its days where months do not fill it."""
    months = period.parts("month")
    if months or period.kind == "month":
        return tuple(month.end for month in months) or (period.end,)
    return tuple(period.start + ONE_DAY * n for n in range((period.end - period.start).days + 1))


def _ground_name(ground: frozenset[str]) -> str:
    return "+".join(sorted(ground))


def _end(cell: FigureKey) -> date:
    return parse_period(cell.period).end
