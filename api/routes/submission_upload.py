"""A file sent as the body of a request: figures or records, only checked or accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.http.problems import FileRefused
from api.http.request_body import SpooledBody
from api.http.responses import MEDIA_TYPES, etag_response, model_response, negotiate_format
from api.schemas.submissions import Receipt, UploadProgress
from api.uploads import serializers
from api.uploads.findings_workbook import write_findings_workbook
from api.uploads.progress import RETRY_SECONDS, progress_shown
from api.uploads.receipts import expected_head, newest_submission_name
from api.uploads.upload import Upload, checked_receipt
from api.uploads.upload_body import check_content_type, check_digest, receive_body
from api.uploads.upload_request import UploadRequest, UploadRequestDep
from collectors.check_upload import read_as_of, verdict_of
from collectors.figures.accept import find_repeated
from collectors.submissions.pending_uploads import keep_pending
from collectors.submissions.receipts import SubmissionReceipt as Received
from returnonce.db import reading
from returnonce.errors import NotAcceptable
from returnonce.fork_server.cancellation import Cancellation
from returnonce.scratch import scratch

router = APIRouter(prefix="/submissions", tags=["submissions"])
#: Nobody on the way keeps what names people's records.
PRIVATE = {"Cache-Control": "private, no-store"}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
#: What a body may be called; what it is, the checks find out by themselves.
MEDIA_TYPES_READ = (
    "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/xml", "text/xml",
    "application/zip", "application/octet-stream",
)  # fmt: skip
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file, as it is.",
        "content": dict.fromkeys(MEDIA_TYPES_READ, _BINARY),
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": Receipt, "description": "It was only checked, or these bytes came before: the first receipt.",
          "content": {"text/csv": {"schema": {"type": "string"}}, MEDIA_TYPES["xlsx"]: _BINARY}},
    201: {"model": Receipt, "description": "Accepted, whole.",
          "headers": {"Location": {"description": "The receipt.", "schema": {"type": "string"}}}},
    202: {"model": UploadProgress, "description": "Received; larger than what is checked at once, so it is checked in "
          "its turn.",
          "headers": {"Location": {"description": "How far it is.", "schema": {"type": "string"}},
                      "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}},
}  # fmt: skip


@router.post("", operation_id="sendSubmission", summary="Send or check a file", status_code=201, responses=RESPONSES,
             response_model=Receipt, openapi_extra=BODY)  # fmt: skip
async def send_submission(upload_request: UploadRequestDep) -> Response:
    """Figures or records, as the body, as they are. Accepted whole, or refused whole with every reason in ``errors``.
    A large file is received (202) and checked in its turn; ``Location`` says how far it is and what came of it.
    The same bytes again are answered with the first receipt. ``If-Match`` with the ``head`` of an earlier receipt or
    list (``none`` where nothing was sent) accepts it only while nothing newer came. With ``check_only`` and
    ``Accept: text/csv``, every finding comes as CSV, whatever they are; as a workbook (XLSX), those on records with the
    rows that they name: the work list of whoever sends them."""
    request = upload_request.request
    form = negotiate_format(request, ("json", "csv", "xlsx"))
    if form != "json" and not upload_request.check_only:
        raise NotAcceptable("A receipt is JSON.", where="Accept", mend="Ask for another together with check_only.")
    await run_in_threadpool(upload_request.check)
    check_content_type(request)
    with scratch() as folder:
        body = await receive_body(request, folder / "sent", limit=upload_request.context.settings.upload_bytes)
        check_digest(request, body)

        if body.size > upload_request.context.settings.at_once_bytes and not upload_request.check_only:
            return await run_in_threadpool(_receive, upload_request, body)

        def work(cancellation: Cancellation) -> Response:
            upload = upload_request.upload(body, cancellation)
            return _check(request, upload, form) if upload_request.check_only else _accept(request, upload)

        return await app_state(request).upload_queue.run(request, upload_request.agency, work)


def _check(request: Request, upload: Upload, form: str) -> Response:
    if form == "xlsx":
        return _work_list(request, upload)
    verdict, repeated = upload.check()
    if form == "csv":
        kinds = upload.context.ruleset.finding_kinds
        data = serializers.findings_csv(enumerate(verdict.findings, start=1), verdict.letters, upload.file.name, kinds)
        return etag_response(request, data, media_type=MEDIA_TYPES["csv"], file_name="findings.csv")
    receipt = repeated or checked_receipt(upload, verdict)
    _refuse_unaccepted(receipt)
    with reading(upload.context.engine) as session:
        head = newest_submission_name(session, upload.agency)
    return model_response(
        request, serializers.receipt_shown(receipt, head=head, would_change=upload.changed_editions(verdict))
    )


def _work_list(request: Request, upload: Upload) -> Response:
    """The findings on records, by rule and by team, with the rows as the file has them; nothing of it is kept."""
    result, file = upload.how(upload.context, upload.file), upload.file
    if (read_as := read_as_of(result)) is None:
        raise NotAcceptable(
            "Findings on figures are no workbook.",
            where="Accept",
            mend="Ask for JSON or CSV: this is no file of records.",
        )
    verdict = verdict_of(result)
    data = write_findings_workbook(
        upload.context.ruleset, file.path, name=file.name, agency=upload.agency, findings=verdict.table,
        letters=verdict.letters, read_as=read_as,
    )  # fmt: skip
    return etag_response(request, data, media_type=MEDIA_TYPES["xlsx"], file_name="findings.xlsx", headers=PRIVATE)


def _accept(request: Request, upload: Upload) -> Response:
    receipt = upload.accept(expected_head(request))
    _refuse_unaccepted(receipt, None if receipt.accepted else upload.keep_refusal(receipt))
    return _receipt_response(request, upload, receipt)


def _receipt_response(request: Request, upload: Upload, receipt: Received) -> Response:
    with reading(upload.context.engine) as session:
        content = serializers.receipt_shown(receipt, head=newest_submission_name(session, upload.agency))
    headers = {"Location": f"/v1/submissions/{receipt.name}"}
    return model_response(request, content, status=200 if receipt.repeated else 201, headers=headers)


def _receive(upload_request: UploadRequest, body: SpooledBody) -> Response:
    """A large file: received now, checked in its turn. Whatever can be said of it at once, is."""
    request, upload = upload_request.request, upload_request.upload(body, Cancellation())
    if (repeated := find_repeated(upload.context, upload.file)) is not None:
        return _receipt_response(request, upload, repeated)
    pending = upload_request.pending()
    name = keep_pending(upload.context, body.path, replace(pending, sha256=body.sha256))
    app_state(request).wake_judges()
    content = progress_shown(upload.context, name)
    headers = {"Location": f"/v1/uploads/{name}", "Retry-After": str(RETRY_SECONDS)}
    return model_response(request, content, status=202, headers=headers)


def _refuse_unaccepted(receipt: Received, all_findings: str | None = None) -> None:
    if receipt.accepted:
        return
    errors = receipt.counts.get("error", 0)
    raise FileRefused(
        f"The file has {errors} {'error' if errors == 1 else 'errors'}; nothing of it was taken.",
        faults=serializers.problem_faults(receipt),
        mend="Mend what errors names and send it again. With check_only and Accept: text/csv every finding is listed.",
        all_findings=all_findings,
    )
