"""Background task: remove the parts of an upload that its sender began and did not finish in time."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from collectors.submissions.pending_uploads import pending_of
from jobs.runner.job_function import Finish
from mappings.ruleset.app_context import AppContext
from returnonce import audit


def drop_unfinished(context: AppContext, arguments: Mapping[str, str]) -> Finish:
    """The task: nothing of the upload stays but its row in the audit trail."""
    name, upload = pending_of(arguments)
    context.vault.destroy(name)

    def finish(session: Session) -> str:
        details = {"agency": upload.agency, "by": upload.by}
        audit.record(session, context.clock, act="drop-upload", subject=name, details=details)
        return "its sender did not finish it"

    return finish
