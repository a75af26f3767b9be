"""What the API says of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """That the process answers; nothing is looked at."""

    status: Literal["ok"]
    release: str


class CheckShown(BaseModel):
    """One check."""

    check: str
    state: Literal["ok", "fault", "silent"] = Field(description="silent: it did not answer within its deadline.")
    needed: bool = Field(description="False: it only warns, and the service goes on.")
    says: str | None = Field(description="What is wrong.")
    milliseconds: int


class Readiness(BaseModel):
    """Whether the service can do its work now."""

    status: Literal["ok", "limited", "unavailable"] = Field(
        description="limited: it answers, and somebody should look at what a check says."
    )
    release: str
    store: str
    ruleset: str
    checks: list[CheckShown]
