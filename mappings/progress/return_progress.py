"""Progress of one return for one period, area by area: what it needs, and what of that has come from whomever.

A collection is of one agency and may serve many returns; this looks from the other side, at the return itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlmodel import Session

from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.arithmetic import Period
from mappings.plan.line_requirements import REQUESTED
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.scheduled_collections import is_scheduled_alone
from mappings.progress.agency_families import find_families
from mappings.progress.progress import OwedCollections, deadline_instant, measure_progress, read_upload_history_for
from mappings.progress.received_figures import match_figures, number_cells
from returnonce.clock import LONDON
from returnonce.column_types import INSTANT

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

_SUBJECT = ("place", "area", "stage")
#: ``stage``: of a return that is sent in several, or the event that began it; empty otherwise. ``elsewhere``: it stands
#: in the schedule alone there. ``needed``: figures that the return asks of anybody here; a file of records counts as
#: one, and so does a return to be sent elsewhere. ``received``: of these, there now. ``completed_at``: since when
#: nothing is missing; null where something is.
RETURN_PROGRESS_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("place", "area", "area_name", "title", "stage"), pl.String),
    **dict.fromkeys(("opens", "due"), pl.Date),
    "deadline": INSTANT,
    "explanation": pl.String,
    **dict.fromkeys(("assumed", "elsewhere"), pl.Boolean),
    **dict.fromkeys(("needed", "received"), pl.Int64),
    "completed_at": INSTANT,
}
_COUNTS = ("needed", "received", "completed_at")


def measure_return_progress(
    ruleset: Ruleset, session: Session, return_code: str, period: Period, *, now: datetime
) -> pl.DataFrame:
    """``RETURN_PROGRESS_SCHEMA``: one row for each area that has to make the return for the period, by area."""
    mine = _with_this_return_only(ruleset, return_code)
    scope, today = PlanScope(period.end, period.end), now.astimezone(LONDON).date()
    plan = make_plan(mine, scope, session, today=today, as_of=now, mark_given=False)
    due = _list_obligations(plan, period)
    plan = replace(plan, cells=plan.cells.filter(pl.col("for_period") == period.code))
    figures = _count_figures(mine, session, return_code, plan, now=now)
    counts = pl.concat([figures, _count_collections(mine, session, plan, due, now=now)])
    complete = due.join(_add_up(counts), on=_SUBJECT, how="left").with_columns(
        pl.col("needed", "received").fill_null(0)
    )
    return complete.select(RETURN_PROGRESS_SCHEMA.keys()).cast(pl.Schema(RETURN_PROGRESS_SCHEMA)).sort(_SUBJECT[1:])


def _with_this_return_only(ruleset: Ruleset, return_code: str) -> Ruleset:
    """Places that make the return, and of theirs no other: what else they make is no part of its progress."""
    places = {
        name: replace(place, returns=mine)
        for name, place in ruleset.places.items()
        if (mine := tuple(one for one in place.returns if one.return_code == return_code))
    }
    return replace(ruleset, places=places)


def _list_obligations(plan: Plan, period: Period) -> pl.DataFrame:
    due = plan.obligations.filter(pl.col("period") == period.code)
    deadlines = [deadline_instant(day, at) for day, at in due.select("due", "at").iter_rows()]
    stage = pl.col("key").str.split("/").list.slice(4).list.join("/")
    elsewhere = pl.col("edition").is_null() & pl.col("record_set").is_null()
    return due.with_columns(pl.Series("deadline", deadlines, dtype=INSTANT), stage=stage, elsewhere=elsewhere)


def _count_figures(ruleset: Ruleset, session: Session, return_code: str, plan: Plan, *, now: datetime) -> pl.DataFrame:
    """One row for each figure that its lines ask for."""
    asked = plan.cells.filter(pl.col("outcome") == REQUESTED)
    needed = asked.select("place", *FIGURE_KEY[:4], "owner", kind=pl.lit("actual")).unique(maintain_order=True)
    # Whoever gave it counts: nobody is of record here.
    cells = needed.with_columns(
        key=pl.concat_str("place", "owner", separator="/"), agency=pl.lit("", pl.String),
        barred=pl.lit("|".join(_recipient_publishers(ruleset, return_code))),
    )  # fmt: skip
    owed = OwedCollections(plan.collections.clear(), cells)
    cells, history = number_cells(cells, read_upload_history_for(ruleset, session, owed, as_of=now))
    matched = match_figures(cells, history, find_families(ruleset), ruleset)
    return matched.select(
        "place", area="owner", stage=pl.lit(""), needed=pl.lit(1, pl.Int64),
        received=pl.col("since").is_not_null().cast(pl.Int64), completed_at="since",
    )  # fmt: skip


def _recipient_publishers(ruleset: Ruleset, return_code: str) -> list[str]:
    """Those whose own figures never fill this return."""
    a_return = ruleset.returns.get(return_code)
    return sorted({name for one in a_return.editions for name in one.recipient_publishers}) if a_return else []


def _count_collections(
    ruleset: Ruleset, session: Session, plan: Plan, due: pl.DataFrame, *, now: datetime
) -> pl.DataFrame:
    """Files of records, which serve all areas of their place; and returns that are sent elsewhere, each its own."""
    collections = plan.collections.filter(pl.col("record_set").is_not_null() | is_scheduled_alone())
    progress = measure_progress(ruleset, session, OwedCollections(collections, plan.figure_requests.clear()), as_of=now)
    there = pl.col("completed_at").is_not_null()
    counts = collections.join(progress, on="key").with_columns(
        needed=pl.lit(1, pl.Int64), received=there.cast(pl.Int64)
    )
    elsewhere = counts.filter(is_scheduled_alone()).with_columns(
        area=pl.col("key").str.split("/").list.get(4), stage=pl.col("key").str.split("/").list.slice(5).list.join("/")
    )
    records = counts.filter(pl.col("record_set").is_not_null()).join(due.select(_SUBJECT), on="place")
    return pl.concat([part.select(*_SUBJECT, *_COUNTS) for part in (elsewhere, records)])


def _add_up(counts: pl.DataFrame) -> pl.DataFrame:
    whole = pl.col("received").sum() == pl.col("needed").sum()
    return counts.group_by(_SUBJECT).agg(
        pl.col("needed", "received").sum(), pl.when(whole).then(pl.col("completed_at").max()).alias("completed_at")
    )
