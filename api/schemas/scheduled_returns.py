"""What the API says of returns that stand in the schedule alone: when they are due, and when they were sent."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.edition_acts import SendingShown
from api.schemas.instants import Instant
from api.schemas.text_types import SingleLine
from mappings.progress.states import State


class ScheduledReturnShown(BaseModel):
    """A return that is made and sent elsewhere, for one area and period, and how far it is."""

    model_config = ConfigDict(populate_by_name=True)

    key: str = Field(description="The key of its collection.", examples=["kent/kent-council/sen2/FY2026-27/E10000016"])
    place: str = Field(examples=["kent"])
    agency: str | None = Field(description="Who makes and sends it; null where nobody does.")
    agency_name: str | None
    return_code: str = Field(alias="return", examples=["sen2"])
    title: str
    area: str = Field(examples=["E10000016"])
    area_name: str
    period: str = Field(examples=["FY2026-27"])
    stage: str | None = Field(description="Of one that is sent in several, which; or the event that began it.")
    needed_by: date | None = Field(description="The day on which the recipient has to have it; null: not established.")
    due: date | None = Field(description="The day by which the agency has to send it, with our lead taken off.")
    at: str | None = Field(description="Local time in London on that day.")
    explanation: str = Field(description="How the day comes about, or why there is none.")
    assumed: bool
    state: State
    why_state: str
    days_left: int | None = Field(description="Calendar days to the due day; negative after it.")
    late_by: int | None = Field(description="Calendar days late; null where not late.")
    sent_at: datetime | None = Field(description="When it was first sent, of the times that count.")
    findings: int = Field(description="Errors and queries in the portal's last report.")


class ScheduledReturns(BaseModel):
    """In the order of their due days; those without one are last."""

    model_config = ConfigDict(populate_by_name=True)

    scheduled_returns: list[ScheduledReturnShown]


class NewReturnSending(BaseModel):
    """That somebody sent the return."""

    receipt: SingleLine = Field(description="The portal's receipt, or how it was told.", examples=["R-2026-0117"])
    portal: SingleLine | None = Field(
        default=None, description="Without it, the return's own, where that is established.", examples=["collect"]
    )
    sent_by: SingleLine | None = Field(default=None, description="Who sent it, if not you.", examples=["A. Officer"])
    sent_at: Instant | None = Field(default=None, description="Without it: now.", examples=["2027-03-10T15:00:00Z"])


class ReturnSendingShown(SendingShown):
    """One time that the return was sent; ``number`` counts them."""

    sent_by: str = Field(examples=["A. Officer"])
    taken_back: str | None = Field(description="Why it counts no more; null: it counts.")


class ReturnSendings(BaseModel):
    """In the order in which they were noted; what was taken back stays."""

    sendings: list[ReturnSendingShown]
