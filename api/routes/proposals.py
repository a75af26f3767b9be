"""The life of a return before it is published: put up for approval, approved, sent back, signed off, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import ClockDep, EngineDep, RulesetDep, ServicesDep, SessionDep, SignedInDep, conceal_not_found
from api.editions.proposal_serializers import listed, shown
from api.editions.serializers import href
from api.http.paging import PageRequestDep
from api.http.responses import check_if_match, model_etag, model_response
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
from api.schemas.text_types import Line
from exports.editions.proposals.approve import approve, return_proposal, sign_off
from exports.editions.proposals.propose import propose
from exports.editions.proposals.read_proposals import Proposal, read_proposal, read_proposals
from exports.editions.publication.publish import publish
from indicators.period.codes import parse_period
from returnonce.access.policy import can_read_draft, check_read_draft, check_somewhere
from returnonce.db import reading

router = APIRouter(prefix="/proposals", tags=["proposals"])
CREATED = {"headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}}


@router.post("", operation_id="propose", summary="Put a return up for approval", status_code=201,
             response_model=ProposalShown, responses={201: CREATED})  # fmt: skip
def make_proposal(
    request: Request, engine: EngineDep, ruleset: RulesetDep, house: ServicesDep, clock: ClockDep, who: SignedInDep,
    new: NewProposal,
) -> Response:  # fmt: skip
    """The draft as it stands is frozen for every audience, in every format. The same draft put up again by the same
    person is the same proposal; another one takes the place of what was open."""
    made = propose(
        engine, ruleset, house.home, clock, return_code=new.return_code, area=new.area, period=new.period, by=who,
        reason=new.reason, note=new.note or "",
    )  # fmt: skip
    headers = {"Location": f"/v1/proposals/{made.name}"}
    return model_response(request, shown(made), status=201, headers=headers)


@router.get("", operation_id="listProposals", summary="Returns put up for approval", response_model=Proposals)
def list_proposals(
    asked: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
    return_code: Annotated[Line | None, Query(alias="return", description="Only of this return.")] = None,
    area: Annotated[Line | None, Query(description="Only of this area; code or name.")] = None,
    period: Annotated[Line | None, Query(description="Only of this period.")] = None,
    state: Annotated[State | None, Query(description="Only those that stand so.")] = None,
) -> Response:
    """Newest first, of the returns whose drafts you may read."""
    check_somewhere(who, "read_draft")
    with conceal_not_found():
        code = ruleset.areas.find(area).code if area else None
    when = parse_period(period).code if period else None
    found = read_proposals(session, return_code=return_code, area=code, period=when)
    pinned = asked.pin(max((one.id for one in found), default=0))
    top = pinned.position.top or 0
    mine = [one for one in found if one.id <= top and can_read_draft(who, one.subject) and state in (None, one.state)]
    page = pinned.slice(mine)
    told = Proposals(proposals=[ProposalListed(**listed(one)) for one in page.rows])
    return model_response(asked.request, told, headers=page.headers)


@dataclass(frozen=True)
class OfOne:
    """What every route of one proposal is given."""

    request: Request
    engine: EngineDep
    ruleset: RulesetDep
    clock: ClockDep
    who: SignedInDep
    name: Annotated[str, Path(description="The proposal's name.", pattern=NAME)]

    def read(self) -> Proposal:
        """The proposal, for who may read it.

        Raises:
            NotFound, Forbidden: as the policy says.
        """
        with reading(self.engine) as session:
            found = read_proposal(session, self.name)
        check_read_draft(self.who, found.subject)
        return found

    def matched(self) -> OfOne:
        """The same, once ``If-Match`` names the proposal as it stands.

        Raises:
            PreconditionRequired, PreconditionFailed: it does not.
        """
        check_if_match(self.request, model_etag(shown(self.read())))
        return self

    def answer(self, now: Proposal) -> Response:
        """The proposal as it stands now."""
        return model_response(self.request, shown(now))


OfOneDep = Annotated[OfOne, Depends()]


@router.get("/{name}", operation_id="getProposal", summary="One proposal", response_model=ProposalShown)
def get_proposal(one: OfOneDep) -> Response:
    """What was frozen, what was done with it, and what it waits for."""
    return one.answer(one.read())


@router.post("/{name}/approval", operation_id="approve", summary="Approve", response_model=ProposalShown)
def approve_proposal(one: OfOneDep, said: Note) -> Response:
    """By a second person: never by who put it up."""
    acting = one.matched()
    return one.answer(approve(one.engine, one.clock, name=one.name, by=acting.who, note=said.note or ""))


@router.post("/{name}/return", operation_id="sendBack", summary="Send back", response_model=ProposalShown)
def send_back(one: OfOneDep, said: Reason) -> Response:
    """It ends, with the reason; another is to be made."""
    acting = one.matched()
    return one.answer(return_proposal(one.engine, one.clock, name=one.name, by=acting.who, reason=said.reason))


@router.post("/{name}/sign-off", operation_id="signOff", summary="Sign off", response_model=ProposalShown)
def sign_off_proposal(one: OfOneDep, said: Note) -> Response:
    """By the statutory officer whose word the return requires."""
    acting = one.matched()
    return one.answer(sign_off(one.engine, one.clock, name=one.name, by=acting.who, note=said.note or ""))


@router.post("/{name}/publication", operation_id="publish", summary="Publish", status_code=201,
             response_model=ProposalShown, responses={201: CREATED})  # fmt: skip
def publish_proposal(one: OfOneDep, house: ServicesDep, said: Publication) -> Response:
    """It becomes the next edition, whose address is the ``Location``. What is published never changes."""
    acting = one.matched()
    edition = publish(
        one.engine, one.ruleset, house.home, one.clock, name=one.name, by=acting.who, public=said.public,
        although_moved=said.although_moved,
    )  # fmt: skip
    return model_response(one.request, shown(one.read()), status=201, headers={"Location": href(edition)})
