"""``/collections/…``: what is owed, the template, and the upload."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.http.responses import MEDIA_TYPES
from api.pages.forms.csrf import check_origin, check_token
from api.pages.forms.multipart import UploadForm, drain_body, read_upload_form
from api.pages.page_data import PageData
from api.pages.rendering import page_path, render_page
from api.pages.sent_return import show_sent_return
from api.pages.views.collection import CollectionPage, collection_page
from api.pages.views.edition import ChangedEdition, changed_edition
from api.pages.views.findings import FindingGroupView, count_rows, finding_group_views
from api.pages.visitor import caller, visitor_of
from collectors.check_upload import UploadCheck, check_once, verdict_of
from collectors.readers.file_names import safe_name
from collectors.receive_upload import receive
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.pending_uploads import PendingUpload, keep_pending
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from collectors.template.workbook import make_template
from exports.editions.changes.impact import find_impacts
from exports.editions.published_editions import read_editions
from indicators.figures.figure_key import FIGURE_KEY
from mappings.plan.scheduled_collections import is_scheduled_row
from returnonce.access.policy import can_check_upload, can_read_edition, can_submit, check_check_upload, check_submit
from returnonce.access.principals import PolicySubject
from returnonce.blobs import sha256_file
from returnonce.db import reading
from returnonce.errors import NotFound, ReturnOnceError, TooLarge, Unauthenticated
from returnonce.fork_server.cancellation import Cancellation
from returnonce.scratch import scratch

router = APIRouter(prefix="/collections")
SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class CheckOutcome:
    """What the checks say of a file that was not stored."""

    file_name: str
    file: str
    checked_only: bool
    accepted: bool
    kinds: tuple[FindingGroupView, ...]
    counts: tuple[tuple[str, str], ...]
    not_compared: tuple[str, ...]
    changed_editions: tuple[ChangedEdition, ...] = ()
    #: True where the sender has to confirm that these editions are to change.
    needs_confirmation: bool = False


@router.get("/{key:path}/template.xlsx")
def get_template(request: Request, key: str) -> Response:
    """A workbook of what is owed and not given yet."""
    sources = PageData(request)
    row, span = sources.collection(key)
    if row["agency"] is None or row["record_set"] is not None or is_scheduled_row(row):
        raise NotFound("There is no template for this collection.", mend="Open the collection to see what is wanted.")
    owed = sources.figures(key, span).filter(~pl.col("given")).select(*FIGURE_KEY, "due", "returns")
    context = sources.context
    with reading(context.engine) as session:
        data = make_template(
            context.ruleset, session, agency=row["agency"], period=row["period"], clock=context.clock, owed=owed
        )
    name = safe_name(f"{row['agency']}-{row['return']}-{row['period']}.xlsx").replace('"', "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type=MEDIA_TYPES["xlsx"], headers=headers)


@router.get("/{key:path}")
def get_collection(request: Request, key: str) -> Response:
    """What one agency is asked for; or a return that it makes and sends elsewhere."""
    if is_scheduled_row(PageData(request).collection(key)[0]):
        return show_sent_return(request, key)
    return _page(request, _model(request, key))


@router.post("/{key:path}")
async def post_collection(request: Request, key: str) -> Response:
    """Check a file, or check and take it."""
    check_origin(request)
    try:
        model = await run_in_threadpool(_model, request, key)
    except Unauthenticated:
        await drain_body(request, limit=app_state(request).context.settings.upload_bytes)
        raise
    with scratch() as folder:
        try:
            form = await read_upload_form(request, folder, limit=app_state(request).context.settings.upload_bytes)
        except TooLarge as error:
            return await run_in_threadpool(_make_refusal_page, request, model, error)
        check_token(request, form.fields.get("token", ""))
        if _is_large(request, form) and form.fields.get("action") != "check" and model.agency_code is not None:
            return await run_in_threadpool(_receive_large, request, model, form)

        def work(cancellation: Cancellation) -> Response:
            return _receive_upload(request, model, form, app_state(request).upload_check(cancellation))

        return await app_state(request).upload_queue.run(request, model.agency_code or "", work)


def _model(request: Request, key: str) -> CollectionPage:
    sources, asked = PageData(request), request.query_params
    row, span = sources.collection(key)
    figures = sources.figures(key, span)
    place = sources.context.ruleset.places[row["place"]].title
    page = asked.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    ruleset = sources.context.ruleset
    titles = ruleset.unfilled_titles() | {code: return_.title for code, return_ in ruleset.returns.items()}
    return collection_page(row, figures, page=number, span=span.code, place=place, titles=titles)


def _page(
    request: Request, model: CollectionPage, *, outcome: CheckOutcome | None = None,
    fault: ReturnOnceError | None = None, status: int = 200,
) -> Response:  # fmt: skip
    settings, principal, subject = app_state(request).context.settings, caller(request), _about(model)
    may = {"send": can_submit(principal, subject), "check": can_check_upload(principal, subject)}
    wrong = fault is not None or (outcome is not None and not outcome.accepted)
    return render_page(
        request, "collection.html", title=model.title, section="schedule", error=wrong, status=status, page=model,
        outcome=outcome, fault=fault, limit=settings.upload_limit, at_once=settings.upload_at_once, may=may,
        seen=_find_seen_file(request, outcome),
    )  # fmt: skip


def _find_seen_file(request: Request, outcome: CheckOutcome | None) -> str:
    """The file of which the visitor has seen what it would change in published editions; empty where there is none."""
    if outcome is not None:
        return outcome.file if outcome.accepted else ""
    seen = request.query_params.get("seen", "")
    return seen if SHA256.fullmatch(seen) else ""


def _about(model: CollectionPage) -> PolicySubject:
    place, _, code, *_ = model.key.split("/")
    return PolicySubject(place=place, agency=model.agency_code, return_code=code)


def _is_large(request: Request, form: UploadForm) -> bool:
    return bool(form.name) and form.size > app_state(request).context.settings.at_once_bytes


def _receive_large(request: Request, model: CollectionPage, form: UploadForm) -> Response:
    """A large file: received now, checked in its turn."""
    about = _about(model)
    check_submit(caller(request), about)
    sha256 = sha256_file(form.path)
    upload = PendingUpload(
        about.agency or "", form.name, sha256, visitor_of(request).name or "", model.key.split("/")[3],
        collection=model.key, confirmed="yes" if form.fields.get("seen") == sha256 else "",
        sent_under=form.fields.get("sent_under", "").strip(),
    )  # fmt: skip
    try:
        name = keep_pending(app_state(request).context, form.path, upload)
    except ReturnOnceError as error:
        return _make_refusal_page(request, model, error)
    app_state(request).wake_judges()
    return RedirectResponse(page_path("uploads", name), 303)


def _receive_upload(request: Request, model: CollectionPage, form: UploadForm, check: UploadCheck) -> Response:
    if not form.name or not form.size:
        what = "Choose a file." if not form.name else "The file is empty."
        return _make_refusal_page(request, model, ReturnOnceError(what, mend=None))
    if is_scheduled_row(PageData(request).collection(model.key)[0]):
        raise HTTPException(409, "This return is made elsewhere: no file of it is taken here.")
    if model.agency_code is None:
        raise HTTPException(409, "Nobody is of record for these figures, so nobody can send them.")
    checked_only = form.fields.get("action") == "check"
    (check_check_upload if checked_only else check_submit)(caller(request), _about(model))
    # A file of records may not state its period; then that of the collection counts. Figures state theirs.
    period = model.key.split("/")[3]
    upload = UploadedFile(
        form.path, sha256_file(form.path), form.name, model.agency_code, period,
        sent_under=form.fields.get("sent_under", "").strip() or None,
    )  # fmt: skip
    try:
        check = check_once(check)
        preview = _changes_to_editions(request, upload, check, always=checked_only)
        if preview is not None and (
            checked_only or (preview.changed_editions and form.fields.get("seen") != upload.sha256)
        ):
            return _page(request, model, outcome=preview if checked_only else replace(preview, needs_confirmation=True))
        result = (
            verdict_of(check(app_state(request).context, upload)) if checked_only else _accept(request, upload, check)
        )
    except ReturnOnceError as error:
        return _make_refusal_page(request, model, error)
    if isinstance(result, SubmissionReceipt) and result.name is not None:
        again = "?again=1" if result.repeated else ""
        return RedirectResponse(page_path("submissions", result.name) + again, 303)
    outcome = _outcome(request, result, upload, checked_only=checked_only)
    # A refused upload changes the collection's state to needs fixing.
    now = model if checked_only else _model(request, model.key)
    return _page(request, now, outcome=outcome, status=200 if checked_only else 422)


def _make_refusal_page(request: Request, model: CollectionPage, error: ReturnOnceError) -> Response:
    return _page(request, model, fault=error, status=error.status)


def _accept(request: Request, upload: UploadedFile, check: UploadCheck) -> SubmissionReceipt:
    authority = UploadAuthority(by=visitor_of(request).name or None)
    return receive(app_state(request).context, upload, authority, check=check)


def _changes_to_editions(
    request: Request, upload: UploadedFile, check: UploadCheck, *, always: bool
) -> CheckOutcome | None:
    """What an accepted file would change in published editions; None where it is refused, or there are none."""
    context, principal = app_state(request).context, caller(request)
    with reading(context.engine) as session:
        standing = any(edition.withdrawn_at is None for edition in read_editions(session))
    if not (standing or always):
        return None
    verdict = verdict_of(check(context, upload))
    if not verdict.accepted:
        return None
    outcome = _outcome(request, verdict, upload, checked_only=always)
    impacts = find_impacts(
        context, verdict.figures, agency=upload.agency or "", file=upload.sha256, file_name=upload.name,
    ) if standing else []  # fmt: skip
    return replace(outcome, changed_editions=tuple(
        changed_edition(context.ruleset, impact, may_read=can_read_edition(principal,
        impact.edition.subject)) for impact in impacts
    ))  # fmt: skip


def _outcome(
    request: Request, result: UploadVerdict | SubmissionReceipt, upload: UploadedFile, *, checked_only: bool
) -> CheckOutcome:
    return CheckOutcome(
        file_name=upload.name,
        file=upload.sha256,
        checked_only=checked_only,
        accepted=result.accepted,
        kinds=finding_group_views(result.table, app_state(request).context.ruleset.finding_kinds),
        counts=count_rows(result.counts),
        not_compared=result.comparisons_not_made if isinstance(result, UploadVerdict) else (),
    )
