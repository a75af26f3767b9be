"""Database rows of returns that were made and sent elsewhere. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class SentReturnRow(SQLModel, table=True):
    """A return of the schedule was sent: by whom, when, with which receipt. ``stage`` is empty where it has none."""

    __tablename__ = "sent_return"
    __table_args__ = (UniqueConstraint("place", "return_code", "area", "period", "stage", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    place: str
    return_code: str
    area: str
    period: str
    stage: str
    number: int
    portal: str
    receipt: str
    sent_by: str
    sent_at: datetime
    recorded_by: str
    recorded_at: datetime


class SentReturnEndRow(SQLModel, table=True):
    """It was noted by mistake that a return was sent."""

    __tablename__ = "sent_return_end"

    sent_return: int = Field(primary_key=True, foreign_key="sent_return.id")
    reason: str
    by: str
    at: datetime


class SentReturnReportRow(SQLModel, table=True):
    """A portal's own report of errors on what was sent, stored under its hash."""

    __tablename__ = "sent_return_report"
    __table_args__ = (UniqueConstraint("sent_return", "file"),)

    id: int | None = Field(default=None, primary_key=True)
    sent_return: int = Field(foreign_key="sent_return.id")
    file: str
    file_name: str
    loaded_by: str
    loaded_at: datetime


class SentReturnFindingRow(SQLModel, table=True):
    """One finding of a portal on a return that was sent; ``line`` is what the portal calls it."""

    __tablename__ = "sent_return_finding"

    report: int = Field(primary_key=True, foreign_key="sent_return_report.id")
    position: int = Field(primary_key=True)
    severity: str
    code: str
    line: str | None = None
    row_number: int
    message: str
