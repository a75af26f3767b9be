"""Re-presentations: who came back after completing treatment, and of whom that cannot be known yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from indicators.records.record_frames import Records


def add_re_presentations(journeys: pl.DataFrame, reaches: date, records: Records) -> pl.DataFrame:
    """Adds ``reaches`` and ``returned``: whether a completed journey was followed by another in time.

    ``returned_within_final`` says so of the longer time after which payment by results called an outcome final.

    Coming back counts with any substance and from any residence. It is null where the journey was not completed,
    and where the records end before the time is over and show nobody coming back.
    """
    settings = records.record_set.settings
    in_a_year = pl.col("end").dt.offset_by(f"{settings['final-outcome-months']}mo")
    flags = find_next_journeys(journeys).select(
        "journey",
        has_returned(_until(settings), reaches).alias("returned"),
        has_returned(in_a_year, reaches).alias("returned_within_final"),
    )
    return journeys.join(flags, on="journey", how="left").with_columns(pl.lit(reaches).alias("reaches"))


def find_next_journeys(journeys: pl.DataFrame) -> pl.DataFrame:
    """Completed journeys with ``next``: the day on which the person's next one began after it ended, if any did."""
    starts = journeys.select("attributor", pl.col("start").alias("next")).sort("next")
    completed = journeys.filter(pl.col("exit") == "planned").sort("end")
    return completed.join_asof(
        starts,
        left_on="end",
        right_on="next",
        by="attributor",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,  # both are sorted above, which cannot be checked by group
    )


def has_returned(until: pl.Expr, reaches: date) -> pl.Expr:
    """Whether ``next`` lies no later than a day; null where nobody came and the records end before that day."""
    return pl.when(pl.col("next") <= until).then(pl.lit(value=True)).when(until <= reaches).then(pl.lit(value=False))


def _until(settings: Mapping[str, Any]) -> pl.Expr:
    """The last day on which a new journey is a return."""
    if settings["re-presentation"] == "days":
        return pl.col("end") + pl.duration(days=settings["re-presentation-days"])
    return pl.col("end").dt.offset_by(f"{settings['re-presentation-months']}mo")
