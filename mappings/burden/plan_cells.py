"""The cells of a plan, each with the agency that would key it, and whether its figure was asked for before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.burden.figure_origins import FigureOrigins, list_derived_figures, mark_own_parts
from mappings.definitions.line_coverage import OF_DISTRICTS
from mappings.plan.allowed_splits import build_ground_key
from mappings.plan.figure_requests import KEYED
from mappings.plan.line_requirements import CENTRAL, DOUBTFUL, NEAR, NOT_IN_FORCE
from mappings.plan.plan import Plan

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: One row for each cell, the first to fall due first. ``agency`` would key it: who is asked for its figure,
#: else who is of record; null where nobody would. ``counted`` is the count that it belongs to, ``step`` the one step
#: of the waterfall that takes it away, or ``keyed_once``. ``again``: what had asked for its figure before, of cells
#: that somebody would key. ``figure`` numbers the figure behind it, null where there is none. ``once``: it stands for
#: its figure: the first that somebody would key, else the first made by another return. ``got``, of cells that somebody
#: would key or another return makes: the very figure is ``asked`` for, ``derived`` from ``record_set``, or ``made``.
#: ``own_parts``: of a figure that is made, every figure behind it stands in a cell for the same area.
#: ``unsure``: who keys the line is of low confidence.
BURDEN_CELL_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("place", "return", "line", "owner", "for_period", "agency"), pl.String),
    **dict.fromkeys(("indicator", "area", "period", "breakdown", "counted", "step", "again"), pl.String),
    "figure": pl.Int64,
    "once": pl.Boolean,
    **dict.fromkeys(("got", "record_set"), pl.String),
    "own_parts": pl.Boolean,
    "unsure": pl.Boolean,
}
UNDECIDED_OUTCOMES = frozenset({NEAR, DOUBTFUL, NOT_IN_FORCE})
KEYED_CELLS, OTHER_RETURN = "keyed_cells", "other_return"
#: Counts whose cells somebody fills from a figure.
FILLED_COUNTS = frozenset({KEYED_CELLS, OTHER_RETURN})
#: Counts of a cell that somebody would key, by what had asked for its figure before.
REPETITION_COUNTS = ("same_line_again", "twice_in_a_return", "in_another_return")
CELL_COLUMNS = ("place", "return", "line", "owner", "for_period")
FIGURE_COLUMNS = ("indicator", "area", "period", "breakdown")


def make_burden_cells(plan: Plan, ruleset: Ruleset) -> tuple[pl.DataFrame, list[int]]:
    """``BURDEN_CELL_SCHEMA`` of a plan, and the number of the figure of each row of its ``collections``."""
    ordered = _sort_cells(plan.cells)
    columns = ("place", *FIGURE_COLUMNS)
    keys = number_figures(pl.concat([ordered.select(columns), plan.figure_requests.select(columns)]), ruleset)
    numbers = [key if key is not None else -1 for key in keys[ordered.height :]]
    agency_by_figure = dict(zip(numbers, plan.figure_requests["agency"], strict=True))
    origins = FigureOrigins(agency_by_figure, list_derived_figures(plan), ruleset)
    rows = list(_make_rows(ordered, keys[: ordered.height], origins, ruleset))
    cells = pl.DataFrame(rows, schema=BURDEN_CELL_SCHEMA, orient="row")
    return mark_own_parts(cells, plan.figure_requests, numbers), numbers


def _sort_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """Sort by due date; a quarter comes before the year that it ends."""
    codes = cells["for_period"].unique().to_list()
    starts = [parse_period(code).start for code in codes]
    period_start = pl.col("for_period").replace_strict(codes, starts, return_dtype=pl.Date)
    keys = ["due", "return", "line", "owner", "_begun", "period"]
    down = [key == "_begun" for key in keys]
    return cells.with_columns(_begun=period_start).sort(keys, descending=down, nulls_last=True, maintain_order=True)


def _make_rows(
    ordered: pl.DataFrame, keys: Sequence[int | None], origins: FigureOrigins, ruleset: Ruleset
) -> Iterator[tuple[object, ...]]:
    cells = list(zip(ordered.iter_rows(named=True), keys, strict=True))
    earlier = _EarlierCells({figure for row, figure in cells if classify_cell(row) == KEYED_CELLS})
    for row, figure in cells:
        count_code = classify_cell(row)
        repetition, is_first = earlier.add(row, figure, count_code)
        origin = origins.find_origin(row, figure) if count_code in FILLED_COUNTS else None
        agency = (
            origins.agency_by_figure[figure]
            if origin == "asked" and figure is not None
            else _find_agency(row, count_code, ruleset)
        )
        yield (
            *(row[name] for name in CELL_COLUMNS), agency, *(row[name] for name in FIGURE_COLUMNS), count_code,
            find_step(count_code, origin, repetition), repetition, figure, is_first, origin,
            origins.find_record_sets(row) if origin == "derived" else None, False, origins.is_unsure(row),
        )  # fmt: skip


def find_step(count_code: str, origin: str | None, repetition: str | None) -> str:
    """The step of the waterfall that takes a cell away, or ``keyed_once``: the first that is true of it.

    Nobody fills it here; records give its figure; another return makes it, so that the figure is copied; its figure
    was asked for before; the figure is worked out from others.
    """
    if count_code not in FILLED_COUNTS:
        return count_code
    if origin == "derived":
        return "from_records"
    if count_code == OTHER_RETURN:
        return "copied_cells"
    return repetition or ("worked_out" if origin == "made" else "keyed_once")


class _EarlierCells:
    """The cells of each figure so far: return, area that makes it, and line."""

    def __init__(self, keyed_figures: AbstractSet[int | None]) -> None:
        """``keyed_figures``: those in a cell that somebody would key; other returns' cells of them do not count."""
        self._keyed_figures = keyed_figures
        self._cells: dict[int, list[tuple[str, str, str]]] = {}

    def add(self, row: dict[str, Any], figure: int | None, count_code: str) -> tuple[str | None, bool]:
        """What had asked for the cell's figure before; and whether the cell is the first that counts for it."""
        if figure is None or count_code not in FILLED_COUNTS:
            return None, False
        if count_code == OTHER_RETURN and figure in self._keyed_figures:
            return None, False
        before = self._cells.setdefault(figure, [])
        repetition = _find_repetition(row, before) if before and count_code == KEYED_CELLS else None
        is_first = not before
        before.append((row["return"], row["owner"], row["line"]))
        return repetition, is_first


def classify_cell(row: dict[str, Any]) -> str:
    """The count that a cell belongs to: ``central``, ``of_districts``, ``left_out``, ``other_return`` or
    ``keyed_cells``."""
    if row["outcome"] == CENTRAL:
        return "central"
    if row["outcome"] == OF_DISTRICTS:
        return "of_districts"
    if row["outcome"] in UNDECIDED_OUTCOMES:
        return "left_out"
    return KEYED_CELLS if row["route"] in KEYED else OTHER_RETURN


def number_figures(frame: pl.DataFrame, ruleset: Ruleset) -> list[int | None]:
    """A number for each row's figure (place and ``FIGURE_COLUMNS``), equal where one figure serves both rows."""
    context, numbers, number_by_figure = ruleset.evaluation_context(), dict[object, int](), dict[tuple[str, ...], int]()
    keys: list[int | None] = []
    for place, *cell in frame.iter_rows():
        if cell[0] is None:
            keys.append(None)
            continue
        figure = (place, *cell)
        if figure not in number_by_figure:
            number_by_figure[figure] = numbers.setdefault(
                (place, build_ground_key(FigureKey._make([*cell, "actual"]), context)), len(numbers)
            )
        keys.append(number_by_figure[figure])
    return keys


def _find_repetition(row: dict[str, Any], before: Sequence[tuple[str, str, str]]) -> str:
    """The weakest reason there is: its own line showed the figure, another line of its return did, another return."""
    if (row["return"], row["owner"], row["line"]) in before:
        return REPETITION_COUNTS[0]
    own_return = (row["return"], row["owner"])
    return REPETITION_COUNTS[1] if any(cell[:2] == own_return for cell in before) else REPETITION_COUNTS[2]


def _find_agency(row: dict[str, Any], count_code: str, ruleset: Ruleset) -> str | None:
    """The agency of record for the cell's own figure."""
    if count_code not in FILLED_COUNTS:
        return None
    return find_agency_of_record(ruleset, row["place"], row["indicator"], row["area"], parse_period(row["period"]))


def find_agency_of_record(ruleset: Ruleset, place: str, indicator: str, area: str, period: Period) -> str | None:
    """Code of the agency of record for a figure at a place; None where there is none."""
    agency = ruleset.places[place].agency_of_record(ruleset.indicator(indicator), area, period.end)
    return agency.code if agency else None
