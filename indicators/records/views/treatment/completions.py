"""Journeys completed in the period, and whether the person was back within the time of a final outcome."""

from __future__ import annotations

import polars as pl

from indicators.period.arithmetic import Period

COLUMNS = ["journey", "end", "client_group", "returned_within_final"]


def view_completions(journeys: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row per journey that was completed in the period."""
    completed = journeys.filter(pl.col("exit") == "planned", pl.col("end").is_between(period.start, period.end))
    return completed.select(COLUMNS)
