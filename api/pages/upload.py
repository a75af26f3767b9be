"""``/uploads/…``: how far a large file is that is checked in its turn, and what came of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.dependencies import conceal_not_found
from api.pages.rendering import page_path, render_page
from api.pages.views.figure import agency_name
from api.pages.views.findings import count_rows, finding_group_views
from api.pages.visitor import caller
from api.pages.wording import instant_words
from api.uploads.progress import find_progress
from collectors.submissions.judgements import Judgement
from mappings.access.policy_subject import build_subject
from returnonce.access.policy import check_read_submission, check_signed_in

router = APIRouter(prefix="/uploads")
TITLES = {
    "accepted": "Received", "refused": "The file was not accepted; nothing was stored",
    "unconfirmed": "The file changes what is published", "failed": "The file could not be checked",
}  # fmt: skip


@router.get("/{name}")
def get_upload(request: Request, name: str) -> Response:
    """One upload; once it is accepted, its receipt."""
    context, principal = app_state(request).context, caller(request)
    check_signed_in(principal)
    with conceal_not_found():
        progress, judgement, findings = find_progress(context, name)
    check_read_submission(principal, build_subject(context.ruleset, agency=progress.upload.agency))
    if judgement is not None and judgement.submission is not None:
        again = "?again=1" if judgement.repeated else ""
        return RedirectResponse(page_path("submissions", judgement.submission) + again, 303)
    return render_page(
        request, "upload.html", title=_title(progress.state, judgement), section="schedule", progress=progress,
        judgement=judgement, agency=agency_name(context.ruleset, progress.upload.agency),
        received=instant_words(progress.received_at), counts=count_rows(judgement.counts) if judgement else (),
        kinds=finding_group_views(findings, context.ruleset.finding_kinds), error=_is_wrong(judgement),
    )  # fmt: skip


def _title(state: str, judgement: Judgement | None) -> str:
    if judgement is None:
        return "The file is being checked" if state == "checking" else "The file waits to be checked"
    return TITLES[judgement.state]


def _is_wrong(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.state in ("refused", "failed")
