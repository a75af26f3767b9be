"""Tables of figures, their batches and codes. Append-only: rows are never updated or deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, UniqueConstraint


class CodeRow(SQLModel, table=True):
    """A word that figures use (an area, a period …) under a small whole number."""

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("domain", "text"),)

    id: int | None = Field(default=None, primary_key=True)
    domain: str
    text: str


class BatchRow(SQLModel, table=True):
    """Figures that came into being together. ``name`` is the same on every store."""

    __tablename__ = "batch"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str
    agency: str
    file: str
    file_name: str
    ruleset: str
    made_at: datetime


class BatchInputRow(SQLModel, table=True):
    """Which batches a batch was made from."""

    __tablename__ = "batch_input"

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    input: int = Field(primary_key=True, foreign_key="batch.id")


class WithdrawalRow(SQLModel, table=True):
    """From ``at`` on the batch no longer counts, and the one before it wins again."""

    __tablename__ = "withdrawal"

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    at: datetime
    reason: str


class TouchRow(SQLModel, table=True):
    """The areas and periods a batch speaks of: a reader finds its batches without the figures."""

    __tablename__ = "touch"
    __table_args__ = (Index("touch_by_area", "area", "period"),)

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    area: int = Field(primary_key=True, foreign_key="code.id")
    period: int = Field(primary_key=True, foreign_key="code.id")


class SegmentRow(SQLModel, table=True):
    """The figures of a batch for one area and period, as :mod:`indicators.figures.segments` writes them.

    The view ``figure`` shows them one by one.
    """

    __tablename__ = "segment"

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    area: int = Field(primary_key=True)
    period: int = Field(primary_key=True)
    figures: str
