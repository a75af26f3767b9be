"""Where the figures behind a plan's cells come from: asked of an agency, derived from records, or made from others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.figures.figure_key import FigureKey
from mappings.plan.line_requirements import list_leaf_figures
from mappings.plan.plan import Plan

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What the plan says of a figure that records give.
DERIVED_PATTERN = re.compile("derived from the (.*?) records")
#: What it says where some of a figure's parts are asked for all the same.
ASKED_TOO = "asked for or"
_FigureCode = tuple[str, str, str, str]


def list_derived_figures(plan: Plan) -> dict[_FigureCode, str]:
    """Indicator, area, period and breakdown of each figure that records give, with the record sets."""
    texts = plan.spared.select("indicator", "area", "period", "breakdown", "why").iter_rows()
    derived = ((tuple(code), why, DERIVED_PATTERN.findall(why)) for *code, why in texts)
    return {code: ", ".join(dict.fromkeys(sets)) for code, why, sets in derived if sets and ASKED_TOO not in why}


@dataclass(frozen=True)
class FigureOrigins:
    """``agency_by_figure``: agencies that are asked, by the figure's number; ``derived``: record sets by figure."""

    agency_by_figure: Mapping[int, str | None]
    derived: Mapping[_FigureCode, str]
    ruleset: Ruleset

    def find_origin(self, row: dict[str, Any], figure: int | None) -> str:
        """``asked``, ``derived`` or ``made``, of a cell's figure."""
        if figure in self.agency_by_figure:
            return "asked"
        return "derived" if self.find_record_sets(row) else "made"

    def find_record_sets(self, row: dict[str, Any]) -> str | None:
        """Record sets that give a cell's figure, or all of its formula but what a department compiles; else None."""
        key = FigureKey(row["indicator"], row["area"], row["period"], row["breakdown"], "actual")
        if key[:4] in self.derived:
            return self.derived[key[:4]]
        terms = list_leaf_figures(key, self.ruleset, {})
        leaves = [self.derived.get(leaf[:4]) for leaf in terms if not self._is_compiled(leaf)]
        names = [name for name in leaves if name is not None]
        return ", ".join(dict.fromkeys(names)) if names and len(names) == len(leaves) else None

    def _is_compiled(self, leaf: FigureKey) -> bool:
        """Whether a department gives it, such as the population that a rate is of: nobody here copies that."""
        return self.ruleset.indicator(leaf.indicator).agency_of_record == "central"

    def is_unsure(self, row: dict[str, Any]) -> bool:
        """True where the line's route is of low confidence."""
        return (row["return"], row["line"]) in self._doubtful_lines

    @cached_property
    def _doubtful_lines(self) -> frozenset[tuple[str, str]]:
        returns = self.ruleset.returns.items()
        rows = ((code, row) for code, definition in returns for row in definition.lines)
        return frozenset((code, row.subject_id) for code, row in rows if row.route_confidence == "low")


def mark_own_parts(cells: pl.DataFrame, requests: pl.DataFrame, numbers: Sequence[int]) -> pl.DataFrame:
    """``own_parts`` of cells (``BURDEN_CELL_SCHEMA``) whose figure is made from others of the same area.

    ``numbers``: of the figure of each of the ``requests``. Such a cell takes only arithmetic, also where its return is
    made by itself.
    """
    keyed = cells.filter(pl.col("counted") == "keyed_cells")["figure"].unique().implode()
    behind = (
        requests.select("place", "area", "returns", shown=pl.Series(numbers, dtype=pl.Int64).is_in(keyed))
        .explode("returns")
        .group_by("place", "area", "returns")
        .agg(own_parts=pl.col("shown").all())
    )
    line = pl.concat_str("return", "line", separator=" ")
    found = (
        cells.drop("own_parts")
        .with_columns(returns=line)
        .join(behind, on=["place", "area", "returns"], how="left", maintain_order="left")
    )
    is_own = (pl.col("step") == "worked_out") & pl.col("own_parts").fill_null(value=False)
    return found.with_columns(own_parts=is_own).select(cells.columns)
