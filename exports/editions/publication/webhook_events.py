"""The one place at which others hear of an edition, in the transaction that made it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlmodel import Session

from returnonce.clock import Clock
from returnonce.webhooks.events import EventKind, tell

if TYPE_CHECKING:
    from exports.editions.published_editions import Edition

News = Literal["published", "restated", "withdrawn"]
KINDS: dict[News, EventKind] = {
    "published": "return.published",
    "restated": "return.restated",
    "withdrawn": "return.withdrawn",
}


def announce(session: Session, clock: Clock, kind: News, edition: Edition) -> None:
    """Whatever is to be told of an edition is noted here, so that it is told if and only if it holds."""
    tell(session, clock, KINDS[kind], place=edition.place, return_code=edition.return_code, area=edition.area,
         period=edition.period, number=edition.number)  # fmt: skip
