"""Job: walk the audit trail; a break is an error in the log and in the history."""

from __future__ import annotations

from datetime import datetime

from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.db import reading
from returnonce.logs import get_logger

log = get_logger()


def prove_audit_chain(context: AppContext, _slot: datetime) -> str:
    """The job: whether the trail is unbroken, else the first row that is wrong."""
    with reading(context.engine) as session:
        broken = audit.find_first_break(session)
    if broken is None:
        return "unbroken"
    log.error("the audit trail is broken", action="audit_chain_broken", row=broken)
    return f"broken at row {broken}"
