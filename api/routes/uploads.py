"""Large files that are checked in their turn: how far each is, and what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.dependencies import SignedInDep, VaultContextDep, conceal_not_found
from api.http.responses import model_response
from api.schemas.submissions import NAME, UploadProgress
from api.uploads.progress import RETRY_SECONDS, progress_shown
from mappings.access.policy_subject import build_subject
from returnonce.access.policy import check_read_submission

router = APIRouter(prefix="/uploads", tags=["submissions"])
Name = Annotated[str, Path(description="The upload's name, as the answer to it gave it.", pattern=NAME)]


@router.get("/{name}", operation_id="getUpload", summary="How far a large file is", response_model=UploadProgress)
def get_upload(request: Request, context: VaultContextDep, who: SignedInDep, name: Name) -> Response:
    """While it waits or is checked, ``Retry-After`` says when to ask again. What came of it is kept for 30 days; the
    receipt of an accepted file stays."""
    with conceal_not_found():
        content = progress_shown(context, name)
    check_read_submission(who, build_subject(context.ruleset, agency=content.agency))
    under_way = content.state in ("waiting", "checking")
    return model_response(request, content, headers={"Retry-After": str(RETRY_SECONDS)} if under_way else {})
