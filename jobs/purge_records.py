"""Job: destroy the keys of records that may not be kept any longer, and sweep files that nothing names."""

from __future__ import annotations

from datetime import datetime

from collectors.records.purge import purge_due
from mappings.ruleset.app_context import AppContext
from upkeep.unnamed_files import sweep_files


def purge_records(context: AppContext, _slot: datetime) -> str:
    """The job: how many keys were destroyed."""
    count = len(purge_due(context))
    sweep_files(context)
    return f"{count} {'key' if count == 1 else 'keys'} destroyed"
