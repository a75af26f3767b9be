"""Which function runs each job, by the name that ``jobs.yaml`` calls it by."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import structlog

from collectors.records.purge import purge_due
from jobs.deliver_messages import deliver_messages
from jobs.deliver_webhooks import deliver_webhooks
from jobs.mark_overdue import mark_overdue
from jobs.note_dates import note_dates
from jobs.open_windows import open_windows
from jobs.pull_published import queue_pulls
from jobs.refill_drafts import queue_refills
from jobs.remind import remind
from jobs.roll_year import roll_year
from jobs.runner.job_context import JobContext, JobFunction
from mappings.plan.plan import plan
from returnonce import audit
from returnonce.clock import LONDON
from returnonce.db import reading

log = structlog.get_logger()
LOOK_AHEAD = timedelta(days=28)
#: What falls due within weeks is of a period that ended, or ends, within so many days.
VIEW = timedelta(days=400)


def prove_audit_chain(work: JobContext) -> str:
    """Walk the audit trail; a break is an error in the log and in the history."""
    with reading(work.engine) as session:
        broken = audit.find_first_break(session)
    if broken is None:
        return "unbroken"
    log.error("the audit trail is broken", action="audit_chain_broken", row=broken)
    return f"broken at row {broken}"


def purge_records(work: JobContext) -> str:
    """Destroy the keys of what may not be kept any longer."""
    count = len(purge_due(work.engine, work.vault, clock=work.clock))
    return f"{count} {'key' if count == 1 else 'keys'} destroyed"


def look_ahead(work: JobContext) -> str:
    """Count what falls due in the next four weeks and is not yet given."""
    day = work.slot.astimezone(LONDON).date()
    with reading(work.engine) as session:
        asked = plan(work.ruleset(), session, start=day - VIEW, end=day + VIEW).collections
    waiting = asked.filter(pl.col("due").is_between(day, day + LOOK_AHEAD), ~pl.col("given"))
    agencies = waiting["agency"].n_unique()
    log.info("figures fall due", action="figures_fall_due", figures=waiting.height, agencies=agencies)
    return f"{waiting.height} figures of {agencies} agencies"


JOB_FUNCTIONS: dict[str, JobFunction] = {
    "deliver": deliver_messages,
    "look_ahead": look_ahead,
    "mark_overdue": mark_overdue,
    "note_dates": note_dates,
    "open_windows": open_windows,
    "prove_audit_chain": prove_audit_chain,
    "purge_records": purge_records,
    "queue_pulls": queue_pulls,
    "queue_refills": queue_refills,
    "remind": remind,
    "roll_year": roll_year,
    "tell_addresses": deliver_webhooks,
}
