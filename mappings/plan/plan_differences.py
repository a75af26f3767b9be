"""What changed between two plans: returns, figures, dates and agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from mappings.plan.line_requirements import REQUESTED
from mappings.plan.plan import Plan

ChangeKind = Literal[
    "return began",
    "return ended",
    "return's date moved",
    "cell no longer asked",
    "cell newly asked",
    "figure no longer asked",
    "figure newly asked",
    "figure's date moved",
    "agency changed",
    "records no longer asked",
    "records newly asked",
    "records' date moved",
]
#: One row for each change. ``agency``: who is asked now, ``agency_before``: who was. ``before`` and ``after``:
#: days in ISO form (with the hour, where it alone is another), or outcomes. ``why``: why a figure is not asked for
#: any more, or which lines wait for it.
CHANGE_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("what", "place", "agency", "agency_before", "return", "line", "indicator", "title"), pl.String),
    **dict.fromkeys(("area", "area_name", "period", "breakdown", "before", "after", "why"), pl.String),
}
FIGURE_KEY = ["place", "indicator", "area", "period", "breakdown", "kind"]
CELL_KEY = ["place", "return", "line", "owner", "for_period", "area", "period", "breakdown"]
NO_LINE = "needed by no return any more"


@dataclass(frozen=True)
class PlanDifferences:
    """``changes``: ``CHANGE_SCHEMA``. ``titles``: of returns and agencies, by code."""

    changes: pl.DataFrame
    titles: dict[str, str]

    def count(self) -> dict[str, int]:
        """Number of changes of each kind, in a fixed order."""
        number_by_kind = dict(self.changes["what"].value_counts().iter_rows())
        return {kind: number_by_kind[kind] for kind in ChangeKind.__args__ if kind in number_by_kind}  # type: ignore[attr-defined]


def compare_plans(before: Plan, after: Plan) -> PlanDifferences:
    """Every change from one plan to another for the same time and places."""
    parts = [
        *_compare_returns(before, after),
        *_compare_cells(before, after),
        *_compare_figures(before, after),
        *_compare_records(before, after),
    ]
    empty = pl.DataFrame(schema=CHANGE_SCHEMA)
    return PlanDifferences(
        pl.concat([empty, *(_fit_schema(part) for part in parts)]), _list_titles(before) | _list_titles(after)
    )


def _fit_schema(changes: pl.DataFrame) -> pl.DataFrame:
    none = {name: pl.lit(None, kind) for name, kind in CHANGE_SCHEMA.items() if name not in changes.columns}
    return changes.with_columns(**none).select(CHANGE_SCHEMA.keys()).cast(pl.Schema(CHANGE_SCHEMA))


def _list_titles(plan: Plan) -> dict[str, str]:
    returns = plan.obligations.select("return", "title").iter_rows()
    agencies = plan.collections.select("agency", "agency_name").drop_nulls().iter_rows()
    return dict([*returns, *agencies])


def _find_removed_and_added(
    before: pl.DataFrame, after: pl.DataFrame, key: list[str], removed_kind: ChangeKind, added_kind: ChangeKind
) -> Iterator[pl.DataFrame]:
    yield before.join(after, on=key, how="anti", nulls_equal=True).with_columns(what=pl.lit(removed_kind))
    yield after.join(before, on=key, how="anti", nulls_equal=True).with_columns(what=pl.lit(added_kind))


def _join_plans(before: pl.DataFrame, after: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows that are in both plans, with the old columns as ``<name>_before``."""
    return after.join(before, on=key, how="inner", suffix="_before", nulls_equal=True)


def _find_moved(joined: pl.DataFrame, change_kind: ChangeKind) -> pl.DataFrame:
    """Rows whose day changed, or whose hour did, which is then given too. An older file may lack the hour."""
    other_day = pl.col("due").ne_missing(pl.col("due_before"))
    other_hour = pl.col("due").is_not_null() & (pl.col("at") != pl.col("at_before")).fill_null(value=False)
    days = {
        name: pl.when(other_day).then(day.cast(pl.String)).otherwise(pl.format("{} {}", day, hour))
        for name, day, hour in (
            ("before", pl.col("due_before"), pl.col("at_before")),
            ("after", pl.col("due"), pl.col("at")),
        )
    }
    return joined.filter(other_day | other_hour).with_columns(what=pl.lit(change_kind), **days)


def _add_hours(plan: Plan) -> pl.DataFrame:
    """The figures asked for, with the hour of their collection."""
    hours = plan.collections.select(pl.col("key").alias("collection"), "at").unique("collection")
    return plan.figure_requests.join(hours, on="collection", how="left", maintain_order="left")


def _compare_returns(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    old, new = before.obligations, after.obligations
    yield from _find_removed_and_added(old, new, ["key"], "return ended", "return began")
    moved_dates = _find_moved(_join_plans(old, new, ["key"]), "return's date moved")
    yield moved_dates.with_columns(why=pl.col("explanation"))


def _compare_cells(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    """Cells that are no longer asked for (their line ended or its outcome changed), and cells that now are."""
    old, new = (
        version.cells.filter(outcome=REQUESTED).unique(CELL_KEY, maintain_order=True) for version in (before, after)
    )
    removed, added = _find_removed_and_added(old, new, CELL_KEY, "cell no longer asked", "cell newly asked")
    outcomes = after.cells.select(*CELL_KEY, now="outcome").unique(CELL_KEY, maintain_order=True)
    yield removed.join(outcomes, on=CELL_KEY, how="left", nulls_equal=True).with_columns(why=pl.col("now"))
    yield added


def _compare_figures(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    old, new = _add_hours(before), _add_hours(after)
    removed, added = _find_removed_and_added(old, new, FIGURE_KEY, "figure no longer asked", "figure newly asked")
    spared = after.spared.unique(["indicator", "area", "period", "breakdown"], maintain_order=True)
    reasons = spared.rename({"why": "spared"})
    explained = removed.join(reasons, on=["indicator", "area", "period", "breakdown"], how="left")
    due = {"before": pl.col("due").cast(pl.String)}
    yield explained.with_columns(
        why=pl.col("spared").fill_null(NO_LINE), agency_before="agency", agency=pl.lit(None), **due
    )
    yield added.with_columns(after=pl.col("due").cast(pl.String))
    joined = _join_plans(old, new, FIGURE_KEY)
    is_other_agency = pl.col("agency").ne_missing(pl.col("agency_before"))
    days = {"before": pl.col("due_before").cast(pl.String), "after": pl.col("due").cast(pl.String)}
    yield joined.filter(is_other_agency).with_columns(what=pl.lit("agency changed"), **days)
    yield _find_moved(joined.filter(~is_other_agency), "figure's date moved")


def _compare_records(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    old, new = (
        version.collections.filter(pl.col("record_set").is_not_null()).with_columns(indicator="record_set")
        for version in (before, after)
    )
    removed, added = _find_removed_and_added(old, new, ["key"], "records no longer asked", "records newly asked")
    yield removed.with_columns(agency_before="agency", agency=pl.lit(None), before=pl.col("due").cast(pl.String))
    yield added.with_columns(after=pl.col("due").cast(pl.String))
    yield _find_moved(_join_plans(old, new, ["key"]), "records' date moved")
