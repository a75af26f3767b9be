"""Large files that are checked in their turn: how far each is, and what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.dependencies import SignedInDep, VaultContextDep, conceal_not_found
from api.http.formats import add_format_paths
from api.http.paging import PageRequestDep
from api.http.responses import MEDIA_TYPES, etag_response, model_response, negotiate_format
from api.http.tables import CSV_RESPONSE, FORMATS
from api.schemas.submissions import NAME, UploadFindings, UploadProgress
from api.uploads.progress import RETRY_SECONDS, begun_shown, judged_findings, progress_shown
from api.uploads.serializers import findings_csv, findings_listed
from api.uploads.tus import progress_headers
from collectors.submissions.uploads_in_parts import (
    UploadInParts,
    check_parts_reached,
    count_received,
    find_begun,
    finish_upload,
)
from mappings.access.policy_subject import build_subject
from mappings.ruleset.app_context import AppContext
from returnonce.access.policy import check_read_submission
from returnonce.access.principals import Principal
from returnonce.db import reading

router = APIRouter(prefix="/uploads", tags=["submissions"])
Name = Annotated[str, Path(description="The upload's name, as the answer to it gave it.", pattern=NAME)]


@router.get("/{name}", operation_id="getUpload", summary="How far a large file is", response_model=UploadProgress)
def get_upload(request: Request, context: VaultContextDep, who: SignedInDep, name: Name) -> Response:
    """While it waits or is checked, ``Retry-After`` says when to ask again. What came of it is kept for 30 days; the
    receipt of an accepted file stays. Of a file that comes in parts ``Upload-Offset`` says how much is here."""
    with reading(context.engine) as session:
        begun = find_begun(session, context.clock, name)
    content = _progress(context, who, name) if begun is None else _begun(request, context, who, begun)
    headers = {"Retry-After": str(RETRY_SECONDS)} if content.state in ("waiting", "checking") else {}
    if content.length is not None:
        headers |= progress_headers(
            content.offset or 0, content.length, begun.expires_at if begun and content.state == "receiving" else None
        )
        headers["Cache-Control"] = "no-store"
    return model_response(request, content, headers=headers)


@router.get("/{name}/findings", operation_id="listUploadFindings", summary="Findings of a judged file",
            response_model=UploadFindings, responses=CSV_RESPONSE)  # fmt: skip
def list_upload_findings(
    page_request: PageRequestDep, context: VaultContextDep, who: SignedInDep, name: Name
) -> Response:
    """Of a file that was accepted, refused or only checked, in the order of the file; page by page, as JSON or CSV.
    Kept for 30 days; the findings on an accepted file stay, at its receipt's own address."""
    with conceal_not_found():
        agency, file_name, findings, letters = judged_findings(context, name)
    check_read_submission(who, build_subject(context.ruleset, agency=agency))
    page, kinds = page_request.pin(len(findings)).slice(findings), context.ruleset.finding_kinds
    if negotiate_format(page_request.request, FORMATS) == "csv":
        data = findings_csv(page.rows, letters, file_name, kinds)
        return etag_response(page_request.request, data, media_type=MEDIA_TYPES["csv"], file_name="findings.csv",
                             headers=page.headers)  # fmt: skip
    content = UploadFindings(upload=name, file_name=file_name, findings=findings_listed(page.rows, letters, kinds))
    return model_response(page_request.request, content, headers=page.headers)


add_format_paths(router, "/{name}/findings", FORMATS)


def _progress(context: AppContext, who: Principal, name: str) -> UploadProgress:
    with conceal_not_found():
        content = progress_shown(context, name)
    check_read_submission(who, build_subject(context.ruleset, agency=content.agency))
    return content


def _begun(request: Request, context: AppContext, who: Principal, begun: UploadInParts) -> UploadProgress:
    check_read_submission(who, build_subject(context.ruleset, agency=begun.upload.agency))
    check_parts_reached(context, begun)
    received = count_received(context.vault, begun.name)
    if received < begun.length:
        return begun_shown(begun, received)
    # Whoever took the last part stopped before its check was queued.
    finish_upload(context, begun)
    app_state(request).wake_judges()
    return progress_shown(context, begun.name)
