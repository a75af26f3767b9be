"""Large files in parts that can be resumed, by tus 1.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.dependencies import SignedInDep, VaultContextDep
from api.http.responses import model_response
from api.schemas.submissions import NAME, UploadProgress
from api.uploads import tus
from api.uploads.parts import receive_part
from api.uploads.progress import begun_shown
from api.uploads.upload_request import UploadRequestDep
from collectors.submissions.uploads_in_parts import (
    UploadInParts,
    begin_upload,
    check_parts_reached,
    count_received,
    drop_upload,
    find_begun,
    finish_upload,
)
from mappings.access.policy_subject import build_subject
from mappings.ruleset.app_context import AppContext
from returnonce.access.policy import check_check_upload, check_submit, missing
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Conflict, TooLarge

router = APIRouter(prefix="/uploads", tags=["submissions"])
Name = Annotated[str, Path(description="The upload's name, as the answer that began it gave it.", pattern=NAME)]
Bytes = Annotated[int, Header(ge=0, le=1 << 40)]
_TEXT = {"schema": {"type": "string"}}
_COUNT = {"schema": {"type": "integer"}}
_TOLD = {
    "Tus-Resumable": {"description": "The version of tus that is spoken.", **_TEXT},
    "Upload-Offset": {"description": "How many bytes are here.", **_COUNT},
    "Upload-Length": {"description": "Bytes of the whole file.", **_COUNT},
    "Upload-Expires": {"description": "Until when the rest is taken; not said once it is whole.", **_TEXT},
}
BEGUN: dict[int | str, dict[str, Any]] = {
    201: {"description": "Begun.", "headers": {"Location": {"description": "Where the parts go.", **_TEXT}, **_TOLD}}
}
TAKEN: dict[int | str, dict[str, Any]] = {
    204: {"description": "Kept.", "headers": _TOLD},
    460: {"description": "The bytes are not those that the sender hashed."},
}
PART: dict[str, Any] = {
    "requestBody": {
        "required": True, "description": "The bytes of the file from Upload-Offset on.",
        "content": {tus.PART_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}  # fmt: skip


@router.post("", operation_id="beginUpload", summary="Begin a file that is sent in parts", status_code=201,
             responses=BEGUN, response_model=UploadProgress, dependencies=[tus.SpeaksTus])  # fmt: skip
def begin(
    upload_request: UploadRequestDep,
    context: VaultContextDep,
    upload_length: Annotated[Bytes, Header(description="Bytes of the whole file.", examples=[209715200])],
    upload_metadata: Annotated[
        str | None,
        Header(
            description="tus's own pairs; filename is read, where file_name is not said.",
            examples=["filename ZmlndXJlcy5jc3Y="],
        ),
    ] = None,
) -> Response:
    """As a file is sent whole, with the same parameters; then its parts go to ``Location``. It is checked in its turn
    once the last is here, and the same address says what came of it. Parts are taken for a day."""
    upload_request.check()
    if upload_length > context.settings.upload_bytes:
        raise TooLarge(f"The file is larger than {context.settings.upload_limit} MB.", mend="Send less at a time.")
    pending = upload_request.pending(tus.read_metadata(upload_metadata or "").get("filename"))
    begun = begin_upload(context, replace(pending, length=str(upload_length)))
    _finish_if_whole(upload_request.request, context, begun, 0)
    headers = {**tus.progress_headers(0, upload_length, begun.expires_at), "Location": f"/v1/uploads/{begun.name}"}
    return model_response(upload_request.request, begun_shown(begun, 0), status=201, headers=headers)


@router.patch("/{name}", operation_id="sendPart", summary="Send the next part", status_code=204, responses=TAKEN,
              response_class=Response, openapi_extra=PART, dependencies=[tus.SpeaksTus])  # fmt: skip
async def send_part(
    request: Request,
    context: VaultContextDep,
    who: SignedInDep,
    name: Name,
    upload_offset: Annotated[Bytes, Header(description="How many bytes are here, as the service last said.")],
    upload_checksum: Annotated[
        str | None,
        Header(
            description="sha1 or sha256 and the part's hash in base64; then it is kept whole or not.",
            examples=["sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
        ),
    ] = None,
) -> Response:
    """Any number of bytes. Where the connection breaks, what came is kept: HEAD on the same address says how much, and
    the next part goes on from there, at whichever machine of the service."""
    begun = await run_in_threadpool(_begun_by, context, who, name)
    tus.check_part_type(request.headers.get("content-type", ""))
    await run_in_threadpool(_check_offset, context, begun, upload_offset)
    end = await receive_part(request, context, begun, upload_offset, upload_checksum)
    await run_in_threadpool(_finish_if_whole, request, context, begun, end)
    return Response(status_code=204, headers=tus.progress_headers(end, begun.length, begun.expires_at))


@router.delete("/{name}", operation_id="endUpload", summary="Drop a file that is not whole", status_code=204,
               responses={204: TAKEN[204]}, response_class=Response, dependencies=[tus.SpeaksTus])  # fmt: skip
def end(context: VaultContextDep, who: SignedInDep, name: Name) -> Response:
    """What is here of it is removed."""
    drop_upload(context, _begun_by(context, who, name))
    return Response(status_code=204, headers=tus.VERSION_HEADER)


def _begun_by(context: AppContext, who: Principal, name: str) -> UploadInParts:
    """An upload that the caller began and may still send.

    Raises:
        NotFound: there is none; nobody else learns of it.
        Unavailable: this machine does not reach its parts.
    """
    with reading(context.engine) as session:
        begun = find_begun(session, context.clock, name)
    if begun is None or begun.upload.by != who.name:
        raise missing()
    about = build_subject(context.ruleset, agency=begun.upload.agency)
    (check_check_upload if begun.upload.check_only else check_submit)(who, about)
    check_parts_reached(context, begun)
    return begun


def _check_offset(context: AppContext, begun: UploadInParts, offset: int) -> None:
    received = count_received(context.vault, begun.name)
    if received != offset:
        raise Conflict(
            f"{received} bytes are here, and not {offset}.", where="Upload-Offset",
            mend="Ask with HEAD how much is here, and go on from there.",
        )  # fmt: skip


def _finish_if_whole(request: Request, context: AppContext, begun: UploadInParts, received: int) -> None:
    if received == begun.length:
        finish_upload(context, begun)
        app_state(request).wake_judges()
