"""Counts that all processes on one PostgreSQL share: requests by account, and attempts by name."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class RequestCountRow(SQLModel, table=True):
    """Requests that processes took for an account: in a minute since 1970, and in the one before it."""

    __tablename__ = "request_count"

    account: str = Field(primary_key=True)
    minute: int
    taken: int
    before: int


class AttemptRow(SQLModel, table=True):
    """Attempts under one name. ``name``: a hash, so that no address of a person is kept; ``instants``: seconds since
    1970, parted by spaces; ``forget_at``: when none of them counts any more."""

    __tablename__ = "attempt_count"

    name: str = Field(primary_key=True)
    instants: str
    forget_at: int = Field(index=True)
