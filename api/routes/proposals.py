"""The life of a return before it is published: put up for approval, approved, sent back, signed off, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.dependencies import ContextDep, RulesetDep, SessionDep, SignedInDep, conceal_not_found
from api.editions.proposal_serializers import proposal_details, proposal_summary
from api.editions.serializers import edition_path
from api.http.paging import PageRequestDep
from api.http.responses import check_if_match, model_etag, model_response
from api.schemas.period_codes import PeriodText
from api.schemas.proposals import (
    NAME,
    NewProposal,
    Note,
    ProposalListed,
    Proposals,
    ProposalShown,
    Publication,
    Reason,
    State,
)
from api.schemas.text_types import SingleLine
from exports.editions.proposals.approve import approve, return_proposal, sign_off
from exports.editions.proposals.propose import propose
from exports.editions.proposals.read_proposals import Proposal, read_proposal, read_proposals
from exports.editions.publication.publish import publish
from exports.editions.return_key import ReturnKey
from indicators.period.printed import read_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_draft, check_read_draft, check_somewhere
from returnonce.db import reading

router = APIRouter(prefix="/proposals", tags=["proposals"])
CREATED = {"headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}}


@router.post("", operation_id="propose", summary="Put a return up for approval", status_code=201,
             response_model=ProposalShown, responses={201: CREATED})  # fmt: skip
def make_proposal(request: Request, context: ContextDep, who: SignedInDep, new: NewProposal) -> Response:
    """The draft as it stands is frozen for every audience, in every format. The same draft put up again by the same
    person is the same proposal; another one takes the place of what was open."""
    key = ReturnKey(new.return_code, new.area, new.period)
    proposal = propose(context, key, by=who, reason=new.reason, note=new.note or "")
    headers = {"Location": f"/v1/proposals/{proposal.name}"}
    return model_response(request, proposal_details(proposal), status=201, headers=headers)


@dataclass(frozen=True)
class ProposalFilter:
    """Which proposals are listed."""

    return_code: Annotated[SingleLine | None, Query(alias="return", description="Only of this return.")] = None
    area: Annotated[SingleLine | None, Query(description="Only of this area; code or name.")] = None
    period: Annotated[PeriodText | None, Query(description="Only of this period.")] = None
    state: Annotated[State | None, Query(description="Only those that stand so.")] = None

    def read(self, session: Session, ruleset: Ruleset) -> list[Proposal]:
        """The proposals in any state, whoever may read them. Raises ``NotFound``."""
        with conceal_not_found():
            area = ruleset.areas.find(self.area).code if self.area else None
        period = read_period(self.period).code if self.period else None
        return read_proposals(session, return_code=self.return_code, area=area, period=period)


@router.get("", operation_id="listProposals", summary="Returns put up for approval", response_model=Proposals)
def list_proposals(
    filters: Annotated[ProposalFilter, Depends()],
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
) -> Response:
    """Newest first, of the returns whose drafts you may read."""
    check_somewhere(who, "read_draft")
    all_proposals = filters.read(session, ruleset)
    pinned = page_request.pin(max((proposal.id for proposal in all_proposals), default=0))
    top = pinned.position.top or 0
    readable = [
        proposal
        for proposal in all_proposals
        if proposal.id <= top and can_read_draft(who, proposal.subject) and filters.state in (None, proposal.state)
    ]
    page = pinned.slice(readable)
    content = Proposals(proposals=[ProposalListed(**proposal_summary(row)) for row in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


@dataclass(frozen=True)
class ProposalRequest:
    """What every route of one proposal is given."""

    request: Request
    context: ContextDep
    who: SignedInDep
    name: Annotated[str, Path(description="The proposal's name.", pattern=NAME)]

    def read(self) -> Proposal:
        """The proposal, for who may read it.

        Raises:
            NotFound, Forbidden: as the policy says.
        """
        with reading(self.context.engine) as session:
            current = read_proposal(session, self.name)
        check_read_draft(self.who, current.subject)
        return current

    def require_match(self) -> ProposalRequest:
        """The same, once ``If-Match`` names the proposal as it stands.

        Raises:
            PreconditionRequired, PreconditionFailed: it does not.
        """
        check_if_match(self.request, model_etag(proposal_details(self.read())))
        return self

    def response(self, now: Proposal) -> Response:
        """The proposal as it stands now."""
        return model_response(self.request, proposal_details(now))


ProposalRequestDep = Annotated[ProposalRequest, Depends()]


@router.get("/{name}", operation_id="getProposal", summary="One proposal", response_model=ProposalShown)
def get_proposal(one: ProposalRequestDep) -> Response:
    """What was frozen, what was done with it, and what it waits for."""
    return one.response(one.read())


@router.post("/{name}/approval", operation_id="approve", summary="Approve", response_model=ProposalShown)
def approve_proposal(one: ProposalRequestDep, content: Note) -> Response:
    """By a second person: never by who put it up."""
    request = one.require_match()
    return one.response(approve(one.context, one.name, by=request.who, note=content.note or ""))


@router.post("/{name}/return", operation_id="sendBack", summary="Send back", response_model=ProposalShown)
def send_back(one: ProposalRequestDep, content: Reason) -> Response:
    """It ends, with the reason; another is to be made."""
    request = one.require_match()
    return one.response(return_proposal(one.context, one.name, by=request.who, reason=content.reason))


@router.post("/{name}/sign-off", operation_id="signOff", summary="Sign off", response_model=ProposalShown)
def sign_off_proposal(one: ProposalRequestDep, content: Note) -> Response:
    """By the statutory officer whose word the return requires."""
    request = one.require_match()
    return one.response(sign_off(one.context, one.name, by=request.who, note=content.note or ""))


@router.post("/{name}/publication", operation_id="publish", summary="Publish", status_code=201,
             response_model=ProposalShown, responses={201: CREATED})  # fmt: skip
def publish_proposal(one: ProposalRequestDep, content: Publication) -> Response:
    """It becomes the next edition, whose address is the ``Location``. What is published never changes."""
    context = one.require_match().context
    edition = publish(context, one.name, by=one.who, public=content.public, although_moved=content.although_moved)
    return model_response(
        one.request, proposal_details(one.read()), status=201, headers={"Location": edition_path(edition)}
    )
