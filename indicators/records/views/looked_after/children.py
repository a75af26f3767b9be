"""Everyone looked after in the period: who came, who left, who went missing, who took part in reviews."""

from __future__ import annotations

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.views.months_and_ages import age_on_expr

#: A young person's part in a review: PN7 neither came nor sent views, PN0 is under four.
TOOK_PART = ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6")
MISSING, AWAY = "M", "A"


def view_children(records: Records, care: pl.DataFrame) -> pl.DataFrame:
    """One row per child looked after at any time in the period."""
    period = records.period
    children = _find_looked_after(care, period)
    counts = (_count_absences(records), _count_participation(records))
    for count in counts:
        children = children.join(count, on="child", how="left", maintain_order="left")
    whole = pl.col("missing_episodes", "away_episodes", "reviews_of_age", "reviews_taken_part")
    return children.with_columns(whole.fill_null(0).cast(pl.Int64))


def read_births(records: Records) -> pl.DataFrame:
    """child and born, one row each."""
    header = records.tables["Header"].select(pl.col("CHILD").alias("child"), pl.col("DOB").alias("born"))
    return header.drop_nulls("child").unique("child", keep="first", maintain_order=True)


def _find_looked_after(care: pl.DataFrame, period: Period) -> pl.DataFrame:
    everyone = care.group_by("child", maintain_order=True).agg(
        _any((pl.col("rne") == "S") & pl.col("start").is_between(period.start, period.end)).alias("started"),
        _any((pl.col("rec") != "X1") & pl.col("end").is_between(period.start, period.end)).alias("ceased"),
        _any(pl.col("until") > period.end).alias("on_last_day"),
        _any(pl.col("until") >= period.start).alias("here"),
    )
    return everyone.filter("here").drop("here")


def _any(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False).any()


def _count_absences(records: Records) -> pl.DataFrame:
    """Times missing and away that lay, at least in part, in the period."""
    period = records.period
    ended = pl.col("MIS_END").fill_null(period.end)
    rows = records.tables["Missing"].filter((pl.col("MIS_START") <= period.end) & (ended >= period.start))
    once = rows.unique(["CHILD", "MIS_START", "MISSING"])
    return once.group_by(pl.col("CHILD").alias("child")).agg(
        (pl.col("MISSING") == MISSING).sum().alias("missing_episodes"),
        (pl.col("MISSING") == AWAY).sum().alias("away_episodes"),
    )


def _count_participation(records: Records) -> pl.DataFrame:
    """Reviews in the period of children who had reached the age on that day, and in how many they took part."""
    period, minimum_age = records.period, records.record_set.settings["review-age-from"]
    rows = records.tables["Reviews"].select(pl.col("CHILD").alias("child"), "REVIEW", "REVIEW_CODE", "DOB")
    aged = rows.join(read_births(records), on="child", how="left", maintain_order="left").with_columns(
        pl.coalesce("DOB", "born").alias("born")
    )
    inside = aged.filter(pl.col("REVIEW").is_between(period.start, period.end)).unique(
        ["child", "REVIEW"], keep="first"
    )
    of_age = inside.filter(age_on_expr(pl.col("born"), pl.col("REVIEW")) >= minimum_age)
    return of_age.group_by("child").agg(
        pl.len().alias("reviews_of_age"),
        pl.col("REVIEW_CODE").is_in(TOOK_PART).sum().alias("reviews_taken_part"),
    )
