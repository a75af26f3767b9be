"""ASCOF 2A: episodes of short-term support to maximise independence, and what followed each.

The method is published as code by the Department of Health and Social Care (DataS-DHSC/ASC-CLD-LA-Dashboard,
``ASCOF_measures/Create_ASCOF_2A_2425_Onwards.sql``).
"""

from __future__ import annotations

import polars as pl

from indicators.records.views.client_level_data.measure_inputs import (
    LONG_TERM_TYPES,
    OPEN_END,
    REABLEMENT,
    SERVICE_USER,
    MeasureInputs,
    age_band,
    days_from,
    ends_after_start,
    is_adult,
    is_alive_on,
    is_among,
    whole_years,
)
from indicators.records.views.client_level_data.short_term_sequels import find_sequels

MEASURE = "2A"
COLUMNS = ("episode", "person", "start", "end", "age", "age_band", "own_outcome", "new_client", "step", "sequel",
           "counted", "no_further_request")  # fmt: skip
#: What an outcome that cannot be a sequel is set behind by, and one that is not listed or is blank has.
UNUSABLE, UNRANKED = 100, 999
UNMAPPED = "invalid and not mapped"


def view_short_term_episodes(inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each episode that ended in the period, of people of 18 or older or of unknown age."""
    events = _select_events(inputs)
    services = inputs.count(MEASURE, "ST-Max services of clients, with sound dates", events.filter(_is_reablement()))
    episodes = inputs.count(
        MEASURE, "episodes, services that follow within the gap as one", _join_services(services, inputs)
    )
    ended = episodes.filter(pl.col("ep_end").is_between(inputs.period.start, inputs.period.end))
    adults = _keep_adults(inputs.count(MEASURE, "episodes that ended in the period", ended), inputs)
    new = adults.join(_find_not_new(adults, events, inputs), on="episode", how="anti")
    inputs.count(MEASURE, "of new clients", new)
    sequels = find_sequels(new, events, inputs)
    return _describe(adults, sequels, inputs)


def _select_events(inputs: MeasureInputs) -> pl.DataFrame:
    """Clients' events with sound dates; ``end`` and ``rank`` are never blank."""
    unusable = inputs.is_listed("outcome", "unusable-outcomes")
    rank = pl.col("outcome_rank") + pl.when(unusable).then(UNUSABLE).otherwise(0)
    chosen = inputs.events.filter((pl.col("client_type") == SERVICE_USER) & ends_after_start())
    return chosen.with_columns(
        pl.col("event_end").fill_null(OPEN_END).alias("end"),
        pl.col("outcome").fill_null(UNMAPPED),
        rank.fill_null(UNRANKED).alias("rank"),
    )


def _is_reablement() -> pl.Expr:
    return (pl.col("event_type") == "service") & (pl.col("service_type") == REABLEMENT)


def _join_services(services: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """One row an episode. Its outcome is that of the service that ended last, the best rank of several."""
    gap = days_from(pl.col("end").cum_max().shift(1).over("person"), pl.col("start"))
    follows = (gap <= inputs.settings["short-term-gap-days"]).fill_null(value=False)
    ordered = services.sort("person", "start", "end").with_columns((~follows).cum_sum().alias("episode"))
    latest = ordered.sort("end", "rank", descending=[False, True])
    return latest.group_by("episode", maintain_order=True).agg(
        pl.col("person").first(),
        pl.col("start").min().alias("ep_start"),
        pl.col("end").max().alias("ep_end"),
        pl.col("outcome", "rank").last().name.prefix("own_"),
    )


def _keep_adults(episodes: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    people = inputs.people.select("person", "birth_month", died="Date_of_Death")
    known = episodes.join(people, on="person", how="left", maintain_order="left")
    known = known.with_columns(whole_years(pl.col("birth_month"), pl.col("ep_end")).alias("age"))
    adults = inputs.count(MEASURE, "of people of 18 or older, or of unknown age", known.filter(is_adult(pl.col("age"))))
    alive = adults.filter(is_alive_on(pl.col("died"), pl.col("ep_start")))
    return inputs.count(MEASURE, "of people who had not died before the episode", alive)


def _find_not_new(episodes: pl.DataFrame, events: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """Episodes of people who had long-term support just before: begun earlier, and open or ended shortly before."""
    long_term = events.filter(is_among("service_type", LONG_TERM_TYPES)).select("person", "start", "end")
    beside = episodes.select("episode", "person", "ep_start").join(long_term, on="person")
    recent = days_from(pl.col("end"), pl.col("ep_start")) < inputs.settings["new-client-days"]
    return beside.filter((pl.col("start") < pl.col("ep_start")) & recent).select("episode").unique()


def _describe(episodes: pl.DataFrame, sequels: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    known = episodes.join(sequels, on="episode", how="left", maintain_order="left")
    ends_support = inputs.is_listed("sequel", "sequels-without-request")
    described = known.with_columns(
        pl.col("sequel").is_not_null().alias("new_client"),
        age_band(pl.col("age")).alias("age_band"),
        (ends_support | inputs.is_listed("sequel", "sequels-with-support")).alias("counted"),
        ends_support.alias("no_further_request"),
    )
    inputs.count(MEASURE, "with a sequel that counts (denominator)", described.filter(pl.col("counted")))
    inputs.count(MEASURE, "without a further request (numerator)", described.filter(pl.col("no_further_request")))
    renamed = described.rename({"ep_start": "start", "ep_end": "end"})
    return renamed.sort("person", "start").select(COLUMNS)
