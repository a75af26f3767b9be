"""How far a large upload is, and what came of it, as an API schema."""

from __future__ import annotations

import polars as pl

from api.schemas.submissions import CheckStageShown, StageName, UploadProgress, UploadRefusal, UploadState
from api.uploads.serializers import MAX_IN_REFUSAL, findings_shown
from collectors.submissions.check_stages import CheckStage
from collectors.submissions.column_letters import ColumnLetters
from collectors.submissions.findings import FINDING_SCHEMA, Finding, as_findings
from collectors.submissions.judgements import Judgement, Refusal, find_judgement
from collectors.submissions.pending_uploads import PendingProgress, read_progress
from collectors.submissions.sealed_uploads import find_checked_at_once
from collectors.submissions.uploads_in_parts import UploadInParts
from mappings.ruleset.app_context import AppContext
from returnonce.access.policy import missing
from returnonce.db import reading
from returnonce.sandbox import rebuild_error

#: When it is worth while to ask again.
RETRY_SECONDS = 5
STAGE_NAMES: dict[CheckStage, StageName] = {
    CheckStage.READING: "reading", CheckStage.CHECKING: "checking", CheckStage.COMPARING: "comparing",
    CheckStage.STORING: "storing",
}  # fmt: skip
FAILED = Judgement(state="failed")


def find_progress(context: AppContext, name: str) -> tuple[PendingProgress, Judgement | None, pl.DataFrame]:
    """How far an upload is; once it is judged, the judgement and its findings.

    Raises:
        NotFound: there is none of that name.
    """
    with reading(context.engine) as session:
        progress = find_checked_at_once(session, name) or read_progress(session, context.clock, name)
    nothing = pl.DataFrame(schema=FINDING_SCHEMA)
    if progress.state in ("waiting", "checking"):
        return progress, None, nothing
    return (progress, *(find_judgement(context, name) or (FAILED, nothing)))


def progress_shown(context: AppContext, name: str) -> UploadProgress:
    """The progress of an upload."""
    progress, judgement, findings = find_progress(context, name)
    upload, accepted = progress.upload, judgement is not None and judgement.state == "accepted"
    submission, length = judgement.submission if judgement else None, int(upload.length) if upload.length else None
    return UploadProgress(
        upload=name, state=_state_shown(progress, judgement),
        agency=upload.agency, file_name=upload.file_name, sha256=upload.sha256, received_at=progress.received_at,
        offset=length, length=length, finished_at=progress.finished_at,
        ahead=progress.ahead if judgement is None else 0, stage=_stage_shown(progress), submission=submission,
        receipt=f"/v1/submissions/{submission}" if submission else None,
        repeated=judgement is not None and judgement.repeated, counts=judgement.counts if judgement else {},
        findings=[] if accepted else findings_shown(findings, judgement.letters if judgement else {}, MAX_IN_REFUSAL),
        all_findings=f"/v1/uploads/{name}/findings" if judgement else None,
        refusal=_refusal_shown(judgement.refusal) if judgement and judgement.refusal else None,
    )  # fmt: skip


def _state_shown(progress: PendingProgress, judgement: Judgement | None) -> UploadState:
    """A file whose sender has to sign in first waits."""
    if judgement is None:
        return "checking" if progress.state == "checking" else "waiting"
    return "waiting" if judgement.state == "unsent" else judgement.state


def _stage_shown(progress: PendingProgress) -> CheckStageShown | None:
    if (reached := progress.stage) is None:
        return None
    name = STAGE_NAMES[reached.stage]
    return CheckStageShown(name=name, step=reached.step or None, steps=reached.steps or None)


def judged_findings(context: AppContext, name: str) -> tuple[str, str, list[tuple[int, Finding]], ColumnLetters]:
    """The agency and name of a judged file, its findings with their positions, and the letters of its columns.

    Raises:
        NotFound: there is none of that name, it is not judged yet, or that is kept no more.
    """
    found = find_judgement(context, name)
    if found is not None and found[0].agency:
        agency, file_name, findings = found[0].agency, found[0].file_name, found[1]
    else:
        progress, _, findings = find_progress(context, name)
        agency, file_name = progress.upload.agency, progress.upload.file_name
    if found is None:
        raise missing()
    return agency, file_name, list(enumerate(as_findings(findings), start=1)), found[0].letters


def begun_shown(begun: UploadInParts, received: int) -> UploadProgress:
    """An upload of which parts are still to come."""
    return UploadProgress(
        upload=begun.name, state="receiving", agency=begun.upload.agency, file_name=begun.upload.file_name,
        sha256=None, received_at=None, offset=received, length=begun.length, finished_at=None, ahead=0,
        stage=None, submission=None, receipt=None, repeated=False, counts={}, findings=[],
        all_findings=None, refusal=None,
    )  # fmt: skip


def _refusal_shown(refusal: Refusal) -> UploadRefusal:
    error = rebuild_error(refusal.model_dump())
    return UploadRefusal(status=error.status, title=error.title, detail=error.what, where=error.where, mend=error.mend)
