"""Children looked after on the last day: how long, how often they moved, how long they have stayed."""

from __future__ import annotations

from datetime import date

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.looked_after.care_episodes import ADOPTIVE
from indicators.records.views.looked_after.children import read_births
from indicators.records.views.looked_after.periods import view_periods_of_care, view_stays
from indicators.records.views.months_and_ages import age_on_expr, months_before, whole_months_from

YEAR, TWO_YEARS = 12, 24


def find_last_day_episodes(care: pl.DataFrame, last: date) -> pl.DataFrame:
    """The episode in which each child was looked after at the end of that day; the latest, where they overlap."""
    looked_after = care.filter(pl.col("until") > last)
    return looked_after.group_by("child", maintain_order=True).last()


def view_stability(records: Records, care: pl.DataFrame) -> pl.DataFrame:
    """One row per child looked after on the last day, short breaks left out."""
    last = records.period.end
    looked_after = find_last_day_episodes(care, last).select(
        "child", "period", "carer", "placement", "legal_status", "place", "lasting_place"
    )
    periods_of_care = view_periods_of_care(care).select(
        "child", "period", pl.col("start").alias("looked_after_since"), "start_recorded"
    )
    children = looked_after.join(periods_of_care, on=["child", "period"]).join(
        read_births(records), on="child", how="left"
    )
    for added in (_carers(care), _placements(care)):
        keys = [name for name in ("child", "period", "carer", "placement") if name in added]
        children = children.join(added, on=keys, how="left")
    for months, name in ((YEAR, "placements_in_year"), (TWO_YEARS, "placements_in_two_years")):
        children = children.join(_count_carers(care, last, months, name), on="child", how="left")
    return _add_judgements(children.sort("child"), records).drop("period", "carer", "placement", "lasting_place")


def _carers(care: pl.DataFrame) -> pl.DataFrame:
    """Since when with this carer; and, for an adoptive family, since when with it or in the placement before."""
    carers = view_stays(care, "carer")
    with_last = pl.when(pl.col("adoptive_from") == pl.col("start")).then(pl.col("previous_start"))
    return carers.select(
        "child",
        "period",
        "carer",
        pl.col("start").alias("carer_since"),
        pl.coalesce(with_last, "start").alias("carer_or_last_since"),
    )


def _placements(care: pl.DataFrame) -> pl.DataFrame:
    return view_stays(care, "placement").select(
        "child", "period", "placement", pl.col("start").alias("placement_since")
    )


def _count_carers(care: pl.DataFrame, last: date, months: int, name: str) -> pl.DataFrame:
    """How many stays with a carer touched the months that end with the last day; over a gap, one is one."""
    first = whole_months_from(last, months)
    touching = view_stays(care, "carer").filter(pl.col("end").is_null() | (pl.col("end") >= first))
    return touching.group_by("child").agg(pl.col("carer").n_unique().cast(pl.Int64).alias(name))


def _add_judgements(children: pl.DataFrame, records: Records) -> pl.DataFrame:
    settings, last = records.record_set.settings, records.period.end
    long_term = months_before(last, settings["long-term-months"])
    lasting = months_before(last, settings["same-placement-months"])
    aged = children.with_columns(
        age_on_expr(pl.col("born"), last).alias("age"),
        pl.col("lasting_place").is_in(ADOPTIVE).fill_null(False).alias("placed_for_adoption"),
        pl.col("placements_in_year", "placements_in_two_years").fill_null(0),
    )
    since = pl.col("looked_after_since")
    together = (pl.col("carer_or_last_since") <= lasting).fill_null(False)
    return aged.with_columns(
        (since <= whole_months_from(last, settings["continuous-months"])).alias("continuous_year"),
        (since <= months_before(last, TWO_YEARS)).alias("two_years"),
        ((since <= long_term) & (pl.col("age") < settings["long-term-under-age"])).fill_null(False).alias("long_term"),
        (pl.col("placements_in_year") >= settings["many-placements"]).alias("many_in_year"),
        (pl.col("placements_in_two_years") >= settings["many-placements"]).alias("many_in_two_years"),
        (pl.col("carer_since") <= lasting).fill_null(False).alias("same_carer"),
        (pl.col("placement_since") <= lasting).fill_null(False).alias("same_placement"),
        (pl.col("placed_for_adoption") & together).alias("adoptive_with_last"),
    )
