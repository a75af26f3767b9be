"""Periods of care, and the stays with a carer or in a placement that lie in them."""

from __future__ import annotations

import polars as pl

from indicators.records.views.looked_after.care_episodes import ADOPTIVE, OPEN

STARTED = "S"


def view_periods_of_care(care: pl.DataFrame) -> pl.DataFrame:
    """One row per period of care: child, period, start, end (null while it goes on), how it began and ended.

    ``start_recorded`` is false where the first known episode is no start: the true one lies before it.
    """
    periods = care.group_by("child", "period", maintain_order=True).agg(
        pl.col("start").min(),
        pl.col("until").max().alias("end"),
        pl.col("rne").first().eq_missing(STARTED).alias("start_recorded"),
        pl.col("rec").sort_by("until", maintain_order=True).last().alias("reason_ended"),
        pl.len().cast(pl.Int64).alias("episodes"),
    )
    went_on = pl.col("end") == OPEN
    return periods.with_columns(pl.when(~went_on).then("reason_ended").alias("reason_ended"), _end_if_over())


def view_stays(care: pl.DataFrame, kind: str) -> pl.DataFrame:
    """One row per stay (``kind``: carer or placement): child, period, its number, start, end, what it was.

    ``adoptive_from``: the first day on which it was an adoptive placement. ``first_place``: its type at first.
    """
    lasting = care.filter(~pl.col("temporary"))
    adoptive = pl.col("place").is_in(ADOPTIVE).fill_null(False)
    stays = lasting.group_by("child", "period", kind, maintain_order=True).agg(
        pl.col("start").min(),
        pl.col("until").max().alias("end"),
        pl.col("start").filter(adoptive).min().alias("adoptive_from"),
        pl.col("place").first().alias("first_place"),
    )
    before = pl.col("start", "first_place").shift(1).over("child", "period").name.prefix("previous_")
    return stays.with_columns(_end_if_over(), before)


def _end_if_over() -> pl.Expr:
    return pl.when(pl.col("end") != OPEN).then(pl.col("end")).alias("end")
