"""Prepared views of children looked after, by the names that ``views.yaml`` documents."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import Context
from indicators.records.views.looked_after.adoption import adoptions
from indicators.records.views.looked_after.care_episodes import care_episodes
from indicators.records.views.looked_after.children import children
from indicators.records.views.looked_after.distance import distances
from indicators.records.views.looked_after.history import IN_FILE, all_episodes
from indicators.records.views.looked_after.leavers import care_leavers
from indicators.records.views.looked_after.outcomes import outcomes
from indicators.records.views.looked_after.periods import periods_of_care, stays
from indicators.records.views.looked_after.reviews import reviews
from indicators.records.views.looked_after.stability import stability


def prepare(records: Records, context: Context, earlier: Sequence[Records]) -> dict[str, pl.DataFrame]:
    """Every view; ``earlier`` are the records of years before, newest first, which only add history."""
    episodes = all_episodes(records, earlier)
    everyone = care_episodes(episodes, records.period.end)
    care = everyone.filter(IN_FILE)
    return {
        "periods-of-care": periods_of_care(care),
        "placements": stays(care, "carer"),
        "children": children(records, care),
        "stability": stability(records, care),
        "distances": distances(records, context, care),
        "outcomes": outcomes(records),
        "care-leavers": care_leavers(records, episodes),
        "adoptions": adoptions(records, earlier, everyone),
        "reviews": reviews(records, earlier, care),
    }
