"""``/uploads/…``: how far a file is that was sent, what came of it, and the button that sends it as it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import polars as pl
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.dependencies import conceal_not_found
from api.http.content_disposition import attachment
from api.http.responses import MEDIA_TYPES
from api.pages.collection import send_files
from api.pages.forms.csrf import check_token
from api.pages.forms.multipart import FormFile
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.page_upload import PageUpload, about, most_mb_at_once
from api.pages.rendering import page_path, render_page
from api.pages.views.collection_head import CollectionHead
from api.pages.views.differences import Differences, find_differences
from api.pages.views.edition import ChangedEdition, changed_edition
from api.pages.views.figure import agency_name
from api.pages.views.findings import count_rows, finding_group_views
from api.pages.views.upload import list_stages, upload_item, upload_title
from api.pages.visitor import caller, visitor_of
from api.pages.wording import clock_words, instant_words
from api.uploads.findings_workbook import findings_workbook_response, write_findings_workbook
from api.uploads.progress import find_progress
from collectors.marked_workbook.finding_places import place_findings
from collectors.marked_workbook.own_sheets import read_own_sheets
from collectors.marked_workbook.workbook import write_marked_workbook
from collectors.recognise_record_set import recognise_record_set
from collectors.submissions.findings import as_findings
from collectors.submissions.judgements import Judgement, find_judged_figures, find_judgement
from collectors.submissions.pending_uploads import PendingProgress
from collectors.submissions.sealed_uploads import (
    can_be_sent,
    copy_sealed,
    find_sealed_upload,
    list_uploads_of_collection,
)
from exports.editions.changes.impact import find_impacts
from mappings.access.policy_subject import build_subject
from returnonce.access.policy import (
    can_check_upload,
    can_read_edition,
    can_submit,
    check_read_submission,
    check_signed_in,
)
from returnonce.db import reading
from returnonce.errors import NotFound, ReturnOnceError
from returnonce.scratch import scratch

router = APIRouter(prefix="/uploads")
#: Files in one list.
MOST_SHOWN = 60


@dataclass(frozen=True)
class SendOffer:
    """Whether the visitor may send the file as it is here, and until when."""

    can_send: bool = False
    until: str = ""
    #: Whether there is a workbook to be had with the cells marked.
    marks: bool = False


@router.get("")
def get_uploads(request: Request, of: str = "") -> Response:
    """The files that were sent on a collection's page; ``of`` is its key."""
    page, context = PageData(request).collection_head(of), app_state(request).context
    check_read_submission(caller(request), build_subject(context.ruleset, agency=page.agency_code))
    with reading(context.engine) as session:
        sent = list_uploads_of_collection(session, context.clock, page.key)[:MOST_SHOWN]
    items = [upload_item(each, find_judgement(context, each.name)) for each in sent]
    return render_page(
        request, "uploads.html", title="Files that were sent", section="schedule", collection=page, items=items,
        waits=any(item.waits for item in items),
    )  # fmt: skip


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
    return _page(request, progress, judgement, findings)


@router.get("/{name}/marked.xlsx")
def get_marked(request: Request, name: str) -> Response:
    """The sender's own workbook with the cells marked that are to be mended, while the file is sealed for them."""
    check_signed_in(caller(request))
    context = app_state(request).context
    if (found := find_judgement(context, name)) is None:
        raise NotFound("Nothing is known of this file any more.", mend="Send it again.")
    with scratch() as folder:
        path = folder / "sent-0"
        sealed = copy_sealed(context, name, visitor_of(request).name or "", path)
        sheets = read_own_sheets(path, sealed.upload.file_name)
        is_figures = recognise_record_set(path, context.ruleset.records, name=sealed.upload.file_name) is None
    placed = place_findings(as_findings(found[1]), sheets, found[0].letters)
    data = write_marked_workbook(sheets, placed, name=sealed.upload.file_name, is_figures=is_figures)
    title = f"{PurePath(sealed.upload.file_name).stem} marked.xlsx"
    headers = {"Content-Disposition": attachment(title), "Cache-Control": "private, no-store"}
    return Response(data, media_type=MEDIA_TYPES["xlsx"], headers=headers)


@router.get("/{name}/work-list.xlsx")
def get_work_list(request: Request, name: str) -> Response:
    """The findings on records by rule and by team, with the rows as the file has them, while it is sealed for them."""
    check_signed_in(caller(request))
    context = app_state(request).context
    found = find_judgement(context, name)
    if found is None or (read_as := found[0].records) is None:
        raise NotFound("There is no work list of this file.", mend="Send the file of records again.")
    with scratch() as folder:
        path = folder / "sent-0"
        upload = copy_sealed(context, name, visitor_of(request).name or "", path).upload
        data = write_findings_workbook(
            context.ruleset, path, name=upload.file_name, agency=upload.agency, findings=found[1],
            letters=found[0].letters, read_as=read_as,
        )  # fmt: skip
    return findings_workbook_response(data)


@router.post("/{name}")
async def post_upload(request: Request, name: str) -> Response:
    """Send the file that was checked, without choosing it again."""
    fields = await read_form_fields(request)
    check_token(request, fields.get("token", ""))
    with scratch() as folder:
        sealed = FormFile(folder / "sent-0")
        file, page_upload = await run_in_threadpool(_open_sealed, request, name, sealed, fields)
        return await send_files(page_upload, [file])


def _open_sealed(request: Request, name: str, file: FormFile, fields: Mapping[str, str]) -> tuple[FormFile, PageUpload]:
    check_signed_in(caller(request))
    context = app_state(request).context
    sealed, judged = (
        copy_sealed(context, name, visitor_of(request).name or "", file.path),
        find_judgement(context, name),
    )
    page = PageData(request).collection_head(sealed.upload.collection)
    action = "check" if fields.get("action") == "check" else "send"
    sent = FormFile(file.path, sealed.upload.file_name, file.path.stat().st_size)
    # Only of a file that was judged the sender has seen what it changes in published editions.
    has_seen = judged is not None and judged[0].state in ("checked", "unconfirmed")
    wanted = {"action": action, "sent_under": sealed.upload.sent_under}
    return sent, PageUpload(request, page, wanted, confirmed=has_seen, sealed_as=name)


def _page(request: Request, progress: PendingProgress, judgement: Judgement | None, findings: pl.DataFrame) -> Response:
    context, state = app_state(request).context, judgement.state if judgement is not None else None
    page = _collection(request, progress)
    figures = find_judged_figures(context, progress.name) if state in ("checked", "unconfirmed") else None
    may = _find_rights(request, page)
    return render_page(
        request, "upload.html", title=upload_title(progress.state, judgement), section="schedule", progress=progress,
        judgement=judgement, agency=agency_name(context.ruleset, progress.upload.agency), collection=page, may=may,
        received=instant_words(progress.received_at), counts=count_rows(judgement.counts) if judgement else (),
        kinds=finding_group_views(
            findings, context.ruleset.finding_kinds, judgement.letters if judgement else None
        ), error=state in ("refused", "failed"),
        stages=list_stages(progress, judgement), offer=_offer(request, progress, may=may["send"]),
        differences=_differences(request, progress, figures), changed_editions=_changed(request, progress, figures),
        limit=context.settings.upload_limit, at_once=most_mb_at_once(request),
    )  # fmt: skip


def _find_rights(request: Request, page: CollectionHead | None) -> dict[str, bool]:
    if page is None:
        return {"send": False, "check": False}
    principal, subject = caller(request), about(page)
    return {"send": can_submit(principal, subject), "check": can_check_upload(principal, subject)}


def _collection(request: Request, progress: PendingProgress) -> CollectionHead | None:
    """The collection on whose page it was sent, if there still is one and the visitor may see it."""
    try:
        return PageData(request).collection_head(progress.upload.collection) if progress.upload.collection else None
    except NotFound:
        return None


def _offer(request: Request, progress: PendingProgress, *, may: bool) -> SendOffer:
    context = app_state(request).context
    with reading(context.engine) as session:
        sealed = find_sealed_upload(session, progress.name)
    if not may or sealed is None or not can_be_sent(context, sealed, visitor_of(request).name or ""):
        return SendOffer()
    return SendOffer(True, clock_words(sealed.expires_at), not progress.upload.file_name.lower().endswith(".xml"))


def _differences(request: Request, progress: PendingProgress, figures: pl.DataFrame | None) -> Differences | None:
    if figures is None:
        return None
    context = app_state(request).context
    with reading(context.engine) as session:
        return find_differences(session, context.ruleset, figures, agency=progress.upload.agency)


def _changed(
    request: Request, progress: PendingProgress, figures: pl.DataFrame | None
) -> tuple[ChangedEdition, ...] | None:
    """What the file would change in published editions; None where that is not known."""
    if figures is None:
        return None
    context, upload = app_state(request).context, progress.upload
    try:
        impacts = find_impacts(context, figures, agency=upload.agency, file=upload.sha256, file_name=upload.file_name)
    except ReturnOnceError:
        return None
    may_read = [can_read_edition(caller(request), impact.edition.subject) for impact in impacts]
    pairs = zip(impacts, may_read, strict=True)
    return tuple(changed_edition(context.ruleset, impact, may_read=may) for impact, may in pairs)
