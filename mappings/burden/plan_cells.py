"""The cells of a plan, each with the agency that would key it, and whether its figure was asked for before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.line_coverage import OF_DISTRICTS
from mappings.plan.allowed_splits import build_ground_key
from mappings.plan.figure_requests import KEYED
from mappings.plan.line_requirements import CENTRAL, DOUBTFUL, NEAR, NOT_IN_FORCE
from mappings.plan.plan import Plan

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: One row for each cell, the first to fall due first. ``agency`` would key it: who is asked for its figure,
#: else who is of record; null where nobody would. ``counted`` is the count that it belongs to, ``again`` what
#: had asked for its figure before, of cells that somebody would key. ``figure`` numbers the figure behind it,
#: null where there is none. ``once``: it stands for its figure: the first that somebody would key, else the
#: first made by another return. ``got``: the very figure is ``asked`` for, ``derived`` from records, or ``made``.
#: ``unsure``: who keys the line is of low confidence.
BURDEN_CELL_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("place", "return", "line", "owner", "for_period", "agency"), pl.String),
    **dict.fromkeys(("indicator", "area", "period", "breakdown", "counted", "again"), pl.String),
    "figure": pl.Int64,
    "once": pl.Boolean,
    "got": pl.String,
    "unsure": pl.Boolean,
}
UNDECIDED_OUTCOMES = frozenset({NEAR, DOUBTFUL, NOT_IN_FORCE})
KEYED_CELLS = "keyed_cells"
#: What the plan says of a figure that records give.
DERIVED_PATTERN = "derived from the .* records"
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
    derived = plan.spared.filter(pl.col("why").str.contains(DERIVED_PATTERN)).select(FIGURE_COLUMNS)
    agency_by_figure = dict(zip(numbers, plan.figure_requests["agency"], strict=True))
    origins = _FigureOrigins(agency_by_figure, frozenset(derived.iter_rows()), _list_doubtful_lines(ruleset))
    rows = list(_make_rows(ordered, keys[: ordered.height], origins, ruleset))
    return pl.DataFrame(rows, schema=BURDEN_CELL_SCHEMA, orient="row"), numbers


def _sort_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """Sort by due date; a quarter comes before the year that it ends."""
    codes = cells["for_period"].unique().to_list()
    starts = [parse_period(code).start for code in codes]
    period_start = pl.col("for_period").replace_strict(codes, starts, return_dtype=pl.Date)
    keys = ["due", "return", "line", "owner", "_begun", "period"]
    down = [key == "_begun" for key in keys]
    return cells.with_columns(_begun=period_start).sort(keys, descending=down, nulls_last=True, maintain_order=True)


def _make_rows(
    ordered: pl.DataFrame, keys: Sequence[int | None], origins: _FigureOrigins, ruleset: Ruleset
) -> Iterator[tuple[object, ...]]:
    lines_by_figure: dict[int, list[tuple[str, str]]] = {}
    keyed_figures = {
        key for key, row in zip(keys, ordered.iter_rows(named=True), strict=True) if classify_cell(row) == KEYED_CELLS
    }
    for row, figure in zip(ordered.iter_rows(named=True), keys, strict=True):
        count_code = classify_cell(row)
        repetition, is_first = None, False
        if figure is not None and count_code in {KEYED_CELLS, "other_return"}:
            earlier_lines = (
                lines_by_figure.setdefault(figure, [])
                if (count_code == KEYED_CELLS or figure not in keyed_figures)
                else []
            )
            repetition = _find_repetition(row, earlier_lines) if earlier_lines and count_code == KEYED_CELLS else None
            is_first = not earlier_lines and (count_code == KEYED_CELLS or figure not in keyed_figures)
            earlier_lines.append((row["return"], row["line"]))
        origin = None if count_code in {"left_out", "of_districts"} else origins.find_origin(row, figure)
        agency = (
            origins.agency_by_figure[figure]
            if origin == "asked" and figure is not None
            else _find_agency(row, count_code, ruleset)
        )
        cell_values = (row[name] for name in CELL_COLUMNS)
        yield (
            *cell_values,
            agency,
            *(row[name] for name in FIGURE_COLUMNS),
            count_code,
            repetition,
            figure,
            is_first,
            origin,
            origins.is_unsure(row),
        )


def _list_doubtful_lines(ruleset: Ruleset) -> frozenset[tuple[str, str]]:
    returns = ruleset.returns.items()
    return frozenset(
        (code, row.subject_id) for code, return_ in returns for row in return_.lines if row.route_confidence == "low"
    )


@dataclass(frozen=True)
class _FigureOrigins:
    """Where figures come from: the agency asked, or records; and the lines whose route is in doubt."""

    agency_by_figure: dict[int, str | None]
    derived: frozenset[tuple[str, ...]]
    doubtful_lines: frozenset[tuple[str, str]]

    def is_unsure(self, row: dict[str, Any]) -> bool:
        """True where the line's route is of low confidence."""
        return (row["return"], row["line"]) in self.doubtful_lines

    def find_origin(self, row: dict[str, Any], figure: int | None) -> str:
        """``asked``, ``derived`` or ``made``."""
        if figure in self.agency_by_figure:
            return "asked"
        return "derived" if tuple(row[name] for name in FIGURE_COLUMNS) in self.derived else "made"


def classify_cell(row: dict[str, Any]) -> str:
    """The count that a cell belongs to: ``central``, ``of_districts``, ``left_out``, ``other_return`` or
    ``keyed_cells``."""
    if row["outcome"] == CENTRAL:
        return "central"
    if row["outcome"] == OF_DISTRICTS:
        return "of_districts"
    if row["outcome"] in UNDECIDED_OUTCOMES:
        return "left_out"
    return KEYED_CELLS if row["route"] in KEYED else "other_return"


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


def _find_repetition(row: dict[str, Any], earlier_lines: list[tuple[str, str]]) -> str:
    if (row["return"], row["line"]) in earlier_lines:
        return REPETITION_COUNTS[0]
    return REPETITION_COUNTS[1] if any(code == row["return"] for code, _ in earlier_lines) else REPETITION_COUNTS[2]


def _find_agency(row: dict[str, Any], count_code: str, ruleset: Ruleset) -> str | None:
    """The agency of record for the cell's own figure."""
    if count_code not in {KEYED_CELLS, "other_return"}:
        return None
    return find_agency_of_record(ruleset, row["place"], row["indicator"], row["area"], parse_period(row["period"]))


def find_agency_of_record(ruleset: Ruleset, place: str, indicator: str, area: str, period: Period) -> str | None:
    """Code of the agency of record for a figure at a place; None where there is none."""
    agency = ruleset.places[place].agency_of_record(ruleset.indicator(indicator), area, period.end)
    return agency.code if agency else None
