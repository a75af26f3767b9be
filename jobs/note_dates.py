"""Job: compare every due date of today with the date ledger, and record what changed; also done after each act that
moves a date."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlmodel import Session

from jobs.runner.job_function import Finish
from mappings.reminders.date_ledger import DateLedgerRow
from mappings.reminders.planned_dates import record_planned_dates
from mappings.ruleset.app_context import AppContext
from returnonce.db import transaction


def note_dates(context: AppContext, _slot: datetime) -> Finish:
    """The job: compares what holds now with what was told last."""
    ruleset = context.ruleset

    def finish(session: Session) -> str:
        return count_in_words(record_planned_dates(session, context.clock, ruleset))

    return finish


def note_now(context: AppContext, place: str | None = None) -> list[DateLedgerRow]:
    """The same in a transaction of its own, for one place or all; what changed.

    Raises:
        NotFound: no such place.
    """
    with transaction(context.engine) as session:
        changed = record_planned_dates(session, context.clock, context.ruleset, place)
        session.flush()
        # Rows that are read after the transaction must not ask it for anything.
        session.expunge_all()
    return changed


def count_in_words(changed: list[DateLedgerRow]) -> str:
    """``12 new, 1 moved``."""
    counts = Counter(row.change for row in changed)
    return ", ".join(f"{count} {change}" for change, count in sorted(counts.items())) or "no date changed"
