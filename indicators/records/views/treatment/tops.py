"""Treatment Outcomes Profiles that are due, and whether they were done in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.views.treatment.expressions import EPISODE, days_between

COLUMNS = ["journey", "stage", "counted_from", "state", "coordinators", "double_coordinator", *EPISODE]


def view_tops(journeys: pl.DataFrame, episodes: pl.DataFrame, records: Records) -> pl.DataFrame:
    """One row per profile that falls due in the period: at the start, at review and at a planned exit.

    ``AGNCY``, ``CLIENTID`` and ``EPISODID`` name the episode that it is due in, for the owning agency's lists.
    """
    settings, period = records.record_set.settings, records.period
    profiles = _profiles(episodes, records)
    due = pl.concat([_starts(journeys, period, settings), _reviews(journeys, profiles, period, settings),
                     _exits(journeys, period, settings)])  # fmt: skip
    days = days_between(pl.col("counted_from"), pl.col("TOPDATE"))
    matched = due.join(profiles, on=["journey", "stage"], how="left").with_columns(
        days.is_between(pl.col("from_day"), pl.col("to_day")).fill_null(value=False).alias("in_window")
    )
    judged = matched.group_by("journey", "stage", "counted_from", maintain_order=True).agg(
        pl.when(pl.col("in_window").any()).then(pl.lit("in-time")).when(pl.col("TOPDATE").is_not_null().any())
        .then(pl.lit("out-of-time")).otherwise(pl.lit("missing")).first().alias("state")
    )  # fmt: skip
    return _add_episode(judged, episodes).select(COLUMNS)


def _profiles(episodes: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Dated profiles with the journey of their episode."""
    distinct = records.tables["top"].unique([*EPISODE, "TOPID"], keep="first", maintain_order=True)
    dated = distinct.filter(pl.col("TOPDATE").is_not_null()).join(episodes.select(*EPISODE, "journey"), on=EPISODE)
    return dated.select("journey", pl.col("TRSTAGE").alias("stage"), "TOPDATE")


def _starts(journeys: pl.DataFrame, period: Period, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Due beside the first intervention of each journey begun in the period."""
    started_journeys = journeys.filter(pl.col("start").is_between(period.start, period.end))
    longest = settings["top-start-days"]
    return _due(started_journeys, "S", pl.col("first_modality"), -longest, longest)


def _reviews(
    journeys: pl.DataFrame, profiles: pl.DataFrame, period: Period, settings: Mapping[str, Any]
) -> pl.DataFrame:
    """Due of journeys that reach six months in the period and have a start profile; counted from their start."""
    since = "start" if settings["retention-start"] == "triage" else "first_modality"
    reached = pl.col(since).dt.offset_by(f"{settings['top-review-due-months']}mo")
    open_then = pl.col("end").is_null() | (pl.col("end") >= reached)
    long = journeys.filter(reached.is_between(period.start, period.end), open_then)
    started = long.join(profiles.filter(pl.col("stage") == "S"), on="journey", how="semi")
    return _due(started, "R", pl.col(since), 7 * settings["top-review-from-weeks"], 7 * settings["top-review-to-weeks"])


def _exits(journeys: pl.DataFrame, period: Period, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Due beside the discharge of each planned exit in the period."""
    longest = settings["top-exit-days"]
    ended = journeys.filter(pl.col("end").is_between(period.start, period.end), pl.col("exit") == "planned")
    return _due(ended, "E", pl.col("end"), -longest, longest)


def _due(journeys: pl.DataFrame, stage: str, day: pl.Expr, first: int, last: int) -> pl.DataFrame:
    return journeys.select(
        "journey",
        pl.lit(stage).alias("stage"),
        day.alias("counted_from"),
        pl.lit(first, pl.Int64).alias("from_day"),
        pl.lit(last, pl.Int64).alias("to_day"),
    )


def _add_episode(due: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """With the episode: the journey's first, at exit its last to end; and with its care coordinators."""
    first = episodes.unique("journey", keep="first", maintain_order=True)
    last = episodes.sort("journey", "ended", maintain_order=True).unique("journey", keep="last", maintain_order=True)
    of = pl.concat(
        [
            frame.select("journey", pl.lit(stage).alias("stage"), *EPISODE)
            for stage, frame in (("S", first), ("R", first), ("E", last))
        ]
    )
    answers = due.join(of, on=["journey", "stage"], how="left").join(_coordinators(episodes), on="journey", how="left")
    return answers.with_columns(
        pl.col("coordinators").fill_null(0), pl.col("double_coordinator").fill_null(value=False)
    )


def _coordinators(episodes: pl.DataFrame) -> pl.DataFrame:
    """Agencies that say they coordinate a journey, and whether two did on the same days."""
    coordinated = episodes.filter(pl.col("TOPCC") == "Y").select("journey", "AGNCY", "TRIAGED", "ended")
    pairs = coordinated.join(coordinated, on="journey", suffix="_other").filter(
        pl.col("AGNCY") < pl.col("AGNCY_other"),
        pl.col("TRIAGED") < pl.col("ended_other"),
        pl.col("TRIAGED_other") < pl.col("ended"),
    )
    double = pl.col("journey").is_in(pairs.get_column("journey").unique().implode())
    counts = coordinated.group_by("journey", maintain_order=True).agg(
        pl.col("AGNCY").n_unique().cast(pl.Int64).alias("coordinators")
    )
    return counts.with_columns(double.alias("double_coordinator"))
