"""``/submissions/…``: the receipt of an upload, its findings, and answers to its queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import polars as pl
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.app_state import app_state
from api.dependencies import RulesetDep, SessionDep, conceal_not_found
from api.figures.visibility import visible_figures
from api.pages.edition_data import account_titles
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.page_state import page_state
from api.pages.period_spans import current_span
from api.pages.pictures.fan_out import draw_fan_out
from api.pages.rendering import page_path, render_page
from api.pages.views.figure import agency_name
from api.pages.views.findings import count_rows, finding_group_views
from api.pages.views.queries import MOST_CAUSES, RULE, list_answer_choices, list_query_causes
from api.pages.views.receipt_figures import MOST_LISTED, list_receipt_figures
from api.pages.visitor import caller
from api.pages.wording import instant_words
from api.uploads.findings_workbook import findings_workbook_response, write_findings_workbook
from collectors.check_upload import read_as_of, verdict_of
from collectors.records.kept_file import KeptFile, find_kept_file, open_kept_file
from collectors.submissions.receipts import SubmissionReceipt, find_submission, read_receipt
from exports.editions.queries.answers import record_answers
from exports.editions.queries.submission_queries import read_queries
from indicators.figures.models import WithdrawalRow
from indicators.figures.store import read_batch_figures
from indicators.records.sealed_records import find_record_set_of
from mappings.access.policy_subject import build_subject
from mappings.place.sharing_register import SharingEntry, find_sharing_entries
from mappings.plan.lines_filled import LinesFilled, find_lines_filled
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import can_answer_query, can_submit, check_read_submission, check_signed_in, check_submit
from returnonce.blobs import sha256
from returnonce.clock import today
from returnonce.db import reading, transaction
from returnonce.errors import NotFound, Refused
from returnonce.fork_server.cancellation import Cancellation

router = APIRouter(prefix="/submissions")
#: Lines of one return that are named.
MOST_LINES = 60


@router.get("/{name}")
def get_submission(request: Request, ruleset: RulesetDep, session: SessionDep, name: str) -> Response:
    """One receipt."""
    return _page(request, ruleset, session, name)


@router.post("/{name}")
async def post_submission(request: Request, name: str) -> Response:
    """An answer to its queries."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_answer, request, name, fields)


@router.get("/{name}/work-list.xlsx")
def get_kept_work_list(request: Request, ruleset: RulesetDep, name: str) -> Response:
    """The findings on accepted records by rule and by team, with the rows as the file has them, while it is kept.

    For those who may send the agency's files, and on the audit trail.
    """
    context, principal = app_state(request).context, caller(request)
    check_signed_in(principal)
    with reading(context.engine) as session:
        with conceal_not_found():
            receipt = read_receipt(session, name)
        check_submit(principal, build_subject(ruleset, agency=receipt.agency))
        file = find_kept_file(session, name)
    if file is None:
        raise NotFound("There is no work list of this file.", mend="Its records are not kept here, or it has none.")
    data = _write_work_list(request, file)
    about = {"agency": file.agency, "period": file.period, "by": principal.name, "findings": sha256(data)}
    with transaction(context.engine) as session:
        audit.record(session, context.clock, act="work-list", subject=name[:12], details=about)
    return findings_workbook_response(data)


def _write_work_list(request: Request, file: KeptFile) -> bytes:
    """The workbook of what a check says today of the file that is kept; it runs as that of any upload does."""
    state = app_state(request)
    with open_kept_file(state.context.vault, file) as upload:
        result = state.upload_check(Cancellation())(state.context, upload)
        verdict, read_as = verdict_of(result), read_as_of(result)
        assert read_as is not None
        return write_findings_workbook(
            state.context.ruleset, upload.path, name=file.name, agency=file.agency, findings=verdict.table,
            letters=verdict.letters, read_as=read_as,
        )  # fmt: skip


def _answer(request: Request, name: str, fields: Mapping[str, str]) -> Response:
    context, principal, which = app_state(request).context, caller(request), fields.get("which", "")
    check_signed_in(principal)
    check_token(request, fields.get("token", ""))
    position = int(which) if which.isascii() and which.isdigit() and len(which) < 7 else None
    code = which.removeprefix(RULE) if which.startswith(RULE) else None
    try:
        record_answers(context, name, fields.get("text", ""), by=principal, position=position, code=code)
    except Refused as error:
        with reading(context.engine) as session:
            return _page(request, context.ruleset, session, name, error)
    return RedirectResponse(page_path("submissions", name) + "#queries", 303)


def _page(
    request: Request, ruleset: Ruleset, session: Session, name: str, fault: Refused | None = None
) -> Response:  # fmt: skip
    principal = caller(request)
    check_signed_in(principal)
    with conceal_not_found():
        receipt = read_receipt(session, name)
    about = build_subject(ruleset, agency=receipt.agency)
    check_read_submission(principal, about)
    queries, filled = read_queries(session, name), _find_filled(request, receipt)
    waiting = [one for one in queries if not one.answers]
    first_figures, figure_count = _read_first_figures(request, session, name)
    titles = {code: return_.title for code, return_ in ruleset.returns.items()}
    return render_page(
        request,
        "submission.html",
        title="Received",
        section="schedule",
        receipt=receipt,
        agency=agency_name(ruleset, receipt.agency),
        reference=_space_out(receipt),
        received=instant_words(receipt.received_at),
        again=request.query_params.get("again") == "1",
        withdrawn=_withdrawn(session, name),
        counts=count_rows(receipt.counts),
        kinds=finding_group_views(receipt.table, ruleset.finding_kinds, receipt.letters),
        sharing=_list_sharing(request, ruleset, session, receipt),
        has_work_list=can_submit(principal, about) and find_kept_file(session, name) is not None,
        queries=list_query_causes(queries, account_titles(session)),
        most_causes=MOST_CAUSES,
        filled=filled,
        fan=draw_fan_out(filled, titles),
        filled_rows=[
            (titles.get(code, code), f"{len(lines):,}", _list_lines(lines)) for code, lines in filled.lines.items()
        ],
        figures=list_receipt_figures(ruleset, visible_figures(first_figures, ruleset, principal), figure_count),
        waiting=list_answer_choices(waiting) if waiting and can_answer_query(principal, about) else [],
        fault=fault,
        error=fault is not None,
        status=fault.status if fault else 200,
    )


def _find_filled(request: Request, receipt: SubmissionReceipt) -> LinesFilled:
    """Worked out once while nothing changes."""
    sources = PageData(request)

    def make() -> tuple[LinesFilled, datetime]:
        with reading(sources.context.engine) as session:
            figures = read_batch_figures(session, [receipt.name or ""], former=sources.context.ruleset.former_codes)
            filled = find_lines_filled(
                sources.context.ruleset, figures, agency=receipt.agency, store=session, today=sources.today
            )
        return filled, sources.midnight

    kept: LinesFilled = sources.cached(("filled", receipt.name), current_span(sources.today), make)
    return kept


def _read_first_figures(request: Request, session: Session, name: str) -> tuple[pl.DataFrame, int]:
    """The first figures of a submission, and how many it has; read once, since a submission never changes."""
    context = app_state(request).context

    def make() -> tuple[tuple[pl.DataFrame, int], datetime]:
        figures = read_batch_figures(session, [name], former=context.ruleset.former_codes)
        return (figures.head(MOST_LISTED), figures.height), datetime.max.replace(tzinfo=UTC)

    key = ("figures of a submission", name, context.ruleset.hash)
    return page_state(request).figures.get(key, context.clock.now(), make)  # type: ignore[no-any-return]


def _list_lines(lines: tuple[str, ...]) -> str:
    shown = ", ".join(lines[:MOST_LINES])
    return shown if len(lines) <= MOST_LINES else f"{shown} and {len(lines) - MOST_LINES:,} more"


def _space_out(receipt: SubmissionReceipt) -> str:
    """The first 12 figures of its name, in fours, to be read out over the telephone."""
    short = (receipt.name or "")[:12]
    return "\u00a0".join(short[n : n + 4] for n in range(0, 12, 4))


def _withdrawn(session: Session, name: str) -> str:
    row = find_submission(session, name)
    gone = session.get(WithdrawalRow, row.batch) if row is not None else None
    return instant_words(gone.at) if gone is not None else ""


def _list_sharing(
    request: Request, ruleset: Ruleset, session: Session, receipt: SubmissionReceipt
) -> list[SharingEntry]:
    """Of records, what the registers of data-sharing agreements say today; warnings first."""
    record_set = find_record_set_of(session, receipt.name or "")
    if record_set is None:
        return []
    day = today(app_state(request).context.clock)
    return find_sharing_entries(ruleset.places.values(), day, what=[record_set], discloser=receipt.agency)
