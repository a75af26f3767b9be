"""Tables of the stored record sets. Append-only; no row is about a person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

# The table that a foreign key leads to is known once its module is imported.
import indicators.figures.models  # noqa: F401


class RecordSubmissionRow(SQLModel, table=True):
    """A batch that was derived from records sent here, and the sealed case that holds them."""

    __tablename__ = "record_submission"
    __table_args__ = (Index("record_submission_by_set", "record_set", "agency", "period"),)

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    record_set: str
    version: str
    agency: str
    area: str
    period: str
    rows: int
    case_name: str
    keep_until: date


class RecordPurgeRow(SQLModel, table=True):
    """The case of a batch was destroyed."""

    __tablename__ = "record_purge"

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    at: datetime
    reason: str
