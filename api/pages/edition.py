"""``/editions/…``: one edition: its numbers, what changed, who has it; withdraw, acknowledge, note that it was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.edition_data import account_titles
from api.pages.forms.csrf import check_token
from api.pages.forms.portal_report import ReportForm, receive_portal_report
from api.pages.forms.urlencoded import read_form_fields
from api.pages.readable_editions import (
    WHERE,
    AddressDep,
    EditionAddress,
    choose_audience,
    find_edition,
    find_edition_in,
    list_audiences,
)
from api.pages.rendering import render_page
from api.pages.views.edition import (
    acknowledgement_rows,
    edition_facts,
    edition_page_path,
    edition_state,
    file_rows,
    list_downloads,
    newest_standing,
    portal_submission_items,
)
from api.pages.views.edition_numbers import CELL_KEY, EditionPlace, cell_path, number_rows, numbers_page
from api.pages.views.proposal import AUDIENCES, change_counts, change_row, return_title, where_words
from api.pages.visitor import caller
from api.pages.wording import instant_words
from exports.editions.changes.baseline import find_baseline
from exports.editions.changes.cell_changes import CHANGE_SCHEMA, compare_cells
from exports.editions.publication.withdraw import withdraw_edition
from exports.editions.published_editions import PublishedEdition, read_editions_of
from exports.editions.recipients.acknowledgements import acknowledge, read_acknowledgements
from exports.editions.recipients.portal_submissions import (
    find_portal_submission,
    load_portal_report,
    mark_sent,
    read_portal_submissions,
)
from exports.editions.storage.edition_blobs import read_edition_cells
from mappings.definitions.portals import NewPortalReport
from returnonce.access.policy import (
    can_acknowledge,
    can_load_portal_report,
    can_mark_sent,
    can_propose,
    can_read_edition,
    can_withdraw_edition,
)
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Conflict, Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/editions")
#: Changed cells that are listed; changes.csv has them all.
SHOWN = 100


@router.get(WHERE)
def get_edition(request: Request, address: AddressDep) -> Response:
    """One edition."""
    return _page(request, address)


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
            return find_portal_submission(session, find_edition(request, address), sending).portal

    def keep(report: NewPortalReport) -> str:
        edition = find_edition(request, address)
        load_portal_report(context, edition, sending, report, by=caller(request))
        return f"{edition_page_path(edition)}#sending-{sending}"

    form = ReportForm(
        check=lambda: find_edition(request, address),
        portal=find_portal_code,
        keep=keep,
        show_fault=lambda error: _page(request, address, error),
    )
    return await receive_portal_report(request, form)


def _act(request: Request, address: EditionAddress, fields: Mapping[str, str]) -> Response:
    context, principal = app_state(request).context, caller(request)
    one = find_edition(request, address)
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
    context, principal, query = app_state(request).context, caller(request), request.query_params
    ruleset = context.ruleset
    with reading(context.engine) as session:
        one = find_edition_in(session, principal, address)
        audience = choose_audience(principal, one, query.get("audience", ""))
        names, of_return = account_titles(session), read_editions_of(session, one.key)
        last = find_baseline(session, one, audience)
        acknowledgements, submissions = read_acknowledgements(session, one), read_portal_submissions(session, one)
    now = read_edition_cells(context.blobs, one, audience)
    changes = _compare(request, last, now, audience)
    place = EditionPlace(edition_page_path(one), one.area, query.get("audience", ""))
    here, newest = place.here, newest_standing(of_return).get(one.key, 0)
    words, colour = edition_state(one, newest)
    works = can_propose(principal, one.subject) or can_read_edition(principal, one.subject, audience="council")
    portals = {code: portal.title for code, portal in ruleset.portals.items()}
    audiences = list_audiences(principal, one)
    return render_page(
        request, "edition.html", title=return_title(ruleset, one.return_code), section="editions", one=one, here=here,
        state=words, colour=colour, where=where_words(ruleset, one.area, one.period),
        about=edition_facts(ruleset, one, names, audience), newest=newest, last=last, summed=change_counts(changes),
        others=[(each.number, edition_page_path(each)) for each in of_return if each.number != one.number],
        withdrawal=_describe_withdrawal(one, names), entered=fields or {}, fault=fault,
        numbers=_numbers(now, changes, place, query, has_earlier=last is not None), audience=audience,
        audiences=[(each, AUDIENCES[each]) for each in audiences] if len(audiences) > 1 else [],
        downloads=list_downloads(one, audience), changes=_change_rows(now, changes, place) if last else [],
        more=max(0, changes.height - SHOWN),
        files=[(AUDIENCES[each], file_rows(one, each)) for each in audiences],
        acknowledgements=acknowledgement_rows(
            [row for row in acknowledgements if works or row.by == principal.name], names),
        portal_submissions=portal_submission_items(submissions, names, portals) if works else (), portals=portals,
        may=_may(principal, one), content=one.cells[audience], error=fault is not None,
        status=fault.status if fault else 200,
    )  # fmt: skip


def _compare(request: Request, last: PublishedEdition | None, now: pl.DataFrame, audience: str) -> pl.DataFrame:
    """``CHANGE_SCHEMA`` against the edition before; empty without one."""
    if last is None:
        return pl.DataFrame(schema=CHANGE_SCHEMA)
    context = app_state(request).context
    return compare_cells(read_edition_cells(context.blobs, last, audience), now, context.ruleset.former_codes)


def _numbers(
    now: pl.DataFrame, changes: pl.DataFrame, place: EditionPlace, query: Mapping[str, str], *, has_earlier: bool
) -> object:
    by_cell = {tuple(row[name] for name in CELL_KEY): row for row in changes.iter_rows(named=True)}
    return numbers_page(number_rows(now, by_cell, place), place.here, query, has_earlier=has_earlier)


def _change_rows(now: pl.DataFrame, changes: pl.DataFrame, place: EditionPlace) -> list[object]:
    """Each change leads to its cell; what is there no more has none."""
    marks = dict(now.filter(unit="percentage").select("line", pl.lit("%").alias("mark")).iter_rows())
    return [
        change_row(row, marks.get(row["line"], ""), "" if row["change"] == "withdrawn" else cell_path(place, row))
        for row in changes.head(SHOWN).iter_rows(named=True)
    ]


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
