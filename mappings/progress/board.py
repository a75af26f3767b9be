"""The board: every collection with its state at an instant, days left and the reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlmodel import Session

from mappings.plan.collections import COLLECTION_SCHEMA
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.progress import PROGRESS_SCHEMA, OwedCollections, measure_progress
from mappings.progress.states import (
    WorkingDayCounter,
    count_days_late,
    count_days_left,
    explain_state,
    find_state,
    make_working_day_counter,
)
from returnonce.clock import LONDON

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Columns of the collection, of its state, and of its progress (``PROGRESS_SCHEMA`` says what each counts).
BOARD_SCHEMA: dict[str, Any] = {
    **COLLECTION_SCHEMA,
    "state": pl.String,
    "why_state": pl.String,
    "days_left": pl.Int64,
    "late_by": pl.Int64,
    **{name: kind for name, kind in PROGRESS_SCHEMA.items() if name != "key"},
}


def build_board(
    ruleset: Ruleset, session: Session, *, start: date, end: date, now: datetime, place: str | None = None
) -> pl.DataFrame:
    """``BOARD_SCHEMA``: the collections for the periods that end from ``start`` to ``end``, as they stand ``now``.

    A past instant shows what was known then, without events and extensions recorded later.

    Sorted by due date, then agency, return and period; rows without a date come last.

    Raises:
        NotFound: no such place.
    """
    scope, today = PlanScope(start, end, place), now.astimezone(LONDON).date()
    collection_plan = make_plan(ruleset, scope, session, today=today, as_of=now, mark_given=False)
    return build_board_of_plan(ruleset, session, collection_plan, now=now)


def build_board_of_plan(ruleset: Ruleset, session: Session, collection_plan: Plan, *, now: datetime) -> pl.DataFrame:
    """The board (``BOARD_SCHEMA``) of a given plan."""
    progress = measure_progress(
        ruleset, session, OwedCollections(collection_plan.collections, collection_plan.figure_requests), as_of=now
    )
    return add_states(ruleset, collection_plan.collections, progress, now=now)


def add_states(ruleset: Ruleset, collections: pl.DataFrame, progress: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Join collections with their progress and add the state of each."""
    joined = collections.join(progress, on="key", how="left", maintain_order="left")
    working = {
        name: make_working_day_counter(ruleset.calendar_of(ruleset.places[name]))
        for name in collections["place"].unique()
    }
    rows = [_make_state_row(row, now, working[row["place"]]) for row in joined.iter_rows(named=True)]
    states = pl.DataFrame(
        rows,
        schema={"state": pl.String, "why_state": pl.String, "days_left": pl.Int64, "late_by": pl.Int64},
        orient="row",
    )
    given_count = (
        pl.when(pl.col("record_set").is_null()).then(pl.col("accepted") + pl.col("given_by_others")).otherwise("given")
    )
    complete = pl.concat([joined, states], how="horizontal").with_columns(given=given_count)
    return (
        complete.select(BOARD_SCHEMA.keys())
        .cast(pl.Schema(BOARD_SCHEMA))
        .sort("due", "agency", "return", "period", "key", nulls_last=True)
    )


def _make_state_row(row: dict[str, Any], now: datetime, working: WorkingDayCounter) -> tuple[Any, ...]:
    state = find_state(row, now)
    return state, explain_state(row, state, now, working), count_days_left(row, now), count_days_late(row, state, now)
