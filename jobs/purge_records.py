"""Job: destroy the keys of records that may not be kept any longer."""

from __future__ import annotations

from collectors.records.purge import purge_due
from jobs.runner.job_context import JobContext


def purge_records(work: JobContext) -> str:
    """The job: how many keys were destroyed."""
    count = len(purge_due(work.engine, work.vault, clock=work.clock))
    return f"{count} {'key' if count == 1 else 'keys'} destroyed"
