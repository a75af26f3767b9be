"""What the API says of changes."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from returnonce.webhooks.events import EventKind

EVENT_ID = r"^msg_[0-9a-f]{32}$"


class ChangeData(BaseModel):
    """What changed. ``edition`` and ``link``: of an edition; ``due``: of a date that moved."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return", examples=["core-data-set"])
    area: str = Field(examples=["E10000024"])
    period: str = Field(examples=["FY2024-25"])
    edition: int | None = Field(default=None, description="Number of the edition; not there where a date moved.")
    link: str | None = Field(default=None, description="Address of the edition.")
    due: date | None = Field(default=None, description="The day that it moved to; null where nothing is owed any more.")


class Change(BaseModel):
    """One event, as a webhook is told of it."""

    id: str = Field(pattern=EVENT_ID, description="The webhook-id of the message about it.")
    type: EventKind
    timestamp: datetime
    data: ChangeData


class Changes(BaseModel):
    """Events, the oldest first."""

    changes: list[Change]
    after: str | None = Field(
        pattern=EVENT_ID, description="Give it as after the next time; null while nothing has happened."
    )
