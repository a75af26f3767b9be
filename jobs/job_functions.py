"""Which function runs each job, by the name that ``jobs.yaml`` calls it by."""

from __future__ import annotations

from jobs.deliver_messages import deliver_messages
from jobs.deliver_webhooks import deliver_webhooks
from jobs.examine_store import examine_store
from jobs.gather_cells import gather_published_cells
from jobs.look_ahead import look_ahead
from jobs.make_backup import make_backup
from jobs.mark_overdue import mark_overdue
from jobs.note_dates import note_dates
from jobs.open_windows import open_windows
from jobs.prove_audit_chain import prove_audit_chain
from jobs.pull_published import queue_pulls
from jobs.purge_records import purge_records
from jobs.refill_drafts import queue_refills
from jobs.remind import remind
from jobs.roll_year import roll_year
from jobs.runner.job_function import JobFunction

JOB_FUNCTIONS: dict[str, JobFunction] = {
    "deliver": deliver_messages,
    "examine_store": examine_store,
    "gather_published_cells": gather_published_cells,
    "look_ahead": look_ahead,
    "make_backup": make_backup,
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
