"""The grid of a return: one row for each of its cells, before any figure is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

import polars as pl

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area
from indicators.catalogue.indicator import Indicator
from indicators.period.arithmetic import Period
from mappings.definitions.line_coverage import (
    explain_not_in_force,
    find_bodies,
    is_of_districts,
    is_reported,
    list_cell_periods,
)
from mappings.definitions.return_definitions import Edition
from mappings.place.line_choice import LineChoice
from mappings.transforms import Transform, parse_transform

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Of each line, whatever the area and period.
LINE_SCHEMA: dict[str, type[pl.DataType]] = {
    "_entry": pl.Int64,
    **dict.fromkeys(("line", "section", "label", "body", "route", "breakdown"), pl.String),
    **dict.fromkeys(("indicator", "indicator_title", "predicate", "transform", "unit"), pl.String),
    **dict.fromkeys(("per", "decimals", "_per"), pl.Int64),
    **dict.fromkeys(("polarity", "frequency", "confidence", "code_confidence"), pl.String),
    "for_information": pl.Boolean,
    "kept": pl.Boolean,
    "_withheld": pl.String,
}
LINE_PERIODS = {
    "_kind": pl.String, "_entry": pl.Int64, "period": pl.String, "_when": pl.Int64, "_not_in_force": pl.String,
}  # fmt: skip


def build_grid(
    ruleset: Ruleset, edition: Edition, choices: Sequence[LineChoice], *, areas: Sequence[Area], period: Period
) -> pl.DataFrame:
    """One row for each cell: ``_owner`` (the area whose return it stands in), the line's own columns
    (``LINE_SCHEMA``), area, area_name, period; in order of owner, line, area and period.

    ``_not_in_force`` says why there is nothing to fill in that period, ``_withheld`` why a line's value is not sent,
    ``_of_districts`` that districts answer for it; a line without a row that flows has no indicator.
    """
    bodies = _list_bodies(ruleset.areas, edition, areas, period)
    cells = bodies.join(_list_periods(ruleset, edition, choices, period, set(bodies["_kind"])), on="_kind")
    names = {code: ruleset.areas.get(code).name for code in cells["area"].unique().to_list()}
    lines = pl.DataFrame([_line(entry, ruleset) for entry in choices], schema=LINE_SCHEMA, orient="row")
    with_names = cells.with_columns(
        area_name=pl.col("area").replace_strict(list(names), list(names.values()), return_dtype=pl.String)
    )
    grid = with_names.join(lines, on="_entry", how="left").with_columns(
        _of_districts=is_of_districts(pl.col("_kind"), pl.col("body"))
    )
    return grid.sort("_owner", "_entry", "area", "_when", maintain_order=True).drop("_when", "_kind")


def _list_bodies(book: AreaBook, edition: Edition, areas: Sequence[Area], period: Period) -> pl.DataFrame:
    """The bodies that stand in the return of each area, and their kinds."""
    rows = [
        (owner.code, body.code, body.kind) for owner in areas for body in find_bodies(edition, owner, book, period.end)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("_owner", "area", "_kind"), pl.String), orient="row")


def _list_periods(
    ruleset: Ruleset, edition: Edition, choices: Sequence[LineChoice], period: Period, kinds: Set[str]
) -> pl.DataFrame:
    """The periods of each line's cells, for each kind of body that it is reported for."""
    rows = [
        (kind, entry.position, period_code, when, why)
        for entry in choices
        for when, (period_code, why) in enumerate(_list_line_periods(ruleset, edition, entry, period))
        for kind in kinds
        if is_reported(entry.row, kind)
    ]
    return pl.DataFrame(rows, schema=LINE_PERIODS, orient="row")


def _list_line_periods(
    ruleset: Ruleset, edition: Edition, entry: LineChoice, period: Period
) -> Iterator[tuple[str, str | None]]:
    """Each period of a line's cells, quarters before the year that they end; and why it was not in force then."""
    row, indicator = entry.row, ruleset.indicator(entry.row.object_id)
    periods = list_cell_periods(row, indicator, edition, period)
    for each in sorted(periods, key=lambda p: (p.end, -p.start.toordinal())):
        yield each.code, explain_not_in_force(row, indicator, each, is_kept=entry.is_kept) if entry.flows else None


def _line(entry: LineChoice, ruleset: Ruleset) -> tuple[object, ...]:
    row = entry.row
    indicator = ruleset.indicator(row.object_id)
    indicator_columns = (row.object_id, indicator.title) if entry.flows else (None, None)
    transform = parse_transform(row.transform)
    return (
        entry.position, row.subject_id, row.section, row.subject_label, row.body, row.route, row.breakdown,
        *indicator_columns, row.predicate_id, row.transform, row.unit, compute_printed_per(indicator, transform),
        row.decimals, indicator.per, row.polarity, row.frequency, str(row.confidence), row.code_confidence,
        row.route == "central", entry.is_kept, entry.withheld,
    )  # fmt: skip


def compute_printed_per(indicator: Indicator, transform: Transform) -> int:
    """The line's own ``per``: scaled with its value, and 1 for what is no share."""
    if transform.name in {"part", "rank_band", "code_map"}:
        return 1
    if transform.baseline:
        return 100
    scaled = indicator.per * transform.factor if transform.factor is not None else None
    return int(scaled) if scaled is not None and scaled.denominator == 1 else indicator.per
