"""Submissions and their findings, as database rows. Append-only: never updated, never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

# The table that a foreign key leads to is known once its module is imported.
import indicators.figures.models  # noqa: F401


class SubmissionRow(SQLModel, table=True):
    """One accepted upload. ``name`` is its batch's; the bytes lie under ``file``, their SHA-256."""

    __tablename__ = "submission"
    __table_args__ = (Index("submission_by_agency", "agency", "received_at"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    batch: int = Field(foreign_key="batch.id", unique=True)
    agency: str
    file: str
    file_name: str
    received_at: datetime
    ruleset: str
    #: What the checks counted, as JSON: rows, figures, blank, query, note, new, changed, unchanged.
    counts: str


class FindingRow(SQLModel, table=True):
    """One finding on a submission, in order; more follow when another agency disagrees."""

    __tablename__ = "finding"

    submission: int = Field(primary_key=True, foreign_key="submission.id")
    position: int = Field(primary_key=True)
    severity: str
    code: str
    sheet: str | None = None
    row_number: int | None = None
    column_name: str | None = None
    value: str | None = None
    message: str
    mend: str
    found_at: datetime


class FindingColumnRow(SQLModel, table=True):
    """Where a column that findings on a submission name stands in the file as it was sent: its letter.

    ``sheet`` is the findings', and empty where they have none. Of what was received before letters were stored, none.
    """

    __tablename__ = "finding_column"

    submission: int = Field(primary_key=True, foreign_key="submission.id")
    sheet: str = Field(primary_key=True)
    column_name: str = Field(primary_key=True)
    letter: str
