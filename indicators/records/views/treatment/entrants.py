"""People who entered treatment in the three years up to the period's end, and what came of it by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.views.treatment.expressions import EPISODE, days_between, is_among
from indicators.records.views.treatment.re_presentations import find_next_journeys

COLUMNS = [
    "person", "journey", "start", "end", "client_group", "lives_with_children", "completed", "returned_by_end",
    "medication_at_exit",
]  # fmt: skip


def view_entrants(
    journeys: pl.DataFrame, episodes: pl.DataFrame, records: Records, earlier: Sequence[Records]
) -> pl.DataFrame | None:
    """One row per person with a journey begun in the three years, by the latest one; None where records reach less far.

    A year's file holds the episodes open in that year alone, so the two years before must be at hand as well.
    """
    settings, period = records.record_set.settings, records.period
    first = find_first_day(period, settings)
    if not covers_since(first, period, earlier, settings["records-since"]):
        return None
    entered = journeys.filter(pl.col("start").is_between(first, period.end))
    latest = entered.sort("person", "start", "journey").unique("person", keep="last", maintain_order=True)
    returned = find_next_journeys(journeys).select(
        "journey", (pl.col("next") <= period.end).fill_null(value=False).alias("returned_by_end")
    )
    described = latest.join(returned, on="journey", how="left").join(
        _find_medicated(latest, episodes, records), on="journey", how="left"
    )
    completed = ((pl.col("exit") == "planned") & (pl.col("end") <= period.end)).fill_null(value=False)
    return described.with_columns(
        completed.alias("completed"),
        pl.when(completed).then("returned_by_end").alias("returned_by_end"),
        pl.when(completed).then(pl.col("medication_at_exit").fill_null(value=False)).alias("medication_at_exit"),
    ).select(COLUMNS)


def find_first_day(period: Period, settings: Mapping[str, Any]) -> date:
    """The first day of the years in which entrants are counted, which end with the period."""
    day_after = period.end + timedelta(days=1)
    month = day_after.replace(year=day_after.year - settings["entrants-years"], day=1)
    # 29 February is 1 March of a year without one.
    return month + timedelta(days=day_after.day - 1)


def covers_since(first: date, period: Period, earlier: Sequence[Records], since: date | None) -> bool:
    """Whether the records and those of earlier years leave no day out from a first day on."""
    if since is not None:
        return since <= first
    reached = period.start
    for start, end in sorted(((each.period.start, each.period.end) for each in earlier), reverse=True):
        if end + timedelta(days=1) >= reached:
            reached = min(reached, start)
    return reached <= first


def _find_medicated(journeys: pl.DataFrame, episodes: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Whether substitute medication went on into the last days of a closed journey."""
    settings = records.record_set.settings
    given = records.tables["intervention"].filter(
        is_among("MODAL", settings["substitute-medication"]), pl.col("MODST").is_not_null()
    )
    owned = given.join(episodes.select(*EPISODE, "journey"), on=EPISODE).join(
        journeys.select("journey", "end"), on="journey"
    )
    free = days_between(pl.col("MODEND"), pl.col("end")) >= settings["medication-free-days"]
    lasting = owned.filter(pl.col("end").is_not_null(), ~free.fill_null(value=False))
    return lasting.select("journey", pl.lit(value=True).alias("medication_at_exit")).unique()
