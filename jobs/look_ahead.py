"""Job: count the figures that fall due in the next four weeks and are not yet given."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.app_context import AppContext
from returnonce.clock import LONDON
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.logs import get_logger

log = get_logger()
LOOK_AHEAD = timedelta(days=28)
#: What falls due within weeks is of a period that ended, or ends, within so many days.
VIEW = timedelta(days=400)


def look_ahead(context: AppContext, slot: datetime) -> str:
    """The job: how many figures, of how many agencies."""
    day = slot.astimezone(LONDON).date()
    with reading(context.engine) as session:
        figures = make_plan(context.ruleset, PlanScope(day - VIEW, day + VIEW), session).figure_requests
    rows = figures.filter(pl.col("due").is_between(day, day + LOOK_AHEAD), ~pl.col("given"))
    agencies = rows["agency"].n_unique()
    log.info("figures fall due", action="figures_fall_due", figures=rows.height, agencies=agencies)
    return f"{format_count(rows.height, 'figure')} of {format_count(agencies, 'agency', 'agencies')}"
