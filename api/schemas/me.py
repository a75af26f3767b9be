"""What the API says of the caller: account, grants and what they allow."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


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
