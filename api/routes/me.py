"""Who one is here, and what one may do."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.dependencies import SignedInDep
from returnonce.access.acts import load_acts
from returnonce.access.principals import Principal
from returnonce.access.wording import acts_of, reach

router = APIRouter(prefix="/me", tags=["access"])


class MayDo(BaseModel):
    """One grant: its role, how far it reaches, and what may be done within that reach."""

    role: str
    reach: str = Field(description="In words; `everything` where nothing narrows it.")
    acts: list[str] = Field(description="What may be done, in words.")


class Me(BaseModel):
    """The caller's account, how it showed who it is, and until when that holds."""

    name: str
    kind: str
    signed_in_by: str = Field(description="password, oidc, key, token or console.")
    expires_at: datetime | None = Field(description="When the key, token or session ends by itself.")
    offices: list[str] = Field(description="Statutory offices held, each at its place.")
    may: list[MayDo]


@router.get("", operation_id="getMe", summary="Who one is and what one may do")
def get_me(who: SignedInDep) -> Me:
    """Account, how it signed in, until when, and what it may do, in words."""
    return Me(
        name=who.name, kind=who.kind, signed_in_by=who.by, expires_at=who.expires_at, offices=sorted(who.offices),
        may=_may(who),
    )  # fmt: skip


def _may(who: Principal) -> list[MayDo]:
    if who.kind == "operator":
        return [MayDo(role="operator", reach="everything", acts=[act.words for act in load_acts().values()])]
    return [
        MayDo(role=grant.role, reach=reach(grant), acts=[act.words for act in acts_of(grant)]) for grant in who.grants
    ]
