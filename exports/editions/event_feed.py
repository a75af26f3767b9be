"""The feed of events: what webhooks are told of, in the same order and under the same ids, for whoever asks.

Nothing is lost between two readings. An event gets its number in a transaction that waits for the one before it to
end (``returnonce.db.transaction``), so that no event appears later under a number that was passed already.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, select
from sqlmodel import Session, col

from exports.editions.models import EditionRow, ProposalAudienceRow
from returnonce.access.principals import PolicySubject
from returnonce.errors import NotFound
from returnonce.webhooks.models import WebhookEventRow

#: Rows that are looked through at a time.
CHUNK = 2_000
#: Whether the reader may know of an event about that, which may be about an edition that is open to everybody.
MayRead = Callable[[PolicySubject, bool], bool]


@dataclass(frozen=True)
class FeedQuery:
    """Which events: those after the one of that name, of these returns, areas and kinds; none means all."""

    after: str | None = None
    return_codes: Sequence[str] = ()
    areas: Sequence[str] = ()
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class FeedPage:
    """Some events, the oldest first, and whether more follow."""

    events: list[WebhookEventRow]
    more: bool


def read_feed(session: Session, query: FeedQuery, may_read: MayRead, *, limit: int) -> FeedPage:
    """The next ``limit`` events that the reader may know of.

    Raises:
        NotFound: no event has the name ``after``.
    """
    position = _find_position(session, query.after)
    with closing(_visible_numbers(session, query, position, may_read)) as visible:
        numbers = list(islice(visible, limit + 1))
    events = select(WebhookEventRow).where(col(WebhookEventRow.id).in_(numbers[:limit]))
    return FeedPage(list(session.scalars(events.order_by(col(WebhookEventRow.id)))), len(numbers) > limit)


def _find_position(session: Session, name: str | None) -> int:
    if name is None:
        return 0
    position = session.scalars(select(col(WebhookEventRow.id)).where(col(WebhookEventRow.name) == name)).first()
    if position is None:
        raise NotFound(
            "No change has that id here; the store may have been restored from a backup.", where="after",
            mend="Leave after out, and read the changes anew; those that you have bear the same ids.",
        )  # fmt: skip
    return position


def _visible_numbers(
    session: Session, query: FeedQuery, position: int, may_read: MayRead
) -> Generator[int, None, None]:
    may = cache(may_read)
    rows = _narrow(_rows_with_public_release().where(col(WebhookEventRow.id) > position), query)
    with session.execute(rows, execution_options={"yield_per": CHUNK}) as found:
        for number, place, area, return_code, release_of in found:
            if may(PolicySubject(place=place, area=area, return_code=return_code), release_of is not None):
                yield number


def _rows_with_public_release() -> Select[Any]:
    """Each event's number, place, area and return, and the proposal of the public edition that it is about, if any."""
    about = ("return_code", "area", "period", "number")
    edition = and_(
        *(getattr(EditionRow, name) == getattr(WebhookEventRow, name) for name in about), col(EditionRow.public)
    )
    release = and_(
        col(ProposalAudienceRow.proposal) == EditionRow.proposal,
        col(ProposalAudienceRow.audience) == "public",
        col(ProposalAudienceRow.cells).is_not(None),
    )
    columns = [getattr(WebhookEventRow, name) for name in ("id", "place", "area", "return_code")]
    joined = select(*columns, col(ProposalAudienceRow.proposal)).join(EditionRow, edition, isouter=True)
    return joined.join(ProposalAudienceRow, release, isouter=True).order_by(col(WebhookEventRow.id))


def _narrow(rows: Select[Any], query: FeedQuery) -> Select[Any]:
    wanted = {"return_code": query.return_codes, "area": query.areas, "kind": query.kinds}
    for name, values in wanted.items():
        rows = rows.where(getattr(WebhookEventRow, name).in_(values)) if values else rows
    return rows
