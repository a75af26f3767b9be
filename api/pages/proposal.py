"""``/approvals/…``: one proposal: its cells and changes, what is hidden from whom, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.app_state import app_state
from api.pages.approvals import differences_in_words, is_next_for, may_read
from api.pages.edition_data import account_titles, find_last_edition, list_differences, without_restricted_figures
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import page_path, render_page
from api.pages.views.account import office_words
from api.pages.views.proposal import (
    AUDIENCES,
    PAGE,
    audience_rows,
    cell_rows,
    proposal_facts,
    return_title,
    where_words,
)
from api.pages.visitor import caller
from api.pages.wording import PROPOSAL_STATES
from exports.disclosure.gate import apply_gate
from exports.editions.changes.cell_changes import compare_cells
from exports.editions.proposals.approve import approve, return_proposal, sign_off
from exports.editions.proposals.read_proposals import OPEN, Proposal, read_proposal
from exports.editions.publication.publish import publish
from exports.editions.queries.submission_queries import find_unanswered
from exports.editions.snapshots.released_tables import read_released_tables
from exports.editions.storage.edition_blobs import read_stored_cells
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_return_proposal, check_signed_in, missing
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Conflict, Refused, ReturnOnceError

router = APIRouter(prefix="/approvals")
DECLARATION = (
    "I have looked at this return. To the best of my knowledge its figures are complete and right, and I sign it off "
    "as {office}."
)


@router.get("/{name}")
def get_proposal(request: Request, name: str) -> Response:
    """One proposal."""
    return _page(request, name)


@router.get("/{name}/hidden/{audience}")
def get_hidden(request: Request, name: str, audience: str) -> Response:
    """The cells that an audience would not see, and why each is hidden."""
    context = app_state(request).context
    ruleset, blobs = context.ruleset, context.blobs
    with reading(context.engine) as session:
        one = _readable(session, caller(request), name)
        if audience not in AUDIENCES:
            raise missing()
        history = read_released_tables(session, blobs, ruleset.former_codes)[audience]
        as_then = replace(_fill_again(session, ruleset, one, then=True), cells=read_stored_cells(blobs, one.content))
    rows, refused = [], None
    try:
        rows = apply_gate(as_then, audience, ruleset=ruleset, history=history).hidden.rows(named=True)
    except Refused as error:
        refused = error
    return render_page(
        request, "hidden.html", title="What is hidden, and why", section="approvals", rows=rows, refused=refused,
        audience=AUDIENCES[audience], one=one, where=where_words(ruleset, one.area, one.period),
        of=return_title(ruleset, one.return_code),
    )  # fmt: skip


@router.post("/{name}")
async def post_proposal(request: Request, name: str) -> Response:
    """Approve, send back, sign off or publish."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_act, request, name, fields)


def _act(request: Request, name: str, fields: Mapping[str, str]) -> Response:
    context, principal = app_state(request).context, caller(request)
    check_signed_in(principal)
    check_token(request, fields.get("token", ""))
    note, act = fields.get("note", ""), fields.get("act", "")
    try:
        with reading(context.engine) as session:
            whole = _readable(session, principal, name).name
        if act == "approve":
            approve(context, whole, by=principal, note=note)
        elif act == "return":
            return_proposal(context, whole, by=principal, reason=fields.get("reason", ""))
        elif act == "sign-off":
            if fields.get("declared") != "yes":
                raise Refused("Tick the declaration.", where="declared")
            sign_off(context, whole, by=principal, note=note)
        elif act == "publish":
            edition = publish(
                context, whole, by=principal, public=fields.get("public") == "yes",
                although_moved=fields.get("moved") == "yes",
            )  # fmt: skip
            return RedirectResponse(page_path("editions", *edition.key, str(edition.number)), 303)
        else:
            raise HTTPException(400, "The form does not say what to do.")
    except (Refused, Conflict) as error:
        return _page(request, name, error, fields)
    return RedirectResponse(page_path("approvals", whole), 303)


def _page(
    request: Request, name: str, fault: ReturnOnceError | None = None, fields: Mapping[str, str] | None = None
) -> Response:
    context, principal, query_params = app_state(request).context, caller(request), request.query_params
    ruleset = context.ruleset
    with reading(context.engine) as session:
        one = _readable(session, principal, name)
        names, last = account_titles(session), find_last_edition(session, one)
        cells, changes = list_differences(context.blobs, one, last, ruleset, principal)
        moved, queries = _since(session, ruleset, one, cells, principal) if one.state in OPEN else (pl.DataFrame(), ())
    only = query_params.get("show", "changed" if last is not None else "all") == "changed"
    rows = cell_rows(cells, changes, only_changed=only, same="the same" if last is not None else "")
    number = query_params.get("page", "1")
    page = min(max(1, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1),
               max(1, -(-len(rows) // PAGE)))  # fmt: skip
    state_words, colour = PROPOSAL_STATES[one.state]
    where = page_path("approvals", one.name) + f"?show={'changed' if only else 'all'}"
    reason_words = ruleset.edition_reasons.get(one.reason or "", one.reason or "")
    return render_page(
        request, "proposal.html", title=return_title(ruleset, one.return_code), section="approvals", one=one,
        fault=fault, where=where_words(ruleset, one.area, one.period), state=state_words, colour=colour,
        entered=fields or {}, about=proposal_facts(one, names, reason_words),
        audiences=audience_rows(one),
        differs=differences_in_words(changes, first=last is None), cells=rows[(page - 1) * PAGE : page * PAGE],
        total=len(rows), last=last, only=only, moved=moved.height, queries=queries, may=_may(principal, one),
        previous=f"{where}&page={page - 1}#cells" if page > 1 else None,
        following=f"{where}&page={page + 1}#cells" if page * PAGE < len(rows) else None,
        office=office_words(one.office) if one.office else "", proposer=names.get(one.proposed_by, one.proposed_by),
        declaration=DECLARATION.format(office=office_words(one.office).lower()) if one.office else "",
        public=one.audience("public"), error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


def _readable(session: Session, principal: Principal, name: str) -> Proposal:
    check_signed_in(principal)
    one = read_proposal(session, name)
    if not may_read(principal, one):
        raise missing()
    return one


def _may(principal: Principal, proposal: Proposal) -> dict[str, bool]:
    """The actions that are offered."""
    now = is_next_for(principal, proposal)
    return {
        "approve": now and proposal.waits_for == "approval",
        "return": proposal.state in OPEN
        and can_return_proposal(principal, proposal.subject, proposed_by=proposal.proposed_by),
        "sign_off": now and proposal.waits_for == "sign_off",
        "publish": now and proposal.waits_for == "publication",
        "own": proposal.state in OPEN and principal.name == proposal.proposed_by,
    }


def _since(
    session: Session, ruleset: Ruleset, proposal: Proposal, cells: pl.DataFrame, principal: Principal
) -> tuple[pl.DataFrame, tuple[object, ...]]:
    """What moved since it was frozen, and the queries that wait for an answer now."""
    now = _fill_again(session, ruleset, proposal)
    shown = without_restricted_figures(now.cells, ruleset, principal, proposal.subject)
    return compare_cells(cells, shown, ruleset.former_codes), tuple(find_unanswered(session, now))


def _fill_again(session: Session, ruleset: Ruleset, proposal: Proposal, *, then: bool = False) -> FilledReturn:
    request = FillRequest(proposal.return_code, proposal.area, proposal.period)
    return fill(ruleset, session, request, as_of=proposal.as_of if then else None)
