"""Job: record each collection that passed its due date, once. Its state is worked out when asked for, not set here.

``remind`` writes to whoever is late, in the same message as whatever else they owe.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlmodel import Session

from jobs.runner.job_function import Finish
from mappings.progress.board import build_board
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims.once import record_once
from returnonce.clock import LONDON
from returnonce.db import reading

#: Also what came late while nobody looked.
OVER = ("late", "received_late")
VIEW = timedelta(days=400)


def mark_overdue(context: AppContext, _slot: datetime) -> Finish:
    """The job: one row of the audit for each collection and each date that it went over."""
    ruleset, now = context.ruleset, context.clock.now()
    day = now.astimezone(LONDON).date()
    with reading(context.engine) as session:
        stands = build_board(ruleset, session, start=day - VIEW, end=day + VIEW, now=now)
    rows = stands.filter(pl.col("state").is_in(OVER)).to_dicts()

    def finish(session: Session) -> str:
        new = record_once(session, context.clock, [_key(row) for row in rows])
        over = [row for row in rows if _key(row) in new]
        for row in over:
            details = {"due": row["due"].isoformat(), "figures": row["figures"], "accepted": row["accepted"]}
            audit.record(session, context.clock, act="mark-overdue", subject=row["key"], details=details)
        return f"{len(over)} went over their date"

    return finish


def _key(row: dict[str, Any]) -> str:
    return f"overdue/{row['key']}/{row['due']}"
