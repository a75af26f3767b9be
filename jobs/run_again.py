"""Has a job, or a piece of background work, done once more by whoever keeps the clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from jobs.background.upload_turns import is_upload
from returnonce import audit
from returnonce.access.principals import Principal
from returnonce.claims import background_tasks, claims, job_runs
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound

if TYPE_CHECKING:
    from mappings.ruleset.app_context import AppContext


def run_job_again(context: AppContext, code: str, *, by: Principal) -> datetime:
    """The newest run of a job is done again, as of its own instant: that instant. The caller checks the right to.

    Raises:
        NotFound: there is no such job.
        Conflict: it has not run yet, or is running now.
    """
    if code not in {job.code for job in context.ruleset.jobs.jobs}:
        raise NotFound("There is no such job.", mend="Choose one of the list.")
    with transaction(context.engine) as session:
        slot = job_runs.reopen_last(session, code)
        if slot is None:
            raise Conflict("It has not run yet, or runs now.", mend="Wait until it has ended.")
        details = {"by": by.name, "slot": slot.isoformat()}
        audit.record(session, context.clock, act="run-job-again", subject=code, details=details)
    return slot


def run_task_again(context: AppContext, key: str, *, by: Principal) -> None:
    """Background work that was given up is done again. The caller checks the right to.

    Raises:
        NotFound: there is no such work.
        Conflict: it did not fail, or it is somebody's upload, which is sent again.
    """
    with transaction(context.engine) as session:
        task = background_tasks.find_task(session, key)
        if task is None:
            raise NotFound("There is no such work.", mend="Choose one of the list.")
        if task.state != "failed" or is_upload(key) or not claims.reopen(session, background_tasks.KIND, key):
            raise Conflict("It cannot be done again.", mend="Only what failed is; an upload is sent again.")
        audit.record(session, context.clock, act="run-task-again", subject=key, details={"by": by.name})
