"""From cells to the least set of figures to ask for.

A figure that others already asked for make up is not asked: the year when its quarters are, the county
when its districts are, the total when all members of a partition are, a body on the same ground as
another, and whatever a formula works out. The ways are those by which figures are answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from indicators.definitions import Indicator
from indicators.formulas import formula_cycle, term_cell
from indicators.periods import parse_period
from indicators.roll_up import Parts, can_add, over_area, over_members, over_time
from indicators.sharing import tied_to_a_body
from indicators.world import Cell, World

Key = tuple[str, frozenset[str] | str, str, str]


@dataclass(frozen=True)
class Waiter:
    """A line that waits for a figure."""

    return_code: str
    line: str
    area: str
    period: str
    due: date | None
    route: str
    publishers: tuple[str, ...]


@dataclass
class Wanted:
    """The figures wanted, who waits for each, and why a figure is not asked for."""

    world: World
    waiting: dict[Cell, set[Waiter]] = field(default_factory=dict)
    spared: dict[Cell, str] = field(default_factory=dict)

    def add(self, cell: Cell, waiter: Waiter) -> None:
        """Want a figure for a line; a formula wants its terms instead."""
        for figure in terms(cell, self.world, self.spared):
            self.waiting.setdefault(figure, set()).add(waiter)


def terms(cell: Cell, world: World, spared: dict[Cell, str]) -> Iterator[Cell]:
    """The figures that have to be given for a cell: itself, or what its formula reads."""
    indicator = world.catalogue[cell.indicator]
    if indicator.formula is None or formula_cycle(cell.indicator, world.catalogue):
        yield cell
        return
    spared[cell] = "worked out from " + " and ".join(
        f"'{world.catalogue[term.indicator].title}'" for term in indicator.formula.terms
    )
    for term in indicator.formula.terms:
        yield from terms(term_cell(cell, term), world, spared)


def least(wanted: Wanted) -> dict[Cell, set[Waiter]]:
    """The figures to ask for, each with all that wait for it; fills ``wanted.spared`` for the others."""
    merged = _one_of_twins(wanted)
    maker = _Maker(merged, wanted.world)
    asked = {cell: set(waiters) for cell, waiters in merged.items()}
    for cell in merged:
        parts = maker.parts_of(cell)
        if parts is None:
            continue
        wanted.spared[cell] = f"made from its {parts.what}, which are asked for"
        waiters = asked.pop(cell)
        for part in maker.given_parts(cell):
            if part in asked:
                asked[part] |= waiters
    return asked


def _one_of_twins(wanted: Wanted) -> dict[Cell, set[Waiter]]:
    """Bodies on the same ground are asked once, where the figure is of the ground and not of the body."""
    groups: dict[Key, list[Cell]] = {}
    for cell in wanted.waiting:
        groups.setdefault(ground_key(cell, wanted.world), []).append(cell)
    merged: dict[Cell, set[Waiter]] = {}
    for cells in groups.values():
        first, *others = sorted(cells, key=lambda cell: _preference(cell, wanted.world))
        merged[first] = set().union(*(wanted.waiting[cell] for cell in cells))
        for other in others:
            name = wanted.world.areas.get(first.area).name
            wanted.spared[other] = f"shared with {name}, on the same ground"
    return merged


def ground_key(cell: Cell, world: World) -> Key:
    """Equal for cells that one figure answers."""
    indicator, end = world.catalogue[cell.indicator], parse_period(cell.period).end
    own = tied_to_a_body(indicator) or cell.area not in world.areas
    ground = cell.area if own else world.areas.footprint(cell.area, end)
    return cell.indicator, ground, cell.period, cell.breakdown


def _preference(cell: Cell, world: World) -> tuple[bool, bool, str]:
    """An area that somebody answers for first, then a council's."""
    owner = world.of_record(world.catalogue[cell.indicator], cell.area, parse_period(cell.period))
    return owner is None, not cell.area.startswith("E"), cell.area


class _Maker:
    """Says whether a figure can be made from those wanted, and from which."""

    def __init__(self, wanted: Mapping[Cell, object], world: World) -> None:
        self._world = world
        self._wanted = {ground_key(cell, world): cell for cell in wanted}
        self._several = {code for code, count in Counter(cell.indicator for cell in wanted).items() if count > 1}
        self._known: dict[Cell, Parts | None] = {}

    def parts_of(self, cell: Cell) -> Parts | None:
        """The first split of a cell whose parts are all wanted or can be made; None when there is none."""
        if cell.indicator not in self._several:
            return None
        if cell not in self._known:
            self._known[cell] = next((p for p in splits(cell, self._world) if self._all_there(p)), None)
        return self._known[cell]

    def _all_there(self, parts: Parts) -> bool:
        return all(self._is_wanted(part) or self.parts_of(part) is not None for part in parts.cells)

    def _is_wanted(self, cell: Cell) -> bool:
        return ground_key(cell, self._world) in self._wanted

    def given_parts(self, cell: Cell) -> Iterator[Cell]:
        """The wanted figures at the bottom of a cell's split."""
        parts = self.parts_of(cell)
        if parts is None:
            if self._is_wanted(cell):
                yield self._wanted[ground_key(cell, self._world)]
            return
        for part in parts.cells:
            yield from self.given_parts(part)


def splits(cell: Cell, world: World) -> Iterator[Parts]:
    """The ways in which a figure is rolled up, where its indicator adds that way."""
    indicator = world.catalogue[cell.indicator]
    if indicator.adds_over_time == "last" or (indicator.adds_over_time == "sum" and can_add(indicator)):
        yield from over_time(cell, indicator)
    if indicator.adds_over_area == "sum" and can_add(indicator):
        yield from over_area(cell, indicator, world.areas)
    if members_add(indicator):
        yield from over_members(cell, indicator, world.breakdowns)


def members_add(indicator: Indicator) -> bool:
    """True where the members of a partition are different people or things of one whole."""
    return indicator.parts or (can_add(indicator) and (indicator.unit == "count" or indicator.adds_over_area == "sum"))


def parts_with_owners(cell: Cell, world: World, owned: Callable[[Cell], bool]) -> tuple[Cell, ...]:
    """Where nobody answers for the whole: the parts of its area, if somebody answers for each of them."""
    indicator = world.catalogue[cell.indicator]
    if indicator.adds_over_area != "sum" or not can_add(indicator):
        return ()
    ways = over_area(cell, indicator, world.areas)
    return next((parts.cells for parts in ways if all(map(owned, parts.cells))), ())
