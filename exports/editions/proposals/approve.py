"""Approves a proposal, sends it back or signs it off. Each act is a row of its own."""

from __future__ import annotations

from sqlmodel import Session

from exports.editions.models import ProposalActRow
from exports.editions.proposals.read_proposals import APPROVED, OPEN, SENT_BACK, SIGNED_OFF, Proposal, read_proposal
from exports.editions.required_text import require_text
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_approve, check_return_proposal, check_sign_off
from returnonce.access.principals import Principal
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Conflict, Forbidden


def approve(context: AppContext, name: str, *, by: Principal, note: str = "") -> Proposal:
    """Approve what another person proposed. Approving it twice is the same as once.

    Raises:
        NotFound: there is no such proposal, or none that may be known.
        Forbidden: the caller is no approver for it, or proposed it.
        Conflict: it is open no more.
    """
    with transaction(context.engine) as session:
        proposal = read_proposal(session, name)
        check_approve(by, proposal.subject, proposed_by=proposal.proposed_by)
        _refuse_machine(by)
        if any((act.act, act.by) == (APPROVED, by.name) for act in proposal.acts):
            return proposal
        _refuse_ended(proposal)
        return _add(session, context.clock, proposal, APPROVED, by=by, note=note)


def return_proposal(context: AppContext, name: str, *, by: Principal, reason: str) -> Proposal:
    """Send a proposal back: it ends, and another is to be made.

    Raises:
        NotFound, Forbidden, Conflict: as for approving.
        Refused: no reason is given.
    """
    with transaction(context.engine) as session:
        proposal = read_proposal(session, name)
        check_return_proposal(by, proposal.subject, proposed_by=proposal.proposed_by)
        why = require_text(reason, what="Sending a proposal back", where="reason")
        _refuse_ended(proposal)
        return _add(session, context.clock, proposal, SENT_BACK, by=by, note=why)


def sign_off(context: AppContext, name: str, *, by: Principal, note: str = "") -> Proposal:
    """The statutory officer's word, where the return's form requires it. Once is enough.

    Raises:
        NotFound: there is no such proposal, or none that may be known.
        Forbidden: the caller does not hold the office, or proposed it.
        Conflict: it needs no such word, is not approved yet, or is open no more.
    """
    with transaction(context.engine) as session:
        proposal = read_proposal(session, name)
        if proposal.office is None:
            raise Conflict("This return needs no statutory officer's word.", mend="Publish it once it is approved.")
        check_sign_off(by, proposal.subject, office=proposal.office)
        _refuse_machine(by)
        if by.name == proposal.proposed_by:
            raise Forbidden(f"{by.name} put this up for approval.", mend="Another person must sign it off.")
        if any(act.act == SIGNED_OFF for act in proposal.acts):
            return proposal
        _refuse_ended(proposal)
        if proposal.state != APPROVED:
            raise Conflict("This proposal is not approved yet.", mend="A second person approves it first.")
        return _add(session, context.clock, proposal, SIGNED_OFF, by=by, note=note)


def _refuse_machine(by: Principal) -> None:
    """The second person must be a human being: a program could act for the first."""
    if by.kind == "client":
        raise Forbidden(f"{by.name} is a machine.", mend="A person must decide on it.")


def _refuse_ended(proposal: Proposal) -> None:
    if proposal.state not in OPEN:
        state = proposal.state.replace("_", " ")
        raise Conflict(f"This proposal is {state}.", mend="Propose the return again, if it is to be published anew.")


def _add(session: Session, clock: Clock, proposal: Proposal, act: str, *, by: Principal, note: str) -> Proposal:
    at, office = clock.now(), proposal.office if act == SIGNED_OFF else None
    session.add(ProposalActRow(proposal=proposal.id, act=act, by=by.name, office=office, note=note.strip(), at=at))
    details = {"by": by.name, "content": proposal.content} | ({"office": office} if office else {})
    audit.record(session, clock, act=f"{act.replace('_', ' ')} proposal", subject=proposal.name, details=details)
    return read_proposal(session, proposal.name)
