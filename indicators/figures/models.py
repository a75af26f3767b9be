"""Tables of figures, their batches and codes. Append-only: rows are never updated or deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
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


class StoredFigureRow(SQLModel, table=True):
    """One figure. Numbers are in millionths; ``kind``, ``symbol`` and ``status`` index the lists in ``store``."""

    __tablename__ = "figure"
    __table_args__ = {"sqlite_with_rowid": False}

    batch: int = Field(primary_key=True, foreign_key="batch.id")
    area: int = Field(primary_key=True)
    period: int = Field(primary_key=True)
    indicator: int = Field(primary_key=True)
    breakdown: int = Field(primary_key=True)
    kind: int = Field(primary_key=True)
    numerator: int | None = Field(default=None, sa_type=BigInteger)
    denominator: int | None = Field(default=None, sa_type=BigInteger)
    value: int | None = Field(default=None, sa_type=BigInteger)
    symbol: int | None = None
    status: int
    rounded_to: int | None = Field(default=None, sa_type=BigInteger)
    lower: int | None = Field(default=None, sa_type=BigInteger)
    upper: int | None = Field(default=None, sa_type=BigInteger)
    note: str | None = None
    locator: str
