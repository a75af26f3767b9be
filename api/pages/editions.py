"""``/editions``: published editions; files, changes, acknowledgements and portal submissions of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple

import polars as pl
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.app_state import app_state
from api.dependencies import conceal_not_found
from api.pages.edition_data import account_titles
from api.pages.forms.csrf import check_token
from api.pages.forms.portal_report import ReportForm, receive_portal_report
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import render_page
from api.pages.views.edition import (
    acknowledgement_rows,
    edition_facts,
    edition_list_item,
    edition_page_path,
    edition_state,
    file_rows,
    newest_standing,
    portal_submission_items,
)
from api.pages.views.proposal import AUDIENCES, change_counts, change_row, return_title, where_words
from api.pages.visitor import caller
from api.pages.wording import instant_words
from collectors.readers.file_names import safe_name
from exports.editions.changes.baseline import find_baseline
from exports.editions.changes.cell_changes import compare_cells
from exports.editions.publication.withdraw import withdraw_edition
from exports.editions.published_editions import PublishedEdition, read_edition, read_editions, read_editions_of
from exports.editions.recipients.acknowledgements import acknowledge, read_acknowledgements
from exports.editions.recipients.portal_submissions import (
    find_portal_submission,
    load_portal_report,
    mark_sent,
    read_portal_submissions,
)
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_cells, read_edition_file
from mappings.definitions.portals import NewPortalReport
from returnonce.access.policy import (
    can_acknowledge,
    can_load_portal_report,
    can_mark_sent,
    can_propose,
    can_read_edition,
    can_withdraw_edition,
    check_read_edition,
    check_signed_in,
    check_somewhere,
)
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/editions")
PAGE, SHOWN = 50, 100
WHERE = "/{return_code}/{area}/{period}/{number}"


class EditionAddress(NamedTuple):
    """An edition as an address names it; ``number`` may be ``latest``."""

    return_code: str
    area: str
    period: str
    number: str


def _address(return_code: str, area: str, period: str, number: str) -> EditionAddress:
    return EditionAddress(return_code, area, period, number)


AddressDep = Annotated[EditionAddress, Depends(_address)]


@router.get("")
def get_editions(request: Request) -> Response:
    """Editions that the caller may read, newest first."""
    principal, context = caller(request), app_state(request).context
    check_somewhere(principal, "read_edition")
    with reading(context.engine) as session:
        readable = [edition for edition in read_editions(session) if _audiences(principal, edition)]
        names, newest = account_titles(session), newest_standing(readable)
    number = request.query_params.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 7 else 1
    page = min(max(1, page), max(1, -(-len(readable) // PAGE)))
    shown = readable[::-1][(page - 1) * PAGE : page * PAGE]
    rows = [edition_list_item(context.ruleset, one, newest.get(one.key, 0), names) for one in shown]
    return render_page(
        request, "editions.html", title="Editions", section="editions", rows=rows, total=len(readable),
        previous=f"/editions?page={page - 1}" if page > 1 else None,
        following=f"/editions?page={page + 1}" if page * PAGE < len(readable) else None,
    )  # fmt: skip


@router.get(WHERE)
def get_edition(request: Request, address: AddressDep) -> Response:
    """One edition."""
    return _page(request, address)


@router.get(WHERE + "/{audience}/{file}")
def get_file(request: Request, address: AddressDep, audience: str, file: str) -> Response:
    """A file as it was published."""
    principal, context = caller(request), app_state(request).context
    with reading(context.engine) as session, conceal_not_found():
        one = _readable(session, principal, address)
        check_read_edition(principal, one.subject, audience=audience, released=one.public)
        data = read_edition_file(context.blobs, one, audience, file)
    kind = next(each.media_type for each in one.files if (each.audience, each.name) == (audience, file))
    name = safe_name(file).replace('"', "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type=kind, headers=headers)


@router.post(WHERE)
async def post_edition(request: Request, address: AddressDep) -> Response:
    """Withdraw it, acknowledge it, or note that it was sent."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_act, request, address, fields)


@router.post(WHERE + "/sendings/{sending}")
async def post_report(request: Request, address: AddressDep, sending: int) -> Response:
    """Load the portal's own report of a sending."""
    context = app_state(request).context

    def find_portal_code() -> str:
        with reading(context.engine) as session:
            return find_portal_submission(session, _edition_of(request, address), sending).portal

    def keep(report: NewPortalReport) -> str:
        edition = _edition_of(request, address)
        load_portal_report(context, edition, sending, report, by=caller(request))
        return f"{edition_page_path(edition)}#sending-{sending}"

    form = ReportForm(
        check=lambda: _edition_of(request, address),
        portal=find_portal_code,
        keep=keep,
        show_fault=lambda error: _page(request, address, error),
    )
    return await receive_portal_report(request, form)


def _act(request: Request, address: EditionAddress, fields: Mapping[str, str]) -> Response:
    context, principal = app_state(request).context, caller(request)
    one = _edition_of(request, address)
    check_token(request, fields.get("token", ""))
    acts: dict[str, Callable[[], Any]] = {
        "withdraw": lambda: withdraw_edition(context, one, by=principal, reason=fields.get("reason", "")),
        "sent": lambda: mark_sent(
            context, one, by=principal, portal=fields.get("portal", ""), receipt=fields.get("receipt", "")
        ),
        "acknowledge": lambda: acknowledge(context, one, by=principal, sha256=fields.get("sha256", "")),
    }
    if fields.get("act") not in acts:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        acts[fields["act"]]()
    except (Refused, Conflict, WrongUsage) as error:
        return _page(request, address, error, fields)
    return RedirectResponse(edition_page_path(one), 303)


def _page(
    request: Request,
    address: EditionAddress,
    fault: ReturnOnceError | None = None,
    fields: Mapping[str, str] | None = None,
) -> Response:
    context, principal = app_state(request).context, caller(request)
    ruleset, blobs = context.ruleset, context.blobs
    portals = {code: portal.title for code, portal in ruleset.portals.items()}
    with reading(context.engine) as session:
        one = _readable(session, principal, address)
        names, audiences = account_titles(session), _audiences(principal, one)
        of_return = read_editions_of(session, one.key)
        audience = audiences[0]
        last = find_baseline(session, one, audience)
        old = read_edition_cells(blobs, last, audience) if last is not None else None
        now = read_edition_cells(blobs, one, audience)
        changes = compare_cells(old, now, ruleset.former_codes)
        all_acknowledgements, all_portal_submissions = (
            read_acknowledgements(session, one),
            read_portal_submissions(session, one),
        )
    newest = newest_standing(of_return).get(one.key, 0)
    words, colour = edition_state(one, newest)
    marks = dict(now.filter(unit="percentage").select("line", pl.lit("%").alias("mark")).iter_rows())
    shown = [change_row(row, marks.get(row["line"], "")) for row in changes.head(SHOWN).iter_rows(named=True)]
    works = can_propose(principal, one.subject) or can_read_edition(principal, one.subject, audience="council")
    return render_page(
        request, "edition.html", title=return_title(ruleset, one.return_code), section="editions", one=one, state=words,
        colour=colour, where=where_words(ruleset, one.area, one.period), about=edition_facts(ruleset, one, names),
        here=edition_page_path(one),
        others=[(each.number, edition_page_path(each)) for each in of_return if each.number != one.number],
        newest=newest, withdrawal=_describe_withdrawal(one, names), entered=fields or {}, fault=fault,
        files=[(AUDIENCES[audience], file_rows(one, audience)) for audience in audiences], last=last,
        summed=change_counts(changes), changes=shown if last else [], more=max(0, changes.height - SHOWN),
        acknowledgements=acknowledgement_rows(
            [row for row in all_acknowledgements if works or row.by == principal.name], names),
        portal_submissions=portal_submission_items(all_portal_submissions, names, portals) if works else (),
        portals=portals,
        may=_may(principal, one), content=one.cells[audience], error=fault is not None,
        status=fault.status if fault else 200,
    )  # fmt: skip


def _describe_withdrawal(edition: PublishedEdition, names: Mapping[str, str]) -> str:
    if edition.withdrawn_at is None:
        return ""
    by = names[edition.withdrawn_by or ""]
    return f"Withdrawn {instant_words(edition.withdrawn_at)} by {by}: {edition.withdrawn_why}"


def _may(principal: Principal, edition: PublishedEdition) -> dict[str, bool]:
    stands = edition.withdrawn_at is None
    return {
        "withdraw": stands and can_withdraw_edition(principal, edition.subject) and principal.kind != "anonymous",
        "sent": stands and can_mark_sent(principal, edition.subject),
        "report": can_load_portal_report(principal, edition.subject),
        "acknowledge": can_acknowledge(principal, edition.subject),
    }


def _audiences(principal: Principal, edition: PublishedEdition) -> list[str]:
    """Whose version of it the caller may read, the truest first."""
    order = ("regulator", "council", "public")
    return [
        each for each in order
        if each in edition.cells and can_read_edition(principal, edition.subject, audience=each,
        released=edition.public)
    ]  # fmt: skip


def _edition_of(request: Request, address: EditionAddress) -> PublishedEdition:
    with reading(app_state(request).context.engine) as session:
        return _readable(session, caller(request), address)


def _readable(session: Session, principal: Principal, address: EditionAddress) -> PublishedEdition:
    """The edition, if the caller may know of it; else the one answer for what is not there."""
    return_code, area, period, number = address
    with conceal_not_found():
        if number != "latest" and not (number.isascii() and number.isdigit() and len(number) < 7):
            raise NotFound("There is no such edition.")
        one = read_edition(session, ReturnKey(return_code, area, period), None if number == "latest" else int(number))
    if not _audiences(principal, one):
        check_signed_in(principal)
        check_read_edition(principal, one.subject)
    return one
