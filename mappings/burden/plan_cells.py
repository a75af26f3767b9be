"""The cells of a plan, each with who would key it, and whether its figure was asked for before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.evaluation.context import FigureKey
from indicators.period.codes import Period, parse_period
from mappings.plan.plan import CENTRAL, DOUBTFUL, KEYED, NEAR, Plan
from mappings.plan.splits import ground_key

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
LEFT_OUT = frozenset({NEAR, DOUBTFUL})
KEYED_CELLS = "keyed_cells"
#: What the plan says of a figure that records give.
RECORDS = "derived from the .* records"
#: Counts of a cell that somebody would key, by what had asked for its figure before.
AGAIN = ("same_line_again", "twice_in_a_return", "in_another_return")
AT = ("place", "return", "line", "owner", "for_period")
FIGURE = ("indicator", "area", "period", "breakdown")


def make_burden_cells(made: Plan, ruleset: Ruleset) -> tuple[pl.DataFrame, list[int]]:
    """``BURDEN_CELL_SCHEMA`` of a plan, and the number of the figure of each row of its ``collections``."""
    ordered = _in_order(made.cells)
    columns = ("place", *FIGURE)
    keys = number_figures(pl.concat([ordered.select(columns), made.collections.select(columns)]), ruleset)
    numbers = [key if key is not None else -1 for key in keys[ordered.height :]]
    derived = made.spared.filter(pl.col("why").str.contains(RECORDS)).select(FIGURE)
    asked = dict(zip(numbers, made.collections["agency"], strict=True))
    known = _FigureOrigins(asked, frozenset(derived.iter_rows()), _doubted(ruleset))
    rows = list(_rows(ordered, keys[: ordered.height], known, ruleset))
    return pl.DataFrame(rows, schema=BURDEN_CELL_SCHEMA, orient="row"), numbers


def _in_order(cells: pl.DataFrame) -> pl.DataFrame:
    """The first to fall due first; a quarter before the year that it ends."""
    codes = cells["for_period"].unique().to_list()
    starts = [parse_period(code).start for code in codes]
    begun = pl.col("for_period").replace_strict(codes, starts, return_dtype=pl.Date)
    keys = ["due", "return", "line", "owner", "_begun", "period"]
    down = [key == "_begun" for key in keys]
    return cells.with_columns(_begun=begun).sort(keys, descending=down, nulls_last=True, maintain_order=True)


def _rows(
    ordered: pl.DataFrame, keys: Sequence[int | None], known: _FigureOrigins, ruleset: Ruleset
) -> Iterator[tuple[object, ...]]:
    seen: dict[int, list[tuple[str, str]]] = {}
    keyed = {
        key for key, row in zip(keys, ordered.iter_rows(named=True), strict=True) if classify_cell(row) == KEYED_CELLS
    }
    for row, figure in zip(ordered.iter_rows(named=True), keys, strict=True):
        counted = classify_cell(row)
        again, once = None, False
        if figure is not None and counted in {KEYED_CELLS, "other_return"}:
            before = seen.setdefault(figure, []) if (counted == KEYED_CELLS or figure not in keyed) else []
            again = _again(row, before) if before and counted == KEYED_CELLS else None
            once = not before and (counted == KEYED_CELLS or figure not in keyed)
            before.append((row["return"], row["line"]))
        got = None if counted == "left_out" else known.how(row, figure)
        agency = known.asked[figure] if got == "asked" and figure is not None else _agency(row, counted, ruleset)
        named = (row[name] for name in AT)
        yield *named, agency, *(row[name] for name in FIGURE), counted, again, figure, once, got, known.unsure(row)


def _doubted(ruleset: Ruleset) -> frozenset[tuple[str, str]]:
    returns = ruleset.returns.items()
    return frozenset(
        (code, row.subject_id) for code, one in returns for row in one.lines if row.route_confidence == "low"
    )


@dataclass(frozen=True)
class _FigureOrigins:
    """Who is asked for each figure, which are derived from records, and the lines of which who keys is in doubt."""

    asked: dict[int, str | None]
    derived: frozenset[tuple[str, ...]]
    doubted: frozenset[tuple[str, str]]

    def unsure(self, row: dict[str, Any]) -> bool:
        """True where the line's route is of low confidence."""
        return (row["return"], row["line"]) in self.doubted

    def how(self, row: dict[str, Any], figure: int | None) -> str:
        """``asked``, ``derived`` or ``made``."""
        if figure in self.asked:
            return "asked"
        return "derived" if tuple(row[name] for name in FIGURE) in self.derived else "made"


def classify_cell(row: dict[str, Any]) -> str:
    """Which count a cell belongs to: ``central``, ``left_out``, ``other_return`` or ``keyed_cells``."""
    if row["outcome"] == CENTRAL:
        return "central"
    if row["outcome"] in LEFT_OUT:
        return "left_out"
    return KEYED_CELLS if row["route"] in KEYED else "other_return"


def number_figures(frame: pl.DataFrame, ruleset: Ruleset) -> list[int | None]:
    """A number for each row's figure (place, indicator, area, period, breakdown), equal where one answers both."""
    world, known, cells = ruleset.world(), dict[object, int](), dict[tuple[str, ...], int]()
    keys: list[int | None] = []
    for place, *cell in frame.iter_rows():
        if cell[0] is None:
            keys.append(None)
            continue
        at = (place, *cell)
        if at not in cells:
            cells[at] = known.setdefault((place, ground_key(FigureKey._make([*cell, "actual"]), world)), len(known))
        keys.append(cells[at])
    return keys


def _again(row: dict[str, Any], before: list[tuple[str, str]]) -> str:
    if (row["return"], row["line"]) in before:
        return AGAIN[0]
    return AGAIN[1] if any(code == row["return"] for code, _ in before) else AGAIN[2]


def _agency(row: dict[str, Any], counted: str, ruleset: Ruleset) -> str | None:
    """Of record for the cell's own figure."""
    if counted not in {KEYED_CELLS, "other_return"}:
        return None
    return find_agency_of_record(ruleset, row["place"], row["indicator"], row["area"], parse_period(row["period"]))


def find_agency_of_record(ruleset: Ruleset, place: str, indicator: str, area: str, period: Period) -> str | None:
    """The agency that answers for a figure in a place, where there is one."""
    agency = ruleset.places[place].agency_of_record(ruleset.indicator(indicator), area, period.end)
    return agency.code if agency else None
