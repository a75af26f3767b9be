"""Calendar feeds behind private addresses: the dates of one agency, one place or one return.

Whoever has an address may read the calendar. So it is made of 256 random bits, shown once, stored only
as its SHA-256, and can be revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select

from exports.formats.ical import make_calendar
from mappings.reminders.date_ledger import DateLedgerRow, read_last_change, read_latest_rows
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.clock import Clock
from returnonce.errors import Conflict, NotFound

FeedAudience = Literal["agency", "officer", "regulator"]
TOKEN_BYTES = 32
NO_SUCH = "There is no calendar at this address; it may have been taken back."


class FeedRow(SQLModel, table=True):
    """``scope``: the agency's, place's or return's code, by ``audience``."""

    __tablename__ = "feed"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    audience: str
    scope: str
    made_at: datetime


class FeedEndRow(SQLModel, table=True):
    """The address was revoked, for ever."""

    __tablename__ = "feed_end"

    feed: int = Field(primary_key=True, foreign_key="feed.id")
    at: datetime


@dataclass(frozen=True)
class Feed:
    """One address; the token itself is known only to whom it was given."""

    id: int
    audience: FeedAudience
    scope: str
    made_at: datetime
    revoked_at: datetime | None


def open_feed(
    session: Session, clock: Clock, ruleset: Ruleset, *, audience: FeedAudience, scope: str
) -> tuple[int, str]:
    """Make an address. Gives back its number and token; the token is not stored and cannot be shown again.

    Raises:
        NotFound: no such agency, place or return.
    """
    scope_title(ruleset, audience, scope)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = FeedRow(token_hash=_hash_token(token), audience=audience, scope=scope, made_at=clock.now())
    session.add(row)
    session.flush()
    assert row.id is not None
    audit.record(session, clock, act="add-feed", subject=f"feed {row.id}", details={audience: scope})
    return row.id, token


def close_feed(session: Session, clock: Clock, number: int) -> None:
    """Revoke an address.

    Raises:
        NotFound: there is no such number.
        Conflict: it was taken back before.
    """
    feed = next((feed for feed in read_feeds(session) if feed.id == number), None)
    if feed is None:
        raise NotFound(f"There is no feed {number}.", mend="returnonce feed list shows them.")
    if feed.revoked_at:
        raise Conflict(f"Feed {number} was taken back before.", mend="Nothing is left to do.")
    session.add(FeedEndRow(feed=number, at=clock.now()))
    audit.record(session, clock, act="revoke-feed", subject=f"feed {number}")


def read_feeds(session: Session) -> list[Feed]:
    """Every address, revoked ones too, in order."""
    ends = {row.feed: row.at for row in session.exec(select(FeedEndRow))}
    rows = session.exec(select(FeedRow).order_by(col(FeedRow.id)))
    return [Feed(row.id or 0, _audience(row.audience), row.scope, row.made_at, ends.get(row.id or 0)) for row in rows]


def find_feed(session: Session, token: str) -> Feed:
    """The feed at an address.

    Raises:
        NotFound: it is not known or was taken back; which of the two is not said.
    """
    token_hash = _hash_token(token)
    row = session.exec(select(FeedRow).where(col(FeedRow.token_hash) == token_hash)).first()
    # The search compares hashes that nobody outside can choose; the second look takes the same time for all.
    if row is None or not hmac.compare_digest(row.token_hash, token_hash) or _has_ended(session, row):
        raise NotFound(NO_SUCH, mend="Ask your performance officer for a new one.")
    return Feed(row.id or 0, _audience(row.audience), row.scope, row.made_at, None)


def render_feed(
    session: Session,
    ruleset: Ruleset,
    *,
    audience: FeedAudience,
    scope: str,
    base_url: str | None = None,
    as_of: datetime | None = None,
) -> bytes:
    """The iCalendar file of an audience, now or at ``as_of``. Dates of what has ended are in it as cancelled."""
    try:
        name = f"Return Once: {scope_title(ruleset, audience, scope)}"
    except NotFound:
        name = f"Return Once: {scope}"
    conditions = (col(DateLedgerRow.known_at) <= as_of,) if as_of else ()
    rows, newest = (
        read_latest_rows(session, *_row_filters(audience, scope), *conditions),
        read_last_change(session, *conditions),
    )
    return make_calendar(rows, name=name, days_before=ruleset.reminders.days_before, newest=newest, base_url=base_url)


def scope_title(ruleset: Ruleset, audience: FeedAudience, scope: str) -> str:
    """What an agency, place or return is called.

    Raises:
        NotFound: there is none of that code.
    """
    if audience == "regulator":
        unfilled = ruleset.unfilled_titles()
        return unfilled[scope] if scope in unfilled.keys() - ruleset.returns else ruleset.return_named(scope).title
    if audience == "agency":
        homes = [place for place in ruleset.places.values() if scope in place.agencies]
        return (homes or list(ruleset.places.values()))[0].agency(scope).name
    if scope not in ruleset.places:
        raise NotFound(f"There is no place {scope!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")
    return ruleset.places[scope].title


def _has_ended(session: Session, row: FeedRow) -> bool:
    return session.exec(select(FeedEndRow.feed).where(col(FeedEndRow.feed) == row.id)).first() is not None


def _row_filters(audience: FeedAudience, scope: str) -> tuple[ColumnElement[bool], ...]:
    if audience == "agency":
        return (col(DateLedgerRow.kind) == "collection", col(DateLedgerRow.agency) == scope)
    if audience == "officer":
        return (col(DateLedgerRow.place) == scope,)
    return (col(DateLedgerRow.kind) == "obligation", col(DateLedgerRow.return_code) == scope)


def _audience(text: str) -> FeedAudience:
    return next(argument for argument in get_args(FeedAudience) if argument == text)


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
