"""Prepared views of children looked after, by the names that ``views.yaml`` documents."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views.looked_after.adoption import view_adoptions
from indicators.records.views.looked_after.care_episodes import order_care_episodes
from indicators.records.views.looked_after.children import view_children
from indicators.records.views.looked_after.distance import view_distances
from indicators.records.views.looked_after.history import IN_FILE, combine_episodes
from indicators.records.views.looked_after.leavers import view_care_leavers
from indicators.records.views.looked_after.outcomes import view_outcomes
from indicators.records.views.looked_after.periods import view_periods_of_care, view_stays
from indicators.records.views.looked_after.reviews import view_reviews
from indicators.records.views.looked_after.stability import view_stability


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records]) -> dict[str, pl.DataFrame]:
    """Every view; ``earlier`` are the records of years before, newest first, which only add history."""
    episodes = combine_episodes(records, earlier)
    everyone = order_care_episodes(episodes, records.period.end)
    care = everyone.filter(IN_FILE)
    return {
        "periods-of-care": view_periods_of_care(care),
        "placements": view_stays(care, "carer"),
        "children": view_children(records, care),
        "stability": view_stability(records, care),
        "distances": view_distances(records, context, care),
        "outcomes": view_outcomes(records),
        "care-leavers": view_care_leavers(records, episodes),
        "adoptions": view_adoptions(records, earlier, everyone),
        "reviews": view_reviews(records, earlier, care),
    }
