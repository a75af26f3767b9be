"""``/collections/…``: what is owed, the template, and the upload."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.http.responses import MEDIA_TYPES
from api.pages.forms.csrf import check_origin, check_token
from api.pages.forms.multipart import FormFile, drain_body, read_upload_form
from api.pages.page_data import PageData
from api.pages.page_upload import (
    MOST_FILES,
    PageUpload,
    about,
    check_now,
    is_checked_in_turn,
    most_mb_at_once,
    queue_files,
)
from api.pages.put_aside import find_rested_visitor, put_aside
from api.pages.rendering import render_page
from api.pages.sent_return import show_sent_return
from api.pages.views.collection import CollectionPage, collection_page
from api.pages.visitor import caller
from api.pages.wording import figure_words
from collectors.readers.file_names import safe_name
from collectors.submissions.sealed_uploads import list_uploads_of_collection
from collectors.template.workbook import make_template
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.last_period import PERIOD_NOW, read_last_period
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.plan.scheduled_collections import is_scheduled_row
from returnonce.access.policy import can_check_upload, can_submit
from returnonce.db import reading
from returnonce.errors import NotFound, Refused, ReturnOnceError, TooLarge, Unauthenticated
from returnonce.fork_server.cancellation import Cancellation
from returnonce.scratch import scratch

router = APIRouter(prefix="/collections")


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
    return _page(request, collection_model(request, key))


@router.post("/{key:path}")
async def post_collection(request: Request, key: str) -> Response:
    """Check files, or check and take them."""
    check_origin(request)
    limit = app_state(request).context.settings.upload_bytes
    try:
        head = await run_in_threadpool(PageData(request).collection_head, key)
    except Unauthenticated:
        if await run_in_threadpool(find_rested_visitor, request) is None:
            await drain_body(request, limit=limit)
            raise
        return await put_aside(request, key, limit=limit)
    with scratch() as folder:
        try:
            form = await read_upload_form(request, folder, limit=limit, most=MOST_FILES)
        except TooLarge as error:
            return await run_in_threadpool(_make_refusal_page, request, key, error)
        check_token(request, form.fields.get("token", ""))
        return await send_files(PageUpload(request, head, form.fields), form.files)


async def send_files(page_upload: PageUpload, files: list[FormFile]) -> Response:
    """The answer to files that somebody sent; the collection's page says what is wrong with them as files."""
    request = page_upload.request
    if (fault := _find_fault(files)) is not None:
        return await run_in_threadpool(_make_refusal_page, request, page_upload.page.key, fault)
    await run_in_threadpool(page_upload.check_rights)
    try:
        if is_checked_in_turn(request, files):
            return await run_in_threadpool(queue_files, page_upload, files)

        def work(cancellation: Cancellation) -> Response:
            return check_now(page_upload, files[0], app_state(request).upload_check(cancellation))

        return await app_state(request).upload_queue.run(request, page_upload.page.agency_code or "", work)
    except ReturnOnceError as error:
        return await run_in_threadpool(_make_refusal_page, request, page_upload.page.key, error)


def _find_fault(files: list[FormFile]) -> ReturnOnceError | None:
    if not files[0].name:
        return Refused("Choose a file.")
    empty = next((file for file in files if not file.size), None)
    if empty is None:
        return None
    return Refused("The file is empty." if len(files) == 1 else f"{empty.name} is empty.")


def collection_model(request: Request, key: str) -> CollectionPage:
    sources, asked = PageData(request), request.query_params
    row, span = sources.collection(key)
    figures = sources.figures(key, span)
    place = sources.context.ruleset.places[row["place"]].title
    page = asked.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    ruleset = sources.context.ruleset
    titles = ruleset.unfilled_titles() | {code: return_.title for code, return_ in ruleset.returns.items()}

    def last_period(keys: pl.DataFrame) -> Mapping[tuple[str, ...], str]:
        return find_last_words(sources, keys, row["agency"])

    return collection_page(
        row, figures, page=number, span=span.code, place=place, titles=titles, last_period=last_period
    )


def find_last_words(sources: PageData, keys: pl.DataFrame, agency: str | None) -> dict[tuple[str, ...], str]:
    """What the period before had, in words, by ``FIGURE_KEY``; nothing of a restricted figure that is not one's own."""
    ruleset = sources.context.ruleset
    with reading(sources.context.engine) as session:
        last = read_last_period(session, keys, agency=agency, former=ruleset.former_codes)
    visible = last.filter(
        (pl.col("agency") == agency) | ~pl.col("indicator").is_in(list_restricted_indicators(ruleset))
    )
    at_now = visible.with_columns(period=pl.col(PERIOD_NOW))
    return {
        tuple(row[name] for name in FIGURE_KEY): figure_words(
            row, "%" if ruleset.indicator(row["indicator"]).unit == "percentage" else ""
        )
        for row in at_now.iter_rows(named=True)
    }


def _page(
    request: Request, model: CollectionPage, *, fault: ReturnOnceError | None = None, status: int = 200
) -> Response:
    context, principal, subject = app_state(request).context, caller(request), about(model)
    settings = context.settings
    with reading(context.engine) as session:
        has_uploads = bool(list_uploads_of_collection(session, context.clock, model.key))
    may = {"send": can_submit(principal, subject), "check": can_check_upload(principal, subject)}
    return render_page(
        request, "collection.html", title=model.title, section="schedule", error=fault is not None, status=status,
        page=model, fault=fault, limit=settings.upload_limit, at_once=most_mb_at_once(request), may=may,
        has_uploads=has_uploads,
    )  # fmt: skip


def _make_refusal_page(request: Request, key: str, error: ReturnOnceError) -> Response:
    return _page(request, collection_model(request, key), fault=error, status=error.status)
