"""What the API says of data-sharing agreements."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

DAY = "An ISO date, or not established."


class SharingAgreementShown(BaseModel):
    """One agreement as it stands on the day, or something that the place says needs one and has none."""

    place: str
    state: Literal["in force", "not begun", "ended", "missing"] = Field(
        description="missing: the place says that this sharing needs an agreement, and there is none."
    )
    warning: bool = Field(description="True where it ended or is missing.")
    agreement: str | None = Field(description="Its code in the register; null where it is missing.")
    title: str | None
    what: str = Field(description="A record set, or figures.")
    discloser: str = Field(description="The agency that gives it.")
    recipient: str = Field(description="An agency, the place or a return.")
    purpose: str | None = Field(description="What it may be used for, in the agreement's words.")
    legal_basis: str | None = Field(description="In the agreement's own words, or not established; never concluded.")
    start: str | None = Field(description=DAY)
    end: str | None = Field(description="First day on which it no longer holds, or not established.")
    source: str | None
    says: str = Field(description="The same in one sentence.")


class SharingAgreements(BaseModel):
    """The registers of the places within the caller's reach, warnings first."""

    on: str = Field(description="The day on which they stand so.")
    agreements: list[SharingAgreementShown]
