"""Hides the figures of restricted indicators in a filled return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from mappings.fill.cells import FilledReturn
from mappings.fill.lineage import drop_figures, rests_on

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

WHY = "The indicator is restricted: its figures are shown to officers and approvers, and to who receives the return."
#: What is said of a figure; the line, its label and its indicator stay.
_FIGURE_COLUMNS = (
    "numerator", "denominator", "value", "status", "provenance", "published", "agency", "target", "trajectory",
    "previous", "previous_period", "england", "england_period", "neighbours", "neighbours_n", "neighbours_period",
    "history", "commentary", "candidate", "disagreement", "rounded_to",
)  # fmt: skip


def list_restricted_indicators(ruleset: Ruleset) -> frozenset[str]:
    """Codes of the indicators whose figures are not for everybody who sees figures, and those that they had before."""
    restricted = [indicator for indicator in ruleset.catalogue.values() if indicator.access == "restricted"]
    return frozenset(code for one in restricted for code in (one.code, *(each.code for each in one.was)))


def hide_restricted_figures(
    ruleset: Ruleset, filled: FilledReturn, *, further_codes: Iterable[str] = ()
) -> FilledReturn:
    """The same return: every cell that rests on a restricted indicator says ``confidential`` and why, and no more.

    ``further_codes``: codes restricted by other rules, such as today's where the return is filled by older ones.
    """
    cells = filled.cells.with_columns(
        _hidden=is_made_from(list_restricted_indicators(ruleset) | frozenset(further_codes))
    )
    if not cells["_hidden"].any():
        return filled
    nothing = [_unless_hidden(pl.lit(None), name) for name in _FIGURE_COLUMNS]
    hidden = cells.with_columns(
        *nothing,
        _unless_hidden(pl.lit("confidential"), "symbol"),
        _unless_hidden(pl.lit(WHY), "reason"),
        _unless_hidden(drop_figures(), "lineage"),
    )
    figures = hidden["lineage"].struct.field("figures").explode()
    is_named = pl.col("file").is_null() | pl.col("file").is_in(figures.struct.field("file").implode())
    return replace(filled, cells=hidden.drop("_hidden"), sources=filled.sources.filter(is_named))


def is_made_from(codes: frozenset[str]) -> pl.Expr:
    """True for cells that are of, or are made from, indicators of those codes."""
    if not codes:
        return pl.lit(value=False)
    named = sorted(codes)
    is_near = pl.col("candidate").str.contains_any([f'"indicator":"{code}"' for code in named])
    is_own = pl.col("indicator").is_in(named)
    rests = rests_on(pl.element().struct.field("indicator").is_in(named))
    return is_own.fill_null(value=False) | is_near.fill_null(value=False) | rests


def _unless_hidden(instead: pl.Expr, name: str) -> pl.Expr:
    return pl.when("_hidden").then(instead).otherwise(name).alias(name)
