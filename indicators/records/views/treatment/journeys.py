"""Journeys: episodes of one person that follow each other closely enough, at whichever agencies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from indicators.records.record_sets import RecordSet
from indicators.records.views.treatment.expressions import EPISODE, days_between, is_among, is_success
from indicators.records.views.treatment.substances import client_group, flag_substances, opiate_or_crack

#: Stands for the end of what has not ended.
NOT_ENDED = date(9999, 12, 31)
COLUMNS = [
    "journey", "person", "start", "first_modality", "end", "exit", "episodes", "agencies", "client_group",
    "opiate_or_crack", "lives_with_children", "reason_without_date",
]  # fmt: skip


def join_episodes(episodes: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Episodes in order, each with the number of its ``journey``.

    An episode goes on from those before it if it was triaged by the day on which the last of them ended, or if
    its first intervention started within the joining time of that day. The last end so far is a running
    maximum, so no row looks at more than the one before it.
    """
    longest_gap = settings["journey-days"] - (1 if settings["journey-days-inclusive"] else 0)
    ordered = episodes.sort("person", "TRIAGED", "first_modality", *EPISODE)
    ordered = ordered.with_columns(pl.col("DISD").fill_null(NOT_ENDED).alias("ended"))
    ordered = ordered.with_columns(pl.col("ended").cum_max().shift(1).over("person").alias("before"))
    overlaps = pl.col("TRIAGED") <= pl.col("before")
    follows = days_between(pl.col("before"), pl.col("first_modality")) <= longest_gap
    begins = (overlaps | follows).fill_null(value=False).not_()
    return ordered.with_columns(begins.cast(pl.Int64).cum_sum().alias("journey")).drop("before")


def build_journeys(episodes: pl.DataFrame, record_set: RecordSet) -> pl.DataFrame:
    """One row per journey; where episodes ended on one day, the one triaged last says why."""
    settings = record_set.settings
    described = episodes.with_columns(
        *flag_substances(record_set),
        is_among("PRNTSTAT", settings["lives-with-children"]).alias("lives_with_children"),
        (pl.col("DISRSN").is_not_null() & pl.col("DISD").is_null()).alias("reason_without_date"),
    )
    grouped = described.sort("journey", "ended", maintain_order=True).group_by("journey", maintain_order=True)
    journeys = grouped.agg(
        pl.col("person", "attributor", "DOB").first(),
        pl.col("TRIAGED").min().alias("start"),
        pl.col("first_modality").min(),
        pl.col("DISD", "DISRSN").last(),
        pl.len().cast(pl.Int64).alias("episodes"),
        pl.col("AGNCY").n_unique().cast(pl.Int64).alias("agencies"),
        pl.col("opiate", "crack", "alcohol", "other", "unlisted", "lives_with_children", "reason_without_date").any(),
    )
    journeys = journeys.rename({"DISD": "end", "DISRSN": "reason"})
    return journeys.with_columns(
        _exit(settings), client_group().alias("client_group"), opiate_or_crack().alias("opiate_or_crack")
    )


def view_journeys(journeys: pl.DataFrame) -> pl.DataFrame:
    """The view of journeys, without what tells people apart."""
    return journeys.select(COLUMNS)


def _exit(settings: Mapping[str, Any]) -> pl.Expr:
    """How a closed journey ended; null while it is open. A reason without a date ends nothing."""
    return (
        pl.when(pl.col("end").is_null())
        .then(None)
        .when(is_success("reason", "end", settings))
        .then(pl.lit("planned"))
        .when(is_among("reason", settings["transfer-reasons"], settings["later-transfer-reasons"]))
        .then(pl.lit("transferred"))
        .when(is_among("reason", settings["unplanned-reasons"]))
        .then(pl.lit("unplanned"))
        .otherwise(pl.lit("not-known"))
        .alias("exit")
    )
