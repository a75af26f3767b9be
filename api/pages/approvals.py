"""``/approvals``: proposals by state, and the form that makes one."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.app_state import app_state
from api.pages.edition_data import account_titles, find_last_edition, list_differences
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import page_path, render_page
from api.pages.views.proposal import ListItem, change_counts, proposal_list_item
from api.pages.visitor import caller
from exports.editions.proposals.propose import propose
from exports.editions.proposals.read_proposals import OPEN, Proposal, read_proposals
from exports.editions.return_key import ReturnKey
from indicators.period.printed import read_period
from mappings.access.policy_subject import list_reachable_places
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import (
    can_approve,
    can_propose,
    can_publish,
    can_read_draft,
    can_sign_off,
    can_somewhere,
    check_signed_in,
    check_somewhere,
)
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Conflict, Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/approvals")
#: How many closed proposals are listed.
SETTLED = 20
NAMES = ("return", "area", "period", "reason", "note")


@router.get("")
def get_approvals(request: Request) -> Response:
    """What waits for the caller, what waits for others, and what came of the last."""
    principal, context = caller(request), app_state(request).context
    check_signed_in(principal)
    if not principal.offices:
        check_somewhere(principal, "read_draft")
    with reading(context.engine) as session:
        names = account_titles(session)
        readable = [proposal for proposal in read_proposals(session) if may_read(principal, proposal)]
        waiting = [one for one in readable if one.state in OPEN]
        items = {
            one.name: _list_item(context.ruleset, one, names, _since_last(session, context, principal, one))
            for one in waiting
        }
    settled = [one for one in readable if one.state not in OPEN][:SETTLED]
    lists = (
        (
            "Waiting for you",
            "Nothing waits for you.",
            [items[one.name] for one in waiting if is_next_for(principal, one)],
        ),
        ("Waiting for others", "", [items[one.name] for one in waiting if not is_next_for(principal, one)]),
        ("Settled", "", [_list_item(context.ruleset, one, names) for one in settled]),
    )
    return render_page(
        request, "approvals.html", title="Approvals", section="approvals", lists=lists,
        may_propose=can_somewhere(principal, "propose"), sees_returns=can_somewhere(principal, "read_draft"),
    )  # fmt: skip


@router.get("/new")
def get_new(request: Request) -> Response:
    """The form by which a return is put up."""
    check_somewhere(caller(request), "propose")
    headers = {name: request.query_params.get(name, "") for name in NAMES}
    return _form(request, headers)


@router.post("/new")
async def post_new(request: Request) -> Response:
    """Freeze the draft and put it up."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_propose, request, fields)


def _propose(request: Request, fields: Mapping[str, str]) -> Response:
    context, principal = app_state(request).context, caller(request)
    check_somewhere(principal, "propose")
    check_token(request, fields.get("token", ""))
    entered = {name: fields.get(name, "").strip() for name in NAMES}
    try:
        key = ReturnKey(entered["return"], entered["area"], read_period(entered["period"]).code)
        proposal = propose(context, key, by=principal, reason=entered["reason"] or None, note=entered["note"])
    except (Refused, Conflict, WrongUsage) as error:
        return _form(request, entered, error)
    except ReturnOnceError as error:
        if error.status != 404:
            raise
        return _form(request, entered, Refused(error.what, mend=error.mend))
    return RedirectResponse(page_path("approvals", proposal.name), 303)


def _form(request: Request, entered: Mapping[str, str], fault: ReturnOnceError | None = None) -> Response:
    ruleset = app_state(request).context.ruleset
    places = list_reachable_places(ruleset, caller(request), can_propose)
    return render_page(
        request, "propose.html", title="Put a return up for approval", section="approvals", entered=entered,
        fault=fault, returns=ruleset.return_titles(places or ruleset.places),
        reasons=ruleset.edition_reasons, error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


def may_read(principal: Principal, proposal: Proposal) -> bool:
    """True where the caller may read the draft, or holds the office that signs it off."""
    return can_read_draft(principal, proposal.subject) or bool(
        proposal.office and can_sign_off(principal, proposal.subject, office=proposal.office)
    )


def is_next_for(principal: Principal, proposal: Proposal) -> bool:
    """True where the caller may do what the proposal waits for."""
    if proposal.waits_for == "approval":
        return can_approve(principal, proposal.subject, proposed_by=proposal.proposed_by)
    if proposal.waits_for == "sign_off":
        return (
            can_sign_off(principal, proposal.subject, office=proposal.office or "")
            and principal.name != proposal.proposed_by
        )
    return proposal.waits_for == "publication" and can_publish(principal, proposal.subject)


def differences_in_words(changes: object, *, first: bool) -> str:
    """What differs from the last edition, in words."""
    if first:
        return "First edition"
    return f"Since the last edition: {change_counts(changes) or 'nothing changed'}"  # type: ignore[arg-type]


def _since_last(session: Session, context: AppContext, principal: Principal, proposal: Proposal) -> str:
    last = find_last_edition(session, proposal)
    changes = list_differences(context.blobs, proposal, last, context.ruleset, principal)[1]
    return differences_in_words(changes, first=last is None)


def _list_item(ruleset: Ruleset, proposal: Proposal, names: Mapping[str, str], change_text: str = "") -> ListItem:
    return proposal_list_item(ruleset, proposal, names, change_text)
