"""Whether the cases of children looked after on the last day were reviewed in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.looked_after.history import read_newest
from indicators.records.views.looked_after.periods import view_periods_of_care
from indicators.records.views.looked_after.stability import find_last_day_episodes
from indicators.records.views.months_and_ages import ONE_DAY

#: When the first, the second and every later review is due (recall: the limits of the years of NI 66).
FIRST, SECOND, LATER = "28d", "3mo", "6mo"


def view_reviews(records: Records, earlier: Sequence[Records], care: pl.DataFrame) -> pl.DataFrame:
    """One row per child looked after on the last day whose case was, or had to be, reviewed in the period.

    Of a child in care since before the records at hand the earlier reviews are not known: the last of
    them is taken to be the day before, and every review to be due six months after the one before.
    """
    period = records.period
    known_from = min(part.period.start for part in (records, *earlier))
    dates = _dates(records, earlier, _care_from(care, period.end), known_from)
    judged = dates.with_columns(_due().alias("due")).with_columns(
        pl.col("held").is_between(period.start, period.end).alias("in_period"),
        (pl.col("held").is_null() & (pl.col("due") <= period.end)).alias("overdue"),
        (pl.col("held") > pl.col("due")).fill_null(False).alias("late"),
    )
    children = judged.group_by("child", maintain_order=True).agg(
        pl.col("in_period").fill_null(False).sum().cast(pl.Int64).alias("held"),
        pl.col("overdue").any(),
        (pl.col("late") & pl.col("in_period").fill_null(False)).any().alias("late"),
    )
    needed = children.filter((pl.col("held") > 0) | pl.col("overdue"))
    return needed.select("child", "held", (~pl.col("late") & ~pl.col("overdue")).alias("all_in_time"))


def _care_from(care: pl.DataFrame, last: date) -> pl.DataFrame:
    looked_after = find_last_day_episodes(care, last).select("child", "period")
    return looked_after.join(view_periods_of_care(care), on=["child", "period"], maintain_order="left").select(
        "child", pl.col("start").alias("care_from")
    )


def _dates(records: Records, earlier: Sequence[Records], children: pl.DataFrame, known_from: date) -> pl.DataFrame:
    """Reviews of the present period of care in order, and a last row (``held`` null) for the next one due."""
    rows = read_newest("Reviews", records, earlier, ["CHILD", "REVIEW"]).rename({"CHILD": "child", "REVIEW": "held"})
    joined = children.join(rows, on="child", how="inner").filter(
        pl.col("held").is_between(pl.col("care_from"), records.period.end)
    )
    without_review = children.with_columns(pl.lit(None, pl.Date).alias("held"))
    ordered = pl.concat([joined, without_review]).sort("child", "held", nulls_last=True)
    return ordered.with_columns(
        pl.int_range(pl.len()).over("child").alias("number"),
        pl.col("held").shift(1).over("child").alias("last_held"),
        (pl.col("care_from") >= known_from).alias("whole"),
        pl.lit(known_from - ONE_DAY).alias("known_to"),
    )


def _due() -> pl.Expr:
    first = (
        pl.when("whole").then(pl.col("care_from").dt.offset_by(FIRST)).otherwise(pl.col("known_to").dt.offset_by(LATER))
    )
    second = pl.col("last_held").dt.offset_by(SECOND)
    later = pl.col("last_held").dt.offset_by(LATER)
    is_second = pl.col("whole") & (pl.col("number") == 1)
    return pl.when(pl.col("number") == 0).then(first).when(is_second).then(second).otherwise(later)
