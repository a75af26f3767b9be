"""Rows of webhooks. Append-only: an endpoint ends by a row, and never by an update."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class EndpointRow(SQLModel, table=True):
    """An address that an account wants to be told at. ``kinds``: JSON list of the events that it asked for."""

    __tablename__ = "webhook"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    account: str = Field(index=True)
    url: str
    kinds: str
    made_at: datetime


class EndpointEndRow(SQLModel, table=True):
    """Nothing is sent there any more: it was removed, it answered 410 Gone, or it failed for days."""

    __tablename__ = "webhook_end"

    webhook: int = Field(primary_key=True, foreign_key="webhook.id")
    at: datetime
    reason: str


class WebhookSecretRow(SQLModel, table=True):
    """A secret that messages are signed with, sealed under the master key; the newest counts."""

    __tablename__ = "webhook_secret"

    webhook: int = Field(primary_key=True, foreign_key="webhook.id")
    number: int = Field(primary_key=True)
    sealed: str
    made_at: datetime


class WebhookEventRow(SQLModel, table=True):
    """Something to tell, written in the transaction of the act itself. Ids only, never a figure."""

    __tablename__ = "webhook_event"
    __table_args__ = (Index("webhook_event_by_time", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str
    at: datetime
    place: str | None = None
    return_code: str
    area: str
    period: str
    #: Of an edition.
    number: int | None = None
    #: Of a date: the day that it moved to, and None where nothing is owed any more.
    day: date | None = None


class WebhookAttemptRow(SQLModel, table=True):
    """A process took an event to send it to one address, for the lease until ``until``; the history of its claim."""

    __tablename__ = "webhook_attempt"

    webhook: int = Field(primary_key=True, foreign_key="webhook.id")
    event: int = Field(primary_key=True, foreign_key="webhook_event.id")
    attempt: int = Field(primary_key=True)
    at: datetime
    until: datetime


class WebhookOutcomeRow(SQLModel, table=True):
    """What came of an attempt; ``detail`` is a status or a kind of error, never what the server said."""

    __tablename__ = "webhook_outcome"

    webhook: int = Field(primary_key=True, foreign_key="webhook.id")
    event: int = Field(primary_key=True, foreign_key="webhook_event.id")
    attempt: int = Field(primary_key=True)
    at: datetime
    outcome: str
    detail: str
    again_at: datetime | None = None
