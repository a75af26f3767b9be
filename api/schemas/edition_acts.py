"""What the API says of what happens to a published edition: acknowledged, sent, reported on, withdrawn."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas.instants import Instant
from api.schemas.portal_reports import ReportShown
from api.schemas.text_types import SingleLine

HASH = "^[0-9a-f]{64}$"


class NewAcknowledgement(BaseModel):
    """Which bytes a recipient has."""

    sha256: str = Field(pattern=HASH, description="Of a file of the edition as you have it, or of its cells.")


class AcknowledgementShown(BaseModel):
    """Who has which bytes. ``file_name`` null: it named the cells."""

    by: str
    sha256: str
    audience: str
    file_name: str | None
    at: datetime


class Acknowledgements(BaseModel):
    """In the order in which they came."""

    acknowledgements: list[AcknowledgementShown]


class NewSending(BaseModel):
    """That somebody took the edition to a portal."""

    portal: SingleLine = Field(examples=["collect"])
    receipt: SingleLine = Field(description="The portal's own receipt, or how it was told.")
    sent_at: Instant | None = Field(default=None, description="Without it: now.")


class SendingShown(BaseModel):
    """One time that an edition was sent; ``number`` counts them."""

    number: int
    portal: str
    receipt: str
    sent_at: datetime
    recorded_by: str
    recorded_at: datetime
    reports: list[ReportShown]


class Sendings(BaseModel):
    """In the order in which they were noted."""

    sendings: list[SendingShown]
