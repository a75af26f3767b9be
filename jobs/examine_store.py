"""Job: let the doctor look at store, files and settings, and record how many faults it found."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from jobs.runner.job_function import Finish
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.count_text import format_count
from returnonce.logs import get_logger
from upkeep.act_tally import EXAMINE
from upkeep.doctor.examination import examine

log = get_logger()


def examine_store(context: AppContext, _slot: datetime) -> Finish:
    """The job: the counts of errors and warnings; each error is in the log too."""
    results = examine(context)
    errors = sorted(result.check.code for result in results if result.is_bad)
    warnings = sorted(result.check.code for result in results if result.state == "fault" and not result.is_bad)
    unmade = sorted(result.check.code for result in results if result.state == "not-made")
    for code in errors:
        log.error("the doctor found an error", action="examination_error", check=code)

    def finish(session: Session) -> str:
        details = {"errors": len(errors), "warnings": len(warnings), "not_made": len(unmade), "checks": errors}
        audit.record(session, context.clock, act=EXAMINE, subject="store", details=details)
        found = f": {', '.join(errors)}" if errors else ""
        return (
            f"{format_count(len(results), 'check')}, {format_count(len(errors), 'error')}{found}, "
            f"{format_count(len(warnings), 'warning')}, {len(unmade)} not made"
        )

    return finish
