"""Summary of filled returns: cells by origin of their figures, empty cells by reason, re-keying avoided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mappings.fill.cells import Filled

#: Which figure: indicator, area, period, breakdown, agency.
Key = tuple[str, ...]
#: Worked out here from what was given: no further keying.
MADE = ("derived", "rolled_up", "shared", "formula")
SUMMARY_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("return", "title", "place", "area", "area_name", "period"), pl.String),
    **dict.fromkeys(("cells", "keyed", "central", "made", "pulled", "withheld", "empty"), pl.Int64),
    "illustrative": pl.Boolean,
}
EMPTY_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("return", "area", "reason"), pl.String),
    "cells": pl.Int64,
}


@dataclass(frozen=True)
class Summary:
    """``returns``: one row per filled return (``SUMMARY_SCHEMA``). ``empty``: cells without a figure, by
    reason, commonest first. ``figures_keyed``: distinct figures that somebody keyed and a return uses.
    ``cells_from_keyed``: cells that rest on nothing else, lines compiled centrally left out, since
    nobody keys those. ``rekeying_avoided``: those of them for which nobody had to key anything, because
    every figure that they rest on was given for another cell already."""

    returns: pl.DataFrame
    empty: pl.DataFrame
    figures_keyed: int
    cells_from_keyed: int
    rekeying_avoided: int


def summarise(filled: Sequence[Filled]) -> Summary:
    """Counts over filled returns, in their order.

    Every cell is in one column: ``withheld`` (known, not sent), ``empty`` (no figure), ``central`` (a
    figure on a line compiled by a department), ``made`` (derived, rolled up, shared or by formula),
    ``pulled`` (as published), or ``keyed`` (as submitted).
    """
    counted = [_counted(one) for one in filled]
    keyed, cells, first_uses = _keying(filled)
    return Summary(
        returns=pl.DataFrame([row for row, _ in counted], schema=SUMMARY_SCHEMA, orient="row"),
        empty=_reasons([reasons for _, reasons in counted]),
        figures_keyed=keyed,
        cells_from_keyed=cells,
        rekeying_avoided=cells - first_uses,
    )


def _counted(one: Filled) -> tuple[tuple[object, ...], pl.DataFrame]:
    judged = one.cells.with_columns(fate=fate())
    count = Counter(judged["fate"].to_list())
    numbers = [count[name] for name in ("keyed", "central", "made", "pulled", "withheld", "empty")]
    row = (one.return_code, one.edition.title, one.place, one.area.code, one.area.name, one.period.code,
           judged.height, *numbers, one.illustrative)  # fmt: skip
    reasons = judged.filter(fate="empty").group_by("reason", maintain_order=True).agg(cells=pl.len().cast(pl.Int64))
    at = (pl.lit(one.return_code).alias("return"), pl.lit(one.area.code).alias("area"))
    return row, reasons.select(*at, "reason", "cells")


def fate() -> pl.Expr:
    """Which column of the summary a cell is counted in."""
    return (
        pl.when(pl.col("value").is_null()).then(pl.lit("empty"))
        .when("withheld").then(pl.lit("withheld"))
        .when("for_information").then(pl.lit("central"))
        .when(pl.col("provenance").is_in(pl.Series(MADE).implode())).then(pl.lit("made"))
        .when("published").then(pl.lit("pulled"))
        .otherwise(pl.lit("keyed"))
    )  # fmt: skip


def _reasons(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not frames:
        return pl.DataFrame(schema=EMPTY_SCHEMA)
    together = pl.concat(frames).cast(EMPTY_SCHEMA)  # type: ignore[arg-type]
    return together.sort("cells", "return", "area", "reason", descending=[True, False, False, False])


def _keying(filled: Sequence[Filled]) -> tuple[int, int, int]:
    """Distinct keyed figures; the cells that rest on them alone; those that need one given for them."""
    direct, made = _keyed_cells(filled)
    given = {next(iter(figures)) for figures in direct}
    first_uses = len(given)
    # A figure that no cell shows as it is was given for the first cell that is made from it.
    for figures in made:
        first_uses += not figures <= given
        given |= figures
    return len(given), len(direct) + len(made), first_uses


def _keyed_cells(filled: Sequence[Filled]) -> tuple[list[frozenset[Key]], list[frozenset[Key]]]:
    """The keyed figures of each cell that rests on such alone: cells that show one, cells made from some."""
    direct: list[frozenset[Key]] = []
    made: list[frozenset[Key]] = []
    for one in filled:
        keyed_files = set(one.sources.filter(kind="submitted")["file"].to_list())
        sent = one.cells.filter(pl.col("value").is_not_null(), ~pl.col("withheld"), ~pl.col("for_information"))
        for text, provenance in sent.select("lineage", "provenance").iter_rows():
            used = json.loads(text)["figures"]
            if used and all(figure["file"] in keyed_files for figure in used):
                (direct if provenance == "submitted" and len(used) == 1 else made).append(frozenset(map(_key, used)))
    return direct, made


def _key(figure: dict[str, str]) -> Key:
    return tuple(str(figure[name]) for name in ("indicator", "area", "period", "breakdown", "agency"))
