"""Prepared views of treatment: journeys, clients, waits, exits and Treatment Outcomes Profiles."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views.treatment.clients import view_clients
from indicators.records.views.treatment.combined_records import add_earlier
from indicators.records.views.treatment.completions import view_completions
from indicators.records.views.treatment.entrants import view_entrants
from indicators.records.views.treatment.episodes import find_treatment_episodes
from indicators.records.views.treatment.exits import view_exits
from indicators.records.views.treatment.interventions import view_interventions
from indicators.records.views.treatment.journeys import build_journeys, join_episodes, view_journeys
from indicators.records.views.treatment.re_presentations import add_re_presentations
from indicators.records.views.treatment.reach import find_last_day_reached
from indicators.records.views.treatment.reviews import view_reviews, view_uses
from indicators.records.views.treatment.tops import view_tops


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Every view of treatment records, by name, as ``views.yaml`` describes them.

    ``earlier`` gives the episodes that ended before these records begin, which a journey may go on from.
    ``context`` holds nothing that treatment needs.
    """
    combined = add_earlier(records, earlier)
    episodes = join_episodes(find_treatment_episodes(combined), combined.record_set.settings)
    journeys = add_re_presentations(
        build_journeys(episodes, combined.record_set), find_last_day_reached(records), combined
    )
    reviews = view_reviews(journeys, episodes, combined)
    entrants = view_entrants(journeys, episodes, combined, earlier)
    return {
        "journeys": view_journeys(journeys),
        "clients": view_clients(journeys, combined),
        "interventions": view_interventions(episodes, combined),
        "exits": view_exits(journeys, combined.period),
        "tops": view_tops(journeys, episodes, combined),
        "reviews": reviews,
        "uses": view_uses(reviews, combined.record_set.settings),
        "completions": view_completions(journeys, combined.period),
        **({} if entrants is None else {"entrants": entrants}),
    }
