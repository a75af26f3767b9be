"""The minimum set for one indicator at one place: free figures, owners and bodies on the same ground considered.

A figure is not asked for if others that are asked for add up to it: the year from its quarters, the county from its
districts, the total from the members of a partition. Nor is one of a body on the same ground as another, one that a
formula gives, or one that records give.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indicators.evaluation.context import EvaluationContext
from indicators.figures.figure_key import FigureKey
from mappings.plan.allowed_splits import GroundKey, build_ground_key
from mappings.plan.minimum_set import MinimumSet, find_minimum_set
from mappings.plan.symmetry import compute_shape

__all__ = ["IndicatorMinimum", "MinimumFinder", "OmissionReason", "build_ground_key"]

SHARED = "shared with {area}, on the same ground"
#: Who is asked for a figure; None where nobody answers for it.
Owner = Callable[[FigureKey], str | None]


@dataclass(frozen=True)
class OmissionReason:
    """Why a required figure is not asked for itself. ``area``: of the figure that cell_sources instead, where named."""

    why: str
    area: str | None = None


@dataclass(frozen=True)
class IndicatorMinimum:
    """``cell_sources``: pairs of a required figure and one that it is made from.

    Those in ``figures`` are requested, the others are free. ``proved``: no smaller set would do.
    """

    figures: tuple[FigureKey, ...]
    cell_sources: tuple[tuple[FigureKey, FigureKey], ...]
    spared: tuple[tuple[FigureKey, OmissionReason], ...] = ()
    proved: bool = True


@dataclass
class MinimumFinder:
    """Finds minimum sets at one place. ``minimum_by_shape``: results to reuse, shared by all places."""

    context: EvaluationContext
    owner: Owner
    minimum_by_shape: dict[Hashable, IndicatorMinimum] = field(default_factory=dict)

    def find_minimum(self, cells: Sequence[FigureKey], free: Mapping[FigureKey, str] | None = None) -> IndicatorMinimum:
        """The minimum set for required figures of one indicator. ``free``: figures that cost nothing, and why."""
        all_owned = all(self.owner(cell) is not None for cell in cells)
        if free or not all_owned:
            return self._compute_minimum(cells, free or {})
        if len(cells) == 1:
            return IndicatorMinimum((cells[0],), ((cells[0], cells[0]),))
        shape, areas = compute_shape(cells, self.context)
        if shape not in self.minimum_by_shape:
            minimum = self._compute_minimum(cells, {})
            if not {*minimum.figures} <= {*cells}:
                return minimum
            self.minimum_by_shape[shape] = _rename_areas(
                minimum, {area: f"#{n}" for n, area in enumerate(areas)}, "any"
            )
        return _rename_areas(
            self.minimum_by_shape[shape], {f"#{n}": area for n, area in enumerate(areas)}, cells[0].indicator
        )

    def _compute_minimum(self, cells: Sequence[FigureKey], free: Mapping[FigureKey, str]) -> IndicatorMinimum:
        groups = self._group_by_ground(cells)
        first = {key: min(same_ground, key=self._preference) for key, same_ground in groups.items()}
        free_by_ground = {build_ground_key(cell, self.context): (cell, why) for cell, why in free.items()}
        required = [cell for key, cell in first.items() if key not in free_by_ground]
        minimum_set = (
            find_minimum_set(required, self.context, askable=self._askable, free=free)
            if required
            else MinimumSet((), {}, True)
        )
        cell_sources, spared = [], []
        for key, same_ground in groups.items():
            lead = first[key]
            cell_inputs, why = self._find_sources(lead, free_by_ground.get(key), minimum_set, free)
            cell_sources += [(cell, figure) for cell in same_ground for figure in cell_inputs]
            spared += [(cell, why) for cell in same_ground if why]
            spared += [(cell, OmissionReason(SHARED, lead.area)) for cell in same_ground if not why and cell != lead]
        return IndicatorMinimum(
            minimum_set.figures, tuple(dict.fromkeys(cell_sources)), tuple(spared), minimum_set.proved
        )

    def _find_sources(
        self,
        cell: FigureKey,
        free_figure: tuple[FigureKey, str] | None,
        minimum_set: MinimumSet,
        free: Mapping[FigureKey, str],
    ) -> tuple[tuple[FigureKey, ...], OmissionReason | None]:
        """The figures that a required one is made from, and why it is not asked for itself."""
        if free_figure is not None:
            return (free_figure[0],), OmissionReason(free_figure[1])
        composition = minimum_set.compositions[cell]
        if composition.parts is None:
            return (composition.cell,), None
        sources = tuple(dict.fromkeys(minimum_set.list_sources(cell)))
        reasons = {free.get(source, "asked for") for source in sources}
        return sources, OmissionReason(
            f"made from its {composition.parts.what}, which are {' or '.join(sorted(reasons))}"
        )

    def _group_by_ground(self, cells: Iterable[FigureKey]) -> dict[GroundKey, list[FigureKey]]:
        """Groups figures of bodies with the same boundary, which share area-based figures."""
        groups: dict[GroundKey, list[FigureKey]] = {}
        for cell in cells:
            groups.setdefault(build_ground_key(cell, self.context), []).append(cell)
        return groups

    def _askable(self, cell: FigureKey) -> bool:
        return self.owner(cell) is not None

    def _preference(self, cell: FigureKey) -> tuple[bool, bool, str]:
        """An area that somebody answers for first, then a council's."""
        return self.owner(cell) is None, not cell.area.startswith("E"), cell.area


def _rename_areas(minimum: IndicatorMinimum, areas: Mapping[str, str], indicator: str) -> IndicatorMinimum:
    """The same minimum with other areas and another indicator."""

    def move(cell: FigureKey) -> FigureKey:
        return FigureKey(indicator, areas[cell.area], cell.period, cell.breakdown, cell.kind)

    return replace(
        minimum,
        figures=tuple(map(move, minimum.figures)),
        cell_sources=tuple((move(cell), move(source)) for cell, source in minimum.cell_sources),
        spared=tuple(
            (move(cell), replace(why, area=areas[why.area] if why.area else None)) for cell, why in minimum.spared
        ),
    )
