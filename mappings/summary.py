"""What a round of returns came to: cells, where their figures came from, and keying spared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mappings.cells import Filled

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
    ``cells_from_keyed``: cells that rest on nothing else. ``rekeying_avoided``: their difference."""

    returns: pl.DataFrame
    empty: pl.DataFrame
    figures_keyed: int
    cells_from_keyed: int

    @property
    def rekeying_avoided(self) -> int:
        return max(0, self.cells_from_keyed - self.figures_keyed)


def summarise(filled: Sequence[Filled]) -> Summary:
    """Counts over filled returns, in their order.

    Every cell is in one column: ``withheld`` (known, not sent), ``empty`` (no figure), ``central`` (a
    figure on a line compiled by a department), ``pulled`` (published), ``made`` (derived, rolled up,
    shared or by formula), or ``keyed`` (as submitted).
    """
    counted = [_counted(one) for one in filled]
    keyed, cells = _keying(filled)
    return Summary(
        returns=pl.DataFrame([row for row, _ in counted], schema=SUMMARY_SCHEMA, orient="row"),
        empty=_reasons([reasons for _, reasons in counted]),
        figures_keyed=keyed,
        cells_from_keyed=cells,
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
        .when("published").then(pl.lit("pulled"))
        .when(pl.col("provenance").is_in(pl.Series(MADE).implode())).then(pl.lit("made"))
        .otherwise(pl.lit("keyed"))
    )  # fmt: skip


def _reasons(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not frames:
        return pl.DataFrame(schema=EMPTY_SCHEMA)
    together = pl.concat(frames).cast(EMPTY_SCHEMA)  # type: ignore[arg-type]
    return together.sort("cells", "return", "area", "reason", descending=[True, False, False, False])


def _keying(filled: Sequence[Filled]) -> tuple[int, int]:
    """Distinct keyed figures, and the cells that rest on them alone."""
    figures: set[tuple[str, ...]] = set()
    cells = 0
    for one in filled:
        keyed_files = set(one.sources.filter(kind="submitted")["file"].to_list())
        sent = one.cells.filter(pl.col("value").is_not_null(), ~pl.col("withheld"))
        for text in sent["lineage"].to_list():
            used = json.loads(text)["figures"]
            if used and all(figure["file"] in keyed_files for figure in used):
                cells += 1
                figures |= {_figure(figure) for figure in used}
    return len(figures), cells


def _figure(figure: dict[str, str]) -> tuple[str, ...]:
    return tuple(str(figure[name]) for name in ("indicator", "area", "period", "breakdown", "agency"))
