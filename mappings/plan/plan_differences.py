"""What changed between two plans: returns, figures, dates and agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from mappings.plan.plan import ASKED, Plan

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
FIGURE = ["place", "indicator", "area", "period", "breakdown", "kind"]
CELL = ["place", "return", "line", "owner", "for_period", "area", "period", "breakdown"]
NO_LINE = "needed by no return any more"


@dataclass(frozen=True)
class PlanDifferences:
    """``changes``: ``CHANGE_SCHEMA``. ``titles``: of returns and agencies, by code."""

    changes: pl.DataFrame
    titles: dict[str, str]

    def counts(self) -> dict[str, int]:
        """Number of changes of each kind, in a fixed order."""
        found = dict(self.changes["what"].value_counts().iter_rows())
        return {what: found[what] for what in ChangeKind.__args__ if what in found}  # type: ignore[attr-defined]


def compare_plans(before: Plan, after: Plan) -> PlanDifferences:
    """Every change from one plan to another for the same time and places."""
    parts = [*_returns(before, after), *_cells(before, after), *_figures(before, after), *_records(before, after)]
    empty = pl.DataFrame(schema=CHANGE_SCHEMA)
    return PlanDifferences(pl.concat([empty, *(_shaped(part) for part in parts)]), _titles(before) | _titles(after))


def _shaped(changes: pl.DataFrame) -> pl.DataFrame:
    none = {name: pl.lit(None, kind) for name, kind in CHANGE_SCHEMA.items() if name not in changes.columns}
    return changes.with_columns(**none).select(CHANGE_SCHEMA.keys()).cast(pl.Schema(CHANGE_SCHEMA))


def _titles(plan: Plan) -> dict[str, str]:
    returns = plan.obligations.select("return", "title").iter_rows()
    agencies = plan.asked.select("agency", "agency_name").drop_nulls().iter_rows()
    return dict([*returns, *agencies])


def _gone_and_new(
    before: pl.DataFrame, after: pl.DataFrame, key: list[str], gone: ChangeKind, new: ChangeKind
) -> Iterator[pl.DataFrame]:
    yield before.join(after, on=key, how="anti", nulls_equal=True).with_columns(what=pl.lit(gone))
    yield after.join(before, on=key, how="anti", nulls_equal=True).with_columns(what=pl.lit(new))


def _both(before: pl.DataFrame, after: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows that are in both plans, with the old columns as ``<name>_before``."""
    return after.join(before, on=key, how="inner", suffix="_before", nulls_equal=True)


def _moved(both: pl.DataFrame, what: ChangeKind) -> pl.DataFrame:
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
    return both.filter(other_day | other_hour).with_columns(what=pl.lit(what), **days)


def _with_hours(plan: Plan) -> pl.DataFrame:
    """The figures asked for, with the hour of their collection."""
    hours = plan.asked.select(pl.col("key").alias("collection"), "at").unique("collection")
    return plan.collections.join(hours, on="collection", how="left", maintain_order="left")


def _returns(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    old, new = before.obligations, after.obligations
    yield from _gone_and_new(old, new, ["key"], "return ended", "return began")
    moved = _moved(_both(old, new, ["key"]), "return's date moved")
    yield moved.with_columns(why=pl.col("explanation"))


def _cells(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    """Cells that are no longer asked for (their line ended or its outcome changed), and cells that now are."""
    old, new = (each.cells.filter(outcome=ASKED).unique(CELL, maintain_order=True) for each in (before, after))
    gone, fresh = _gone_and_new(old, new, CELL, "cell no longer asked", "cell newly asked")
    outcomes = after.cells.select(*CELL, now="outcome").unique(CELL, maintain_order=True)
    yield gone.join(outcomes, on=CELL, how="left", nulls_equal=True).with_columns(why=pl.col("now"))
    yield fresh


def _figures(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    old, new = _with_hours(before), _with_hours(after)
    gone, fresh = _gone_and_new(old, new, FIGURE, "figure no longer asked", "figure newly asked")
    spared = after.spared.unique(["indicator", "area", "period", "breakdown"], maintain_order=True)
    why = spared.rename({"why": "spared"})
    told = gone.join(why, on=["indicator", "area", "period", "breakdown"], how="left")
    due = {"before": pl.col("due").cast(pl.String)}
    yield told.with_columns(why=pl.col("spared").fill_null(NO_LINE), agency_before="agency", agency=pl.lit(None), **due)
    yield fresh.with_columns(after=pl.col("due").cast(pl.String))
    both = _both(old, new, FIGURE)
    other = pl.col("agency").ne_missing(pl.col("agency_before"))
    days = {"before": pl.col("due_before").cast(pl.String), "after": pl.col("due").cast(pl.String)}
    yield both.filter(other).with_columns(what=pl.lit("agency changed"), **days)
    yield _moved(both.filter(~other), "figure's date moved")


def _records(before: Plan, after: Plan) -> Iterator[pl.DataFrame]:
    old, new = (
        each.asked.filter(pl.col("record_set").is_not_null()).with_columns(indicator="record_set")
        for each in (before, after)
    )
    gone, fresh = _gone_and_new(old, new, ["key"], "records no longer asked", "records newly asked")
    yield gone.with_columns(agency_before="agency", agency=pl.lit(None), before=pl.col("due").cast(pl.String))
    yield fresh.with_columns(after=pl.col("due").cast(pl.String))
    yield _moved(_both(old, new, ["key"]), "records' date moved")
