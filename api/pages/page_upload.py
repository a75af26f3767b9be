"""Files sent from a collection's page: taken at once, checked in their turn, or sealed until their sender decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

import polars as pl
from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.forms.multipart import FormFile
from api.pages.record_periods import find_period
from api.pages.rendering import page_path
from api.pages.views.collection_head import CollectionHead
from api.pages.visitor import caller, visitor_of
from collectors.check_upload import UploadCheck, check_once, read_as_of, verdict_of
from collectors.guests.limits import estimate_size
from collectors.receive_upload import receive
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.judgements import Judgement, RecordsRead, judgement_of, keep_judgement
from collectors.submissions.pending_uploads import PendingUpload, keep_pending
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.sealed_uploads import seal_upload
from collectors.submissions.upload_mail import write_upload_mail
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from exports.editions.changes.impact import find_impacts
from exports.editions.published_editions import read_editions
from returnonce.access.policy import check_check_upload, check_submit
from returnonce.access.principals import PolicySubject
from returnonce.blobs import sha256_file
from returnonce.db import reading, transaction

#: Files that one form may bring.
MOST_FILES = 20
#: Whoever sends a larger file from a page gets the page that follows it.
MOST_MB_WAITED_FOR = 1


@dataclass(frozen=True)
class PageUpload:
    """What somebody does on a collection's page. ``checks_only``: nothing is to be stored; ``confirmed``: published
    editions may change; ``sealed_as``: of a file that was sealed before it is sent."""

    request: Request
    page: CollectionHead
    fields: Mapping[str, str]
    confirmed: bool = False
    sealed_as: str = ""

    @property
    def checks_only(self) -> bool:
        return self.fields.get("action") == "check"

    def check_rights(self) -> None:
        """Whether the visitor may do it here.

        Raises:
            Forbidden, NotFound: as the act's own check does.
            HTTPException: 409; nobody can send anything here.
        """
        if self.page.scheduled:
            raise HTTPException(409, "This return is made elsewhere: no file of it is taken here.")
        if self.page.agency_code is None:
            raise HTTPException(409, "Nobody is of record for these figures, so nobody can send them.")
        (check_check_upload if self.checks_only else check_submit)(caller(self.request), about(self.page))

    def describe(self, file: FormFile) -> PendingUpload:
        """The file as it waits, or as it stays sealed."""
        return PendingUpload(
            self.page.agency_code or "", file.name, sha256_file(file.path), visitor_of(self.request).name or "",
            find_period(self.request, self.page, file), collection=self.page.key,
            confirmed="yes" if self.confirmed else "", sent_under=self.fields.get("sent_under", "").strip(),
            check_only="true" if self.checks_only else "",
        )  # fmt: skip


def about(page: CollectionHead) -> PolicySubject:
    """A collection as permissions are asked for."""
    place, _, code, *_ = page.key.split("/")
    return PolicySubject(place=place, agency=page.agency_code, return_code=code)


def is_checked_in_turn(request: Request, files: list[FormFile]) -> bool:
    """Whether the sender need not wait: of several files, and of a large one."""
    return len(files) > 1 or estimate_size(files[0].path) > most_mb_at_once(request) << 20


def most_mb_at_once(request: Request) -> int:
    """Megabytes of the largest file that is checked while its sender waits before a page: for a second or so."""
    return min(app_state(request).context.settings.upload_at_once, MOST_MB_WAITED_FOR)


def queue_files(page_upload: PageUpload, files: list[FormFile]) -> Response:
    """Have files checked in their turn, and go to where that can be followed.

    Raises:
        Unavailable: too many of the agency wait already.
    """
    context = app_state(page_upload.request).context
    names = [keep_pending(context, file.path, page_upload.describe(file)) for file in files]
    app_state(page_upload.request).wake_judges()
    if len(names) == 1:
        return RedirectResponse(page_path("uploads", names[0]), 303)
    return RedirectResponse(f"/uploads?of={quote(page_upload.page.key)}", 303)


def check_now(page_upload: PageUpload, file: FormFile, check: UploadCheck) -> Response:
    """Check one file while its sender waits; the receipt, or the page of what came of it.

    Raises:
        ReturnOnceError: the file cannot be checked at all.
    """
    pending = page_upload.describe(file)
    upload, check = _uploaded_file(file, pending), check_once(check)
    result = _decide(page_upload, upload, check)
    if isinstance(result, SubmissionReceipt) and result.name is not None:
        context = app_state(page_upload.request).context
        with transaction(context.engine) as session:
            write_upload_mail(context, session, "", pending, judgement_of(result))
        if page_upload.sealed_as:
            # Its page leads to the receipt from now on, by Back as well.
            keep_judgement(context, page_upload.sealed_as, judgement_of(result), result.table)
        return RedirectResponse(page_path("submissions", result.name) + ("?again=1" if result.repeated else ""), 303)
    read_as = read_as_of(check(app_state(page_upload.request).context, upload))
    return RedirectResponse(page_path("uploads", _keep(page_upload, file, pending, result, read_as)), 303)


def _uploaded_file(file: FormFile, pending: PendingUpload) -> UploadedFile:
    return UploadedFile(
        file.path, pending.sha256, file.name, pending.agency or None, pending.period or None,
        sent_under=pending.sent_under or None,
    )  # fmt: skip


def _decide(page_upload: PageUpload, upload: UploadedFile, check: UploadCheck) -> SubmissionReceipt | UploadVerdict:
    """A receipt where the file was taken or refused; a verdict where its sender is to look first."""
    context = app_state(page_upload.request).context
    if page_upload.checks_only or (not page_upload.confirmed and _changes_editions(page_upload.request, upload, check)):
        return verdict_of(check(context, upload))
    authority = UploadAuthority(by=visitor_of(page_upload.request).name or None)
    return receive(context, upload, authority, check=check)


def _changes_editions(request: Request, upload: UploadedFile, check: UploadCheck) -> bool:
    context = app_state(request).context
    with reading(context.engine) as session:
        if all(edition.withdrawn_at is not None for edition in read_editions(session)):
            return False
    verdict = verdict_of(check(context, upload))
    return verdict.accepted and bool(
        find_impacts(context, verdict.figures, agency=upload.agency or "", file=upload.sha256, file_name=upload.name)
    )


def _keep(
    page_upload: PageUpload,
    file: FormFile,
    pending: PendingUpload,
    result: SubmissionReceipt | UploadVerdict,
    read_as: RecordsRead | None,
) -> str:
    context, figures = app_state(page_upload.request).context, None
    name = seal_upload(context, file.path, pending)
    if isinstance(result, SubmissionReceipt):
        judgement, findings = judgement_of(result), result.table
    else:
        judgement, findings, figures = _judge(page_upload, result)
    judgement = judgement.model_copy(update={"records": read_as})
    keep_judgement(context, name, judgement, findings, figures)
    return name


def _judge(page_upload: PageUpload, verdict: UploadVerdict) -> tuple[Judgement, pl.DataFrame, pl.DataFrame | None]:
    state: Literal["refused", "checked", "unconfirmed"] = "refused"
    if verdict.accepted:
        state = "checked" if page_upload.checks_only else "unconfirmed"
    judgement = Judgement(state=state, counts=dict(verdict.counts), letters=dict(verdict.letters))
    return judgement, verdict.table, verdict.figures if verdict.accepted else None
