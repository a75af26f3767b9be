"""People in treatment in the period, each by the latest journey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.views.treatment.expressions import days_between

COLUMNS = [
    "person", "journey", "start", "end", "exit", "client_group", "opiate_or_crack", "lives_with_children", "age",
    "adult", "began", "effective", "completed", "returned", "completed_in_first_half", "returned_in_first_half",
    "reaches",
]  # fmt: skip


def view_clients(journeys: pl.DataFrame, records: Records) -> pl.DataFrame:
    """One row per person in treatment on any day of the period."""
    period, settings = records.period, records.record_set.settings
    present = journeys.filter(pl.col("start") <= period.end, pl.col("end").is_null() | (pl.col("end") >= period.start))
    latest = present.sort("person", "start", "journey").unique("person", keep="last", maintain_order=True)
    in_time = latest.join(_first_half(present, period), on="person", how="left").with_columns(
        _age(period).alias("age"),
        pl.col("start").is_between(period.start, period.end).alias("began"),
        is_effective(settings).alias("effective"),
        ((pl.col("exit") == "planned") & (pl.col("end") <= period.end)).fill_null(value=False).alias("completed"),
        pl.col("completed_in_first_half").fill_null(value=False),
    )
    return in_time.with_columns(
        (pl.col("age") >= settings["adult-age"]).alias("adult"), pl.when("completed").then("returned").alias("returned")
    ).select(COLUMNS)


def is_effective(settings: Mapping[str, Any]) -> pl.Expr:
    """Three states: effective, not-effective, and not-yet-known for who is there but not yet long enough."""
    since = pl.col("start" if settings["retention-start"] == "triage" else "first_modality")
    stayed = days_between(since, pl.col("end").fill_null(pl.col("reaches"))) >= settings["effective-days"]
    return (
        pl.when(stayed | (pl.col("exit") == "planned").fill_null(value=False))
        .then(pl.lit("effective"))
        .when(pl.col("end").is_null())
        .then(pl.lit("not-yet-known"))
        .otherwise(pl.lit("not-effective"))
    )


def _first_half(present: pl.DataFrame, period: Period) -> pl.DataFrame:
    """People who completed in the period's first six months, and whether any of these times they came back."""
    middle = pl.lit(period.start).dt.offset_by("6mo")
    completed = present.filter(pl.col("exit") == "planned", pl.col("end") < middle)
    return completed.group_by("person").agg(
        pl.lit(value=True).first().alias("completed_in_first_half"),
        pl.col("returned").any(ignore_nulls=False).alias("returned_in_first_half"),
    )


def _age(period: Period) -> pl.Expr:
    """Whole years on the person's first day in treatment in the period."""
    day, born = pl.max_horizontal("start", pl.lit(period.start)), pl.col("DOB")
    before = day.dt.to_string("%m%d") < born.dt.to_string("%m%d")
    return day.dt.year().cast(pl.Int64) - born.dt.year().cast(pl.Int64) - before.cast(pl.Int64)
