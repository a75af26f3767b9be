"""Re-presentations: who came back after completing treatment, and of whom that cannot be known yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from indicators.records.record_frames import Records


def add_re_presentations(journeys: pl.DataFrame, reaches: date, records: Records) -> pl.DataFrame:
    """Adds ``reaches`` and ``returned``: whether a completed journey was followed by another in time.

    Coming back counts with any substance and from any residence. It is null where the journey was not completed,
    and where the records end before the time is over and show nobody coming back.
    """
    starts = journeys.select("attributor", pl.col("start").alias("next")).sort("next")
    completed = journeys.filter(pl.col("exit") == "planned").sort("end")
    followed = completed.join_asof(
        starts,
        left_on="end",
        right_on="next",
        by="attributor",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,  # both are sorted above, which cannot be checked by group
    )
    until = _until(records.record_set.settings)
    returned = (
        pl.when(pl.col("next") <= until).then(pl.lit(value=True)).when(until <= reaches).then(pl.lit(value=False))
    )
    flags = followed.select("journey", returned.alias("returned"))
    return journeys.join(flags, on="journey", how="left").with_columns(pl.lit(reaches).alias("reaches"))


def _until(settings: Mapping[str, Any]) -> pl.Expr:
    """The last day on which a new journey is a return."""
    if settings["re-presentation"] == "days":
        return pl.col("end") + pl.duration(days=settings["re-presentation-days"])
    return pl.col("end").dt.offset_by(f"{settings['re-presentation-months']}mo")
