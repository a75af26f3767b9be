"""The figures that a plan requests from agencies, each counted once, under the return that needs it first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from mappings.burden.plan_cells import FIGURE_COLUMNS
from mappings.plan.plan import Plan

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: One row for each figure asked for, an energy record being one. ``return``, ``for_period``, ``owner``: of the
#: first cell that somebody would key, else of its earliest consumer, and its own area. ``keyed``: a line waits
#: for it that somebody would key. ``in_cells``: a cell that somebody would key shows it. ``later``: days on which
#: it is used again.
BURDEN_FIGURE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("place", "agency", "return", "for_period", "owner"), pl.String),
    **dict.fromkeys(FIGURE_COLUMNS, pl.String),
    **dict.fromkeys(("keyed", "in_cells", "energy"), pl.Boolean),
    "later": pl.Int64,
    "returns": pl.List(pl.String),
}


def make_burden_figures(plan: Plan, numbers: Sequence[int], cells: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """``BURDEN_FIGURE_SCHEMA`` of a plan; ``numbers`` and ``cells`` as ``make_burden_cells`` returns them."""
    first = _find_first_cells(cells)
    energy = {factor_set.energy_indicator for factor_set in ruleset.factor_sets.values()}
    rows = [
        (row["place"], row["agency"], *first.get(number, _find_first_waiting_line(row)),
         *(row[name] for name in FIGURE_COLUMNS), row["keyed"], number in first, row["indicator"] in energy,
         len(row["confirm_by"] or ()), row["returns"])
        for number, row in zip(numbers, plan.figure_requests.iter_rows(named=True), strict=True)
    ]  # fmt: skip
    return _merge_energy_records(pl.DataFrame(rows, schema=BURDEN_FIGURE_SCHEMA, orient="row"))


def _find_first_cells(cells: pl.DataFrame) -> dict[int, tuple[str, str, str]]:
    """Return, period and area of the first cell that somebody would key, by the number of its figure."""
    keyed = cells.filter(pl.col("counted") == "keyed_cells", pl.col("again").is_null(), pl.col("figure").is_not_null())
    rows = keyed.select("figure", "return", "for_period", "owner").iter_rows()
    return {number: (code, period, owner) for number, code, period, owner in rows}


def _find_first_waiting_line(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return and period of the earliest line that waits, as the collection's key has them, and the figure's area."""
    period = row["collection"].split("/")[3]
    return row["returns"][0].partition(" ")[0], period, row["area"]


def _merge_energy_records(figures: pl.DataFrame) -> pl.DataFrame:
    """Count the rows of one energy record as one figure; leave other figures as they are."""
    record = figures.filter("energy").unique(
        ["place", "agency", *FIGURE_COLUMNS[:3]], keep="first", maintain_order=True
    )
    return pl.concat([figures.filter(~pl.col("energy")), record])
