"""England's value and the neighbours' mean beside each cell, on the line's own scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.comparators import add_england, add_neighbours
from indicators.figures.figure_key import FIGURE_KEY
from mappings.fill.figure_scope import list_indicators_with_figures
from mappings.transforms import compute_line_values
from mappings.transforms.figure_to_line_frames import VECTORISED

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Neither part of a share is comparable between areas of different size, so a part has no comparator.
COMPARABLE = VECTORISED - {"part"}


def compute_comparators(ruleset: Ruleset, cells: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """``_row``, and England's value and the neighbours' unweighted mean, each with its period."""
    name = pl.col("transform").str.split(":").list.first()
    codes_with_figures = pl.Series(
        list_indicators_with_figures(ruleset, cells["indicator"].drop_nulls().unique(), figures), dtype=pl.String
    )
    comparable = pl.Series(sorted(COMPARABLE))
    comparable_cells = cells.filter(
        pl.col("indicator").is_in(codes_with_figures.implode()), name.is_in(comparable.implode())
    )
    actuals = comparable_cells.with_columns(pl.lit("actual").alias("kind"))
    keys, context = actuals.select(FIGURE_KEY).unique(maintain_order=True), ruleset.evaluation_context()
    comparators = add_neighbours(add_england(keys, figures, context=context), figures, context=context)
    joined = actuals.drop("kind").join(comparators, on=list(FIGURE_KEY[:4]), how="left", maintain_order="left")
    return joined.select(
        pl.col("_row").cast(pl.Int64),
        _on_line_scale(joined, "england"),
        "england_period",
        _on_line_scale(joined, "neighbours"),
        "neighbours_n",
        "neighbours_period",
    )


def _on_line_scale(cells: pl.DataFrame, name: str) -> pl.Series:
    nothing = pl.lit(None, pl.Int64)
    value = cells.select("transform", "decimals", per="_per", value=name, numerator=nothing, denominator=nothing)
    return compute_line_values(value)["line_value"].alias(name)
