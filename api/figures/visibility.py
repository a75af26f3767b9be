"""The figures of the store that a caller may see: an agency its own, others those of the places they work for."""

from __future__ import annotations

import polars as pl

from mappings.access.policy_subject import build_subject
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_figures, can_read_restricted
from returnonce.access.principals import Principal


def visible_figures(rows: pl.DataFrame, ruleset: Ruleset, principal: Principal) -> pl.DataFrame:
    """Those of ``rows`` (indicator, area, agency and more) that the caller may see."""
    restricted_indicators = list_restricted_indicators(ruleset)
    pairs = rows.select("area", "agency", closed=pl.col("indicator").is_in(sorted(restricted_indicators))).unique()
    visible = [
        can_see_figure(ruleset, principal, area, agency, is_restricted=hidden)
        for area, agency, hidden in pairs.iter_rows()
    ]
    visible_pairs = pairs.filter(pl.Series(visible, dtype=pl.Boolean))
    marked = rows.with_columns(closed=pl.col("indicator").is_in(sorted(restricted_indicators)))
    return marked.join(visible_pairs, on=["area", "agency", "closed"], how="semi", maintain_order="left").drop("closed")


def can_see_figure(ruleset: Ruleset, principal: Principal, area: str, agency: str, *, is_restricted: bool) -> bool:
    """True where the caller may see a figure for an area, given by an agency."""
    about = build_subject(ruleset, area=area, agency=agency)
    return can_read_figures(principal, about) and (not is_restricted or can_read_restricted(principal, about))
