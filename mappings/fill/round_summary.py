"""Summary of filled returns: cells by origin of their figures, empty cells by reason, figures keyed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from mappings.fill.cells import FilledReturn

#: Which figure: indicator, area, period, breakdown, agency.
FigureId = tuple[str, ...]
#: Worked out here from what was given: no further keying.
WORKED_OUT = ("derived", "rolled_up", "shared", "formula")
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
class RoundSummary:
    """``returns``: one row per filled return (``SUMMARY_SCHEMA``). ``empty``: cells without a figure, by
    reason, commonest first. ``figures_keyed``: distinct figures that somebody keyed and a return uses.
    ``cells_from_keyed``: cells that rest on nothing else, lines compiled centrally left out, since
    nobody keys those. What is saved is the ledger's to say (:mod:`mappings.burden.ledger`): of these cells, many are
    quarters that a layout shows again."""

    returns: pl.DataFrame
    empty: pl.DataFrame
    figures_keyed: int
    cells_from_keyed: int


def summarise(filled: Sequence[FilledReturn]) -> RoundSummary:
    """Counts over filled returns, in their order.

    Every cell is in one column: ``withheld`` (known, not sent), ``empty`` (no figure), ``central`` (a
    figure on a line compiled by a department), ``made`` (derived, rolled up, shared or by formula),
    ``pulled`` (as published), or ``keyed`` (as submitted).
    """
    counts = [_count_cells(filled_return) for filled_return in filled]
    cells = list(_keyed_cells(filled))
    return RoundSummary(
        returns=pl.DataFrame([row for row, _ in counts], schema=SUMMARY_SCHEMA, orient="row"),
        empty=_reasons([reasons for _, reasons in counts]),
        figures_keyed=len(frozenset[FigureId]().union(*cells)),
        cells_from_keyed=len(cells),
    )


def _count_cells(filled: FilledReturn) -> tuple[tuple[object, ...], pl.DataFrame]:
    with_fate = filled.cells.with_columns(fate=outcome_of_cell())
    count = Counter(with_fate["fate"].to_list())
    numbers = [count[name] for name in ("keyed", "central", "made", "pulled", "withheld", "empty")]
    row = (filled.return_code, filled.edition.title, filled.place, filled.area.code, filled.area.name,
           filled.period.code, with_fate.height, *numbers, filled.illustrative)  # fmt: skip
    reasons = with_fate.filter(fate="empty").group_by("reason", maintain_order=True).agg(cells=pl.len().cast(pl.Int64))
    at = (pl.lit(filled.return_code).alias("return"), pl.lit(filled.area.code).alias("area"))
    return row, reasons.select(*at, "reason", "cells")


def outcome_of_cell() -> pl.Expr:
    """Which column of the summary a cell is counted in."""
    return (
        pl.when(pl.col("value").is_null()).then(pl.lit("empty"))
        .when("withheld").then(pl.lit("withheld"))
        .when("for_information").then(pl.lit("central"))
        .when(pl.col("provenance").is_in(pl.Series(WORKED_OUT).implode())).then(pl.lit("made"))
        .when("published").then(pl.lit("pulled"))
        .otherwise(pl.lit("keyed"))
    )  # fmt: skip


def _reasons(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not frames:
        return pl.DataFrame(schema=EMPTY_SCHEMA)
    together = pl.concat(frames).cast(EMPTY_SCHEMA)  # type: ignore[arg-type]
    return together.sort("cells", "return", "area", "reason", descending=[True, False, False, False])


def _keyed_cells(filled: Sequence[FilledReturn]) -> Iterator[frozenset[FigureId]]:
    """The keyed figures of each cell that rests on such alone."""
    for filled_return in filled:
        keyed_files = set(filled_return.sources.filter(kind="submitted")["file"].to_list())
        sent_cells = filled_return.cells.filter(
            pl.col("value").is_not_null(), ~pl.col("withheld"), ~pl.col("for_information")
        )
        for lineage in sent_cells["lineage"]:
            figures_used = lineage["figures"]
            if figures_used and all(figure["file"] in keyed_files for figure in figures_used):
                yield frozenset(map(_key, figures_used))


def _key(figure: dict[str, str]) -> FigureId:
    return tuple(str(figure[name]) for name in ("indicator", "area", "period", "breakdown", "agency"))
