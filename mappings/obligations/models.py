"""Database rows of events and extensions. Append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class ObligationEventRow(SQLModel, table=True):
    """Something happened, or will, on a day from which a return's due date is counted."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str
    place: str
    return_code: str
    area: str
    period: str
    day: date
    note: str
    recorded_by: str
    recorded_at: datetime


class ObligationEventEndRow(SQLModel, table=True):
    """An event did not take place, or was recorded by mistake."""

    __tablename__ = "event_end"

    event: int = Field(primary_key=True, foreign_key="event.id")
    at: datetime
    by: str
    reason: str


class ExtensionRow(SQLModel, table=True):
    """An extension until a day; without a day, the earlier extension in the same terms is revoked."""

    __tablename__ = "extension"
    __table_args__ = (Index("extension_by_return", "place", "return_code", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    place: str
    return_code: str
    area: str | None = None
    period: str
    agency: str | None = None
    until: date | None = None
    until_at: str | None = None
    granted_by: str
    reason: str
    granted_at: datetime
