"""The caller's own account: its grants and what they allow."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import SignedInDep
from api.http.responses import model_response
from api.schemas.me import MayDo, Me
from returnonce.access.acts import load_acts
from returnonce.access.grant_text import acts_of, describe_reach
from returnonce.access.principals import Principal

router = APIRouter(prefix="/me", tags=["access"])


@router.get("", operation_id="getMe", summary="Who one is and what one may do", response_model=Me)
def get_me(request: Request, who: SignedInDep) -> Response:
    """Account, how it signed in, until when, and what it may do, in words."""
    account = Me(
        name=who.name, kind=who.kind, signed_in_by=who.by, expires_at=who.expires_at, offices=sorted(who.offices),
        may=_may(who),
    )  # fmt: skip
    return model_response(request, account)


def _may(principal: Principal) -> list[MayDo]:
    if principal.kind == "operator":
        return [MayDo(role="operator", reach="everything", acts=[act.words for act in load_acts().values()])]
    return [
        MayDo(role=grant.role, reach=describe_reach(grant), acts=[act.words for act in acts_of(grant)])
        for grant in principal.grants
    ]
