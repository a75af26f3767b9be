"""Webhook events about editions, written in the transaction that publishes or withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlmodel import Session

from returnonce.clock import Clock
from returnonce.webhooks.events import EventKind, NewEvent, add_event

if TYPE_CHECKING:
    from exports.editions.published_editions import PublishedEdition

News = Literal["published", "restated", "withdrawn"]
KINDS: dict[News, EventKind] = {
    "published": "return.published",
    "restated": "return.restated",
    "withdrawn": "return.withdrawn",
}


def announce(session: Session, clock: Clock, kind: News, edition: PublishedEdition) -> None:
    """Record the event of an edition, so that it is delivered if and only if the act is committed."""
    event = NewEvent(
        KINDS[kind], edition.place, edition.return_code, edition.area, edition.period, number=edition.number
    )
    add_event(session, clock, event)
