"""Waits for structured interventions."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.treatment.episodes import find_structured
from indicators.records.views.treatment.expressions import EPISODE, days_between

ORDER = ["journey", "MODST", "REFMODDT", "FAOMODDT", *EPISODE, "MODID"]
COLUMNS = ["journey", "first", "offered", "wait_days", "in_time"]


def view_interventions(episodes: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Started interventions first offered in the period, with both dates in order: one row each.

    The first of a journey is the one that started first; of several on one day, the one referred first, then the
    one offered first, then the first by its keys. It is found before any is left out.
    """
    started = find_structured(records).join(episodes.select(*EPISODE, "journey"), on=EPISODE)
    first = started.sort(ORDER, nulls_last=True).with_columns(pl.col("journey").is_first_distinct().alias("first"))
    waited = first.with_columns(days_between(pl.col("REFMODDT"), pl.col("FAOMODDT")).alias("wait_days"))
    in_period = pl.col("FAOMODDT").is_between(records.period.start, records.period.end)
    return (
        waited.filter(in_period, pl.col("wait_days") >= 0)
        .with_columns((pl.col("wait_days") <= records.record_set.settings["wait-days"]).alias("in_time"))
        .rename({"FAOMODDT": "offered"})
        .select(COLUMNS)
    )
