"""Journeys closed in the period."""

from __future__ import annotations

import polars as pl

from indicators.period.arithmetic import Period

COLUMNS = ["journey", "start", "end", "days", "exit", "client_group"]


def view_exits(journeys: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row per journey closed in the period."""
    closed_journeys = journeys.filter(pl.col("end").is_between(period.start, period.end))
    return closed_journeys.with_columns((pl.col("end") - pl.col("start")).dt.total_days().alias("days")).select(COLUMNS)
