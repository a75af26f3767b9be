"""What followed an episode of short-term support, in six steps; a step asks only about those that none before has told.

1: death. 2: admission to hospital. 3: a service that goes on. 4: the best-ranked outcome: the episode's own (4a), of
events after it (4b), or of an assessment or review near its end (4c). 5: equipment. 6: the episode's own outcome.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from indicators.records.views.client_level_data.measure_inputs import (
    COMMUNITY,
    LOW_LEVEL,
    NURSING,
    OTHER_SHORT_TERM,
    PRISON,
    REABLEMENT,
    RESIDENTIAL,
    MeasureInputs,
    days_from,
    is_among,
)

#: Services by rank; the first wins.
SERVICES = (NURSING, RESIDENTIAL, COMMUNITY, PRISON, REABLEMENT, LOW_LEVEL, OTHER_SHORT_TERM)
CARE_HOME_STAYS = ("short term residential care", "short term nursing care")
CARE_HOME_SEQUEL = "short term support: residential or nursing care"
DECEASED, HOSPITAL = "nfa: deceased", "admitted to hospital"
ENDED_AS_PLANNED, EQUIPMENT = "nfa: support ended as planned", "equipment"
STEPS = ("1", "2", "3", "4a", "4b", "4c", "5", "6")
USABLE = pl.col("rank") < 100
OWN_USABLE = pl.col("own_rank") < 100


def find_sequels(episodes: pl.DataFrame, events: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each episode: ``episode``, ``step`` and ``sequel``, in small letters."""
    beside = _join_events(episodes, events)
    after = _find_events_after(beside, inputs)
    within = beside.filter(
        _starts_within() & (pl.col("end") > pl.col("ep_start")) & (pl.col("end") <= pl.col("ep_end"))
    )
    left = episodes
    found = []
    for sequels in (
        _find_deaths(episodes, inputs),
        _take(episodes.filter(pl.col("own_outcome") == HOSPITAL), "2", pl.col("own_outcome")),
        _find_services(after),
    ):
        found.append(sequels.join(left, on="episode", how="semi"))
        left = left.join(found[-1], on="episode", how="anti")
    for sequels in (
        _find_outcomes(left, after, within, inputs),
        _take(
            within.filter((pl.col("event_type") == "service") & (pl.col("component") == EQUIPMENT)),
            "5",
            pl.lit(LOW_LEVEL),
        ),
        _take(episodes, "6", pl.col("own_outcome")),
    ):
        found.append(sequels.join(left, on="episode", how="semi"))
        left = left.join(found[-1], on="episode", how="anti")
    everything = pl.concat(found)
    for step in STEPS:
        inputs.count("2A", f"sequel told by step {step}", everything.filter(pl.col("step") == step))
    return everything


def _take(rows: pl.DataFrame, step: str, sequel: pl.Expr) -> pl.DataFrame:
    return rows.select("episode", step=pl.lit(step), sequel=sequel).unique("episode", maintain_order=True)


def _join_events(episodes: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Each episode beside the person's events that start in it or after, without the services that it is made of."""
    columns = ("person", "event_type", "service_type", "component", "outcome", "rank", "start", "end")
    beside = episodes.select("episode", "person", "ep_start", "ep_end", "own_rank").join(
        events.select(columns), on="person"
    )
    reablement = (pl.col("event_type") == "service") & (pl.col("service_type") == REABLEMENT).fill_null(value=False)
    own = reablement & pl.col("start").is_between("ep_start", "ep_end")
    return beside.filter(_starts_within() & ~own)


def _starts_within() -> pl.Expr:
    return pl.col("start") >= pl.col("ep_start")


def _find_events_after(beside: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """Events that start in the episode or shortly after and end after it, up to a next ST-Max."""
    soon = days_from(pl.col("ep_end"), pl.col("start")) <= inputs.settings["sequel-days"]
    after = beside.filter((pl.col("end") > pl.col("ep_end")) & soon)
    reablement = pl.col("start").filter(pl.col("service_type") == REABLEMENT)
    next_start = reablement.min().over("episode")
    return after.filter((pl.col("start") < next_start).fill_null(value=True))


def _find_deaths(episodes: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    died = days_from(pl.col("ep_end"), pl.col("died")) <= inputs.settings["sequel-days"]
    return _take(episodes.filter(died), "1", pl.lit(DECEASED))


def _find_services(after: pl.DataFrame) -> pl.DataFrame:
    """The service of the best rank; among equals, one in a care home."""
    ranks = {name: place for place, name in enumerate(SERVICES)}
    in_home = is_among("component", CARE_HOME_STAYS)
    ranked = after.filter(is_among("service_type", SERVICES)).with_columns(
        pl.col("service_type").replace_strict(ranks, return_dtype=pl.Int64).alias("place"), in_home.alias("in_home")
    )
    best = ranked.sort("place", "in_home", descending=[False, True], maintain_order=True)
    stays = (pl.col("service_type") == OTHER_SHORT_TERM) & pl.col("in_home")
    return _take(best, "3", pl.when(stays).then(pl.lit(CARE_HOME_SEQUEL)).otherwise(pl.col("service_type")))


def _find_outcomes(
    episodes: pl.DataFrame, after: pl.DataFrame, within: pl.DataFrame, inputs: MeasureInputs
) -> pl.DataFrame:
    """Step 4: the best of all outcomes that are of use; of several with one rank, by the order of 4a, 4b, 4c."""
    candidates = pl.concat(_list_candidates(episodes, after, within, inputs))
    best = candidates.sort("rank", "step", maintain_order=True)
    return best.unique("episode", keep="first", maintain_order=True).select("episode", "step", "sequel")


def _list_candidates(
    episodes: pl.DataFrame, after: pl.DataFrame, within: pl.DataFrame, inputs: MeasureInputs
) -> Iterator[pl.DataFrame]:
    """``episode``, ``step``, ``sequel`` and ``rank`` of each outcome that may be the sequel."""
    # "Ended as planned" of a later event says nothing of the episode; what is a service was asked about before.
    telling = after.filter((pl.col("outcome") != ENDED_AS_PLANNED) & (pl.col("event_type") != "service"))
    alone = episodes.join(after, on="episode", how="anti")
    own = pl.concat([alone, episodes.join(telling, on="episode", how="semi")]).filter(OWN_USABLE)
    yield own.select("episode", step=pl.lit("4a"), sequel="own_outcome", rank="own_rank")
    yield telling.filter(USABLE).select("episode", step=pl.lit("4b"), sequel="outcome", rank="rank")
    near = days_from(pl.col("end"), pl.col("ep_end")) < inputs.settings["closing-days"]
    closing = within.filter(is_among("event_type", ("assessment", "review")) & near & USABLE)
    # The one that ended last, and of several on that day the best.
    latest = closing.sort("end", "rank", descending=[True, False], maintain_order=True).unique(
        "episode", keep="first", maintain_order=True
    )
    yield latest.select("episode", step=pl.lit("4c"), sequel="outcome", rank="rank")
