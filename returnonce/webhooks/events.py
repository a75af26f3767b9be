"""Events for webhooks: editions and dates, each written in the transaction of the act that it is about."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlmodel import Session

from returnonce.clock import Clock
from returnonce.webhooks.models import WebhookEventRow

EventKind = Literal["return.published", "return.restated", "return.withdrawn", "deadline.changed"]
KINDS: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True)
class NewEvent:
    """What happened to a return. ``number``: of an edition; ``day``: that a date moved to, None if nothing is owed."""

    kind: EventKind
    place: str | None
    return_code: str
    area: str
    period: str
    number: int | None = None
    day: date | None = None


def add_event(session: Session, clock: Clock, event: NewEvent) -> WebhookEventRow:
    """Add an event to the caller's transaction; whoever may know of it is told when the duty next runs."""
    row = WebhookEventRow(name=f"msg_{secrets.token_hex(16)}", at=clock.now(), **vars(event))
    session.add(row)
    return row


def event_body(row: WebhookEventRow) -> dict[str, object]:
    """What is sent: what happened, to what and when. Figures are fetched, by whoever may see them."""
    about: dict[str, object] = {"return": row.return_code, "area": row.area, "period": row.period}
    if row.number is not None:
        link = f"/v1/editions/{row.return_code}/{row.area}/{row.period}/{row.number}"
        about |= {"edition": row.number, "link": link}
    if row.kind == "deadline.changed":
        about |= {"due": row.day.isoformat() if row.day else None}
    return {"type": row.kind, "timestamp": row.at.isoformat().replace("+00:00", "Z"), "data": about}
