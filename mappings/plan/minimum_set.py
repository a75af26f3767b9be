"""The minimum set of figures of one indicator from which all required ones can be added up.

Required figures that others add up to are left out. The rest is the minimum set if its figures are independent
(:mod:`mappings.plan.lower_bound`), which is nearly always so. Otherwise, or where nobody answers for a whole, figures
that no line names may do with fewer: a search tries every way, coarse figures first, and cuts where the bound forbids.
What formulas give is not searched (:mod:`mappings.plan.formula_bound`).
What it finds is called the minimum only where the bound meets it: the search knows no subtraction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import Partition
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.plan.allowed_splits import (
    GroundKey,
    build_ground_key,
    list_allowed_area_splits,
    list_allowed_member_splits,
    list_allowed_time_splits,
)
from mappings.plan.lower_bound import Atoms, count_independent

CellTest = Callable[[FigureKey], bool]
#: So many steps are tried before the best set found so far is taken.
STEPS = 20_000


@dataclass(frozen=True)
class Composition:
    """How a figure comes about: ``parts`` None, as it is asked for or free; else by adding them."""

    cell: FigureKey
    parts: Partition | None


@dataclass(frozen=True)
class MinimumSet:
    """``figures`` to ask for, and how each wanted one is made. ``proved``: by the bound no smaller set would do."""

    figures: tuple[FigureKey, ...]
    compositions: dict[FigureKey, Composition]
    proved: bool

    def list_sources(self, cell: FigureKey) -> Iterator[FigureKey]:
        """The figures, asked for or free, that a wanted one is made from."""
        how = self.compositions[cell]
        if how.parts is None:
            yield how.cell
            return
        for part in how.parts.keys:
            yield from self.list_sources(part)


def find_minimum_set(
    required: Iterable[FigureKey], context: EvaluationContext, *, askable: CellTest, free: Iterable[FigureKey] = ()
) -> MinimumSet:
    """The figures to ask for, of figures of one indicator on different grounds, periods or breakdowns.

    ``askable``: somebody answers for it. ``free``: they cost nothing (given, or derived from records). A
    wanted figure that nobody answers for, and that nothing makes up, is in ``figures`` all the same.
    """
    return _Search(tuple(sorted(required)), context, askable, tuple(free)).run()


@dataclass
class _Search:
    required: tuple[FigureKey, ...]
    context: EvaluationContext
    askable: CellTest
    free: tuple[FigureKey, ...]
    _names: dict[GroundKey, FigureKey] = field(default_factory=dict)
    _keys: dict[FigureKey, GroundKey] = field(default_factory=dict)
    _ways: dict[GroundKey, tuple[Partition, ...]] = field(default_factory=dict)
    _free: set[GroundKey] = field(default_factory=set)
    _free_basis: dict[int, int] = field(default_factory=dict)
    _steps: int = 0
    _best: frozenset[GroundKey] = frozenset()

    def run(self) -> MinimumSet:
        self._extents = _Extents([*self.required, *self.free], self.context)
        for cell in self.required:
            self._names[self._key(cell)] = cell
        self._free = set(map(self._key, self.free))
        self._orphans = {self._key(cell) for cell in self.required if not self._reachable(cell)}
        first = self._first_set()
        proved = self._settle(first)
        compositions: dict[FigureKey, Composition] = {}
        for cell in self.required:
            self._note_composition(cell, compositions)
        return MinimumSet(tuple(sorted(self._names[key] for key in self._best)), compositions, proved)

    def _note_composition(self, cell: FigureKey, compositions: dict[FigureKey, Composition]) -> None:
        """How a figure comes about, and how its parts do."""
        if cell in compositions:
            return
        key = self._key(cell)
        is_given = key in self._best or self._is_free(key)
        parts = None if is_given else self._find_way(key, self._best)
        compositions[cell] = Composition(self._names[key], parts)
        for part in parts.keys if parts else ():
            self._note_composition(part, compositions)

    def _key(self, cell: FigureKey) -> GroundKey:
        """One for all bodies on a ground; the first of them seen gives the figure its name."""
        if cell not in self._keys:
            self._keys[cell] = build_ground_key(cell, self.context)
            self._names.setdefault(self._keys[cell], cell)
        return self._keys[cell]

    def _is_free(self, key: GroundKey) -> bool:
        return key in self._free

    def _may_ask(self, key: GroundKey) -> bool:
        return key in self._orphans or self.askable(self._names[key])

    def _splits(self, key: GroundKey) -> tuple[Partition, ...]:
        """Ways that lead to something wanted, or free; every way over area where nobody answers for the whole."""
        if key not in self._ways:
            self._ways[key] = tuple(self._leading_on(self._names[key]))
        return self._ways[key]

    def _leading_on(self, cell: FigureKey) -> Iterator[Partition]:
        """No way into finer areas, periods or members than anything wanted: it would only cost more."""
        extents, unowned = self._extents, not self.askable(cell)
        if extents.has_within(cell.period):
            yield from (way for way in list_allowed_time_splits(cell, self.context) if extents.reach_period(way))
        if unowned or extents.several_areas:
            ways = list_allowed_area_splits(cell, self.context)
            yield from (way for way in ways if unowned or extents.reach_area(way))
        if extents.several_breakdowns:
            yield from (
                way for way in list_allowed_member_splits(cell, self.context) if extents.reach_member(cell, way)
            )

    def _reachable(self, cell: FigureKey) -> bool:
        """True where somebody answers for the figure, or for all parts of one way to make it."""
        key = self._key(cell)
        if self._is_free(key) or self.askable(cell):
            return True
        return any(all(map(self._reachable, way.keys)) for way in self._splits(key))

    def _first_set(self) -> frozenset[GroundKey]:
        """The wanted figures without those that others of them make up; parts where nobody answers for the whole."""
        pool = {self._key(cell) for cell in self.required}
        for key in sorted(pool, key=self._coarse_first):
            if not self._may_ask(key) and not self._is_free(key):
                pool |= self._askable_parts(key, pool)
        askable_keys = {key for key in pool if self._may_ask(key) and not self._is_free(key)}
        return frozenset(key for key in askable_keys if self._find_way(key, askable_keys - {key}) is None)

    def _askable_parts(self, key: GroundKey, pool: set[GroundKey]) -> set[GroundKey]:
        parts: set[GroundKey] = set()
        if self._find_way(key, {candidate for candidate in pool if self._may_ask(candidate)}) is not None:
            return parts
        ways = [way for way in self._splits(key) if all(map(self._reachable, way.keys))]
        way = min(ways, key=lambda way: (len({self._key(part) for part in way.keys} - pool), len(way.keys)))
        for part in map(self._key, way.keys):
            parts |= {part} if self._may_ask(part) or self._is_free(part) else self._askable_parts(part, pool)
        return parts

    def _settle(self, first: frozenset[GroundKey]) -> bool:
        """Set the best set, tried against others unless the bound meets the first. True where it meets the best."""
        self._best = first
        if self._extents.are_apart and not any(self._splits(self._key(cell)) for cell in self.required):
            return True
        atoms = Atoms(self.required[0].indicator, self.context, [*self.required, *self.free])
        self._bits = {key: atoms.to_bits(self._names[key]) for key in first}
        self._atoms = atoms
        count_independent(map(self._bits_of_key, self._free), self._free_basis)
        must = frozenset(self._key(cell) for cell in self.required)
        if self._lower_bound(must) >= len(first):
            return True
        self._search(tuple(sorted(must, key=self._coarse_first)), frozenset())
        return self._lower_bound(must) >= len(self._best)

    def _lower_bound(self, must: Iterable[GroundKey], requested: Collection[GroundKey] = ()) -> int:
        """Fewest figures, those asked for among them, that could make up all that must be met, beside what is free."""
        basis = dict(self._free_basis)
        count_independent(map(self._bits_of_key, requested), basis)
        return len(requested) + count_independent(map(self._bits_of_key, must), basis)

    def _bits_of_key(self, key: GroundKey) -> int:
        if key not in self._bits:
            self._bits[key] = self._atoms.to_bits(self._names[key])
        return self._bits[key]

    def _search(self, must: tuple[GroundKey, ...], requested: frozenset[GroundKey]) -> None:
        """Meet what must be met, the coarsest first: ask for it, or split it and meet its parts."""
        self._steps += 1
        if self._steps >= STEPS or self._lower_bound(must, requested) >= len(self._best):
            return
        if not must:
            self._best = requested
            return
        key, remaining = must[0], must[1:]
        if self._is_free(key):
            self._search(remaining, requested)
            return
        if self._may_ask(key):
            self._search(remaining, requested | {key})
        for way in self._splits(key):
            more = {*remaining, *map(self._key, way.keys)} - requested
            self._search(tuple(sorted(more, key=self._coarse_first)), requested)

    def _coarse_first(self, key: GroundKey) -> tuple[int, int, int, tuple[str, ...]]:
        cell = self._names[key]
        period = parse_period(cell.period)
        pairs = 0 if cell.breakdown == "total" else cell.breakdown.count(";") + 1
        return -self._extents.size(cell), -(period.end - period.start).days, pairs, cell

    def _find_way(self, key: GroundKey, available: set[GroundKey] | frozenset[GroundKey]) -> Partition | None:
        """The first way to add a figure up from those that are there or free."""
        return next((way for way in self._splits(key) if all(self._is_met(part, available) for part in way.keys)), None)

    def _is_met(self, cell: FigureKey, available: set[GroundKey] | frozenset[GroundKey]) -> bool:
        key = self._key(cell)
        return key in available or self._is_free(key) or self._find_way(key, available) is not None


class _Extents:
    """The areas, periods and members at which something is wanted."""

    def __init__(self, required: Iterable[FigureKey], context: EvaluationContext) -> None:
        self._context = context
        cells = list(required)
        self._grounds = {self._ground(area) for area in {cell.area for cell in cells}}
        self._periods = [parse_period(code) for code in sorted({cell.period for cell in cells})]
        self._pairs = {pair for cell in cells for pair in cell.breakdown.split(";")}
        self._within: dict[str, bool] = {}
        self.several_areas = len(self._grounds) > 1
        #: No two of the areas share ground. Where some do, parts of theirs may be fewer than they are.
        self.are_apart = sum(map(len, self._grounds)) == len(frozenset().union(*self._grounds))
        self.several_breakdowns = len(self._pairs) > 1

    def _ground(self, area: str) -> frozenset[str]:
        areas = self._context.areas
        return areas.footprint(area) if area in areas else frozenset({area})

    def size(self, cell: FigureKey) -> int:
        """How many smallest areas it covers."""
        return len(self._ground(cell.area))

    def has_within(self, code: str) -> bool:
        """True when something is wanted for a shorter time within a period."""
        if code not in self._within:
            whole = parse_period(code)
            self._within[code] = any(other.code != code and whole.contains(other) for other in self._periods)
        return self._within[code]

    def reach_period(self, way: Partition) -> bool:
        """True when something is wanted within one of the parts."""
        wholes = [parse_period(part.period) for part in way.keys]
        return any(whole.contains(period) for whole in wholes for period in self._periods)

    def reach_area(self, way: Partition) -> bool:
        """True when something is wanted of one of the parts, or of an area in it."""
        return any(ground <= self._ground(part.area) for part in way.keys for ground in self._grounds)

    def reach_member(self, cell: FigureKey, way: Partition) -> bool:
        """True when something is wanted of one of the members."""
        before = {*cell.breakdown.split(";")}
        return any(({*part.breakdown.split(";")} - before) & self._pairs for part in way.keys)
