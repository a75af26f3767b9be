"""Events for webhooks: editions and dates, each written in the transaction of the act that it is about."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Literal, get_args

from sqlmodel import Session

from returnonce.clock import Clock
from returnonce.webhooks.models import WebhookEventRow

EventKind = Literal["return.published", "return.restated", "return.withdrawn", "deadline.changed"]
KINDS: tuple[EventKind, ...] = get_args(EventKind)


def add_event(
    session: Session,
    clock: Clock,
    kind: EventKind,
    *,
    place: str | None,
    return_code: str,
    area: str,
    period: str,
    number: int | None = None,
    day: date | None = None,
) -> WebhookEventRow:
    """Add an event to the caller's transaction; whoever may know of it is told when the duty next runs."""
    row = WebhookEventRow(
        name=f"msg_{secrets.token_hex(16)}", kind=kind, at=clock.now(), place=place, return_code=return_code,
        area=area, period=period, number=number, day=day,
    )  # fmt: skip
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
