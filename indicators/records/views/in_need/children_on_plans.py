"""Children on a plan on the period's last day: how long for, and whether every review was held in time."""

from __future__ import annotations

from datetime import date

import polars as pl

from indicators.records.record_frames import PARENT, Records
from indicators.records.views.in_need.expressions import in_half_year, months_after
from indicators.records.views.in_need.plans import TWO_YEARS

HELD = "held"


def view_children_on_plans(records: Records, plans: pl.DataFrame) -> pl.DataFrame:
    """One row for each child with an open plan; of several plans, the one that began first.

    ``due_for_review``: on the plan for as long as the first review may take. ``reviewed_on_time``: the
    first review in that time, each later one in its own after the one before, and none overdue.
    """
    day, first = records.period.end, records.record_set.settings["first-review-months"]
    open_plans = plans.filter("open").unique("child", keep="first", maintain_order=True)
    timely = _reviews(records, open_plans)
    return (
        open_plans.select("child", "plan", "start", "days", "second_or_later", "two_years")
        .with_columns(length=_length(day), due_for_review=months_after(pl.col("start"), first) <= day)
        .join(timely, on="plan", how="left", maintain_order="left")
        .with_columns(reviewed_in_half_year=in_half_year(pl.col("last_review"), records))
    )


def _length(day: date) -> pl.Expr:
    """The band of a plan's length, in calendar months, as the Department publishes them."""

    def reached(months: int) -> pl.Expr:
        return months_after(pl.col("start"), months)

    return (
        pl.when(reached(3) >= day).then(pl.lit("3-months-or-less"))
        .when(reached(6) >= day).then(pl.lit("3-to-6-months"))
        .when(reached(12) > day).then(pl.lit("6-to-12-months"))
        .when(reached(TWO_YEARS) > day).then(pl.lit("1-to-2-years"))
        .otherwise(pl.lit("2-years-or-more"))
    )  # fmt: skip


def _reviews(records: Records, open_plans: pl.DataFrame) -> pl.DataFrame:
    """By plan: how many reviews were held by the day, the last of them, and whether all were in time.

    Every review, and the day itself, must come before the time that the one before it allows runs out.
    """
    day = records.period.end
    later = records.record_set.settings["later-review-months"]
    first = records.record_set.settings["first-review-months"]
    starts = open_plans.select("plan", "start", held=pl.lit(None, pl.Date))
    reviews = _find_held_reviews(records, open_plans)
    steps = pl.concat([starts, reviews]).sort("plan", HELD, nulls_last=False)
    allowed = pl.when(pl.col(HELD).is_null()).then(months_after(pl.col("start"), first)).otherwise(
        months_after(pl.col(HELD), later)
    )  # fmt: skip
    following = pl.col(HELD).shift(-1).over("plan").fill_null(pl.lit(day))
    return (
        steps.with_columns(in_time=following <= allowed)
        .group_by("plan")
        .agg(
            reviews=pl.col(HELD).count().cast(pl.Int64),
            last_review=pl.col(HELD).max(),
            reviewed_on_time=pl.col("in_time").all(),
        )
    )


def _find_held_reviews(records: Records, open_plans: pl.DataFrame) -> pl.DataFrame:
    """Reviews held after a plan's start and by the day."""
    reviews = records.tables["CPPreview"].select(plan=PARENT, held="CPPreviewDate")
    return (
        reviews.join(open_plans.select("plan", "start"), on="plan")
        .filter((pl.col(HELD) > pl.col("start")) & (pl.col(HELD) <= records.period.end))
        .select("plan", "start", HELD)
    )
