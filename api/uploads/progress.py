"""How far a large upload is, and what came of it, as an API schema."""

from __future__ import annotations

import polars as pl

from api.schemas.submissions import UploadProgress, UploadRefusal
from api.uploads.serializers import MAX_IN_REFUSAL, findings_shown
from collectors.submissions.findings import FINDING_SCHEMA
from collectors.submissions.judgements import Judgement, Refusal, find_judgement
from collectors.submissions.pending_uploads import PendingProgress, read_progress
from mappings.ruleset.app_context import AppContext
from returnonce.db import reading
from returnonce.sandbox import rebuild_error

#: When it is worth while to ask again.
RETRY_SECONDS = 5
FAILED = Judgement(state="failed")


def find_progress(context: AppContext, name: str) -> tuple[PendingProgress, Judgement | None, pl.DataFrame]:
    """How far an upload is; once it is judged, the judgement and its findings.

    Raises:
        NotFound: there is none of that name.
    """
    with reading(context.engine) as session:
        progress = read_progress(session, context.clock, name)
    nothing = pl.DataFrame(schema=FINDING_SCHEMA)
    if progress.state in ("waiting", "checking"):
        return progress, None, nothing
    return (progress, *(find_judgement(context, name) or (FAILED, nothing)))


def progress_shown(context: AppContext, name: str) -> UploadProgress:
    """The progress of an upload."""
    progress, judgement, findings = find_progress(context, name)
    upload, accepted = progress.upload, judgement is not None and judgement.state == "accepted"
    submission = judgement.submission if judgement else None
    return UploadProgress(
        upload=name, state=judgement.state if judgement else "checking" if progress.state == "checking" else "waiting",
        agency=upload.agency, file_name=upload.file_name, sha256=upload.sha256, received_at=progress.received_at,
        finished_at=progress.finished_at, ahead=progress.ahead if judgement is None else 0, submission=submission,
        receipt=f"/v1/submissions/{submission}" if submission else None,
        repeated=judgement is not None and judgement.repeated, counts=judgement.counts if judgement else {},
        findings=[] if accepted else findings_shown(findings, MAX_IN_REFUSAL),
        refusal=_refusal_shown(judgement.refusal) if judgement and judgement.refusal else None,
    )  # fmt: skip


def _refusal_shown(refusal: Refusal) -> UploadRefusal:
    error = rebuild_error(refusal.model_dump())
    return UploadRefusal(status=error.status, title=error.title, detail=error.what, where=error.where, mend=error.mend)
