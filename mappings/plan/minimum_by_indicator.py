"""The minimum set for one indicator at one place: free figures, owners and bodies on the same ground considered.

A figure is not asked for if others that are asked for add up to it: the year from its quarters, the county from its
districts, the total from the members of a partition. Nor is one of a body on the same ground as another, one that a
formula gives, or one that records give.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indicators.evaluation.context import EvaluationContext, FigureKey
from mappings.plan.minimum_set import Smallest, smallest
from mappings.plan.splits import Key, ground_key
from mappings.plan.symmetry import shape_of

__all__ = ["Asking", "Least", "Spared", "ground_key"]

SHARED = "shared with {area}, on the same ground"
#: Who is asked for a figure; None where nobody answers for it.
Owner = Callable[[FigureKey], str | None]


@dataclass(frozen=True)
class Spared:
    """Why a wanted figure is not asked for itself. ``area``: of the figure that serves instead, where named."""

    why: str
    area: str | None = None


@dataclass(frozen=True)
class Least:
    """``serves``: each wanted figure with each that it rests on; those in ``asked`` are asked for, the others
    are free. ``proved``: no smaller set would do."""

    asked: tuple[FigureKey, ...]
    serves: tuple[tuple[FigureKey, FigureKey], ...]
    spared: tuple[tuple[FigureKey, Spared], ...] = ()
    proved: bool = True


@dataclass
class Asking:
    """What is the same for every indicator of a place. ``known``: answers by shape, for all places."""

    world: EvaluationContext
    owner: Owner
    known: dict[Hashable, Least] = field(default_factory=dict)

    def least(self, cells: Sequence[FigureKey], free: Mapping[FigureKey, str] | None = None) -> Least:
        """The least set for wanted figures of one indicator. ``free``: figures that cost nothing, and why."""
        owned = all(self.owner(cell) is not None for cell in cells)
        if free or not owned:
            return self._worked_out(cells, free or {})
        if len(cells) == 1:
            return Least((cells[0],), ((cells[0], cells[0]),))
        shape, areas = shape_of(cells, self.world)
        if shape not in self.known:
            found = self._worked_out(cells, {})
            if not {*found.asked} <= {*cells}:
                return found
            self.known[shape] = _moved(found, {area: f"#{n}" for n, area in enumerate(areas)}, "any")
        return _moved(self.known[shape], {f"#{n}": area for n, area in enumerate(areas)}, cells[0].indicator)

    def _worked_out(self, cells: Sequence[FigureKey], free: Mapping[FigureKey, str]) -> Least:
        groups = self._on_one_ground(cells)
        first = {key: min(alike, key=self._preference) for key, alike in groups.items()}
        given = {ground_key(cell, self.world): (cell, why) for cell, why in free.items()}
        wanted = [cell for key, cell in first.items() if key not in given]
        found = smallest(wanted, self.world, askable=self._askable, free=free) if wanted else Smallest((), {}, True)
        serves, spared = [], []
        for key, alike in groups.items():
            lead = first[key]
            rests, why = self._rests(lead, given.get(key), found, free)
            serves += [(cell, figure) for cell in alike for figure in rests]
            spared += [(cell, why) for cell in alike if why]
            spared += [(cell, Spared(SHARED, lead.area)) for cell in alike if not why and cell != lead]
        return Least(found.asked, tuple(dict.fromkeys(serves)), tuple(spared), found.proved)

    def _rests(
        self, cell: FigureKey, given: tuple[FigureKey, str] | None, found: Smallest, free: Mapping[FigureKey, str]
    ) -> tuple[tuple[FigureKey, ...], Spared | None]:
        """The figures that a wanted one rests on, and why it is not asked for itself."""
        if given is not None:
            return (given[0],), Spared(given[1])
        how = found.made[cell]
        if how.parts is None:
            return (how.cell,), None
        below = tuple(dict.fromkeys(found.below(cell)))
        reasons = {free.get(each, "asked for") for each in below}
        return below, Spared(f"made from its {how.parts.what}, which are {' or '.join(sorted(reasons))}")

    def _on_one_ground(self, cells: Iterable[FigureKey]) -> dict[Key, list[FigureKey]]:
        """Bodies on the same ground are asked once, where the figure is of the ground and not of the body."""
        groups: dict[Key, list[FigureKey]] = {}
        for cell in cells:
            groups.setdefault(ground_key(cell, self.world), []).append(cell)
        return groups

    def _askable(self, cell: FigureKey) -> bool:
        return self.owner(cell) is not None

    def _preference(self, cell: FigureKey) -> tuple[bool, bool, str]:
        """An area that somebody answers for first, then a council's."""
        return self.owner(cell) is None, not cell.area.startswith("E"), cell.area


def _moved(found: Least, areas: Mapping[str, str], indicator: str) -> Least:
    """The same answer for other areas and another indicator."""

    def move(cell: FigureKey) -> FigureKey:
        return cell._replace(indicator=indicator, area=areas[cell.area])

    return replace(
        found,
        asked=tuple(map(move, found.asked)),
        serves=tuple((move(one), move(other)) for one, other in found.serves),
        spared=tuple(
            (move(cell), replace(why, area=areas[why.area] if why.area else None)) for cell, why in found.spared
        ),
    )
