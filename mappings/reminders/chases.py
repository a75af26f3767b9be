"""Chases: an officer asks an agency for what it owes, in words of their own; sent or copied, and noted.

Each chase is an act of the audit trail about one collection, so that everybody sees when it was last asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import polars as pl
from sqlmodel import Session, col, select

from mappings.place.contacts import Contact
from mappings.reminders.reminder_text import DigestContent, write_digest
from mappings.reminders.reminder_times import find_london_day
from mappings.reminders.reminders import find_quiet_hours, list_agency_contacts
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import check_chase
from returnonce.access.principals import PolicySubject, Principal
from returnonce.audit import AuditRow
from returnonce.claims import outbox
from returnonce.claims.outbox import NewMessage
from returnonce.db import transaction
from returnonce.errors import Conflict, Refused

ACT = "chase"
#: ``message``: written to the outbox; ``copied``: the officer took the words elsewhere.
ChaseWay = Literal["message", "copied"]
MAX_SUBJECT, MAX_BODY = 200, 20_000


@dataclass(frozen=True)
class Chase:
    """What would be said to one agency. ``rows`` are of the board; ``contacts`` its mailboxes, none where it has none.

    ``goes_at``: when it would go out, after quiet hours; None where nobody can be written to.
    """

    place: str
    agency: str
    agency_name: str
    rows: tuple[Mapping[str, Any], ...]
    contacts: tuple[Contact, ...]
    subject: str
    body: str
    goes_at: datetime | None


@dataclass(frozen=True)
class LastChase:
    """The newest chase of a collection; ``by`` is an account's name."""

    at: datetime
    by: str
    way: ChaseWay


def write_chases(ruleset: Ruleset, rows: pl.DataFrame, *, now: datetime, base_url: str | None) -> list[Chase]:
    """What would be said to each agency of some rows (``BOARD_SCHEMA``), by agency. Rows of nobody are left out."""
    owed = rows.filter(pl.col("agency").is_not_null() & pl.col("due").is_not_null()).sort("agency_name", "due", "key")
    groups = owed.partition_by("place", "agency", maintain_order=True)
    return [_write(ruleset, group.to_dicts(), now, base_url) for group in groups]


def _write(ruleset: Ruleset, rows: Sequence[Mapping[str, Any]], now: datetime, base_url: str | None) -> Chase:
    place, agency = ruleset.places[rows[0]["place"]], rows[0]["agency"]
    content = DigestContent([rows[0]["agency_name"]], find_london_day(now), rows, (), (), base_url, has_ending=False)
    subject, body = write_digest(ruleset, content)
    mailboxes = {contact.address.lower(): contact for contact in reversed(list_agency_contacts(place, agency))}
    contacts = tuple(sorted(mailboxes.values(), key=lambda contact: contact.code))
    moments = [find_quiet_hours(ruleset, place, contact).find_next_moment(now) for contact in contacts]
    return Chase(
        place.name, agency, rows[0]["agency_name"], tuple(rows), contacts, subject, body, max(moments, default=None)
    )


def send_chase(context: AppContext, chase: Chase, subject: str, body: str, *, by: Principal) -> int:
    """Write the message to each of the agency's mailboxes, and note it of each collection; how many were written.

    The same collections are chased at most once a day by message, so that a form sent twice writes once.

    Raises:
        NotFound, Forbidden: as the policy says.
        Refused: there is no subject or text, or the agency has no mailbox.
        Conflict: some of these were chased today already.
    """
    _check(chase, by)
    words = _check_words(subject, body)
    if not chase.contacts or chase.goes_at is None:
        raise Refused(
            f"{chase.agency_name} has no mailbox here.", where="body",
            mend="Copy the words and send them yourself, then note that you did.",
        )  # fmt: skip
    with transaction(context.engine) as session:
        messages = [_make_message(context, chase, contact, *words) for contact in chase.contacts]
        written = [message for message in messages if outbox.put(session, context.clock, message) is not None]
        if not written:
            raise Conflict(f"{chase.agency_name} was chased for this today already.", mend="Look again tomorrow.")
        _note(session, context, chase, by, "message")
    return len(written)


def note_chase(context: AppContext, chase: Chase, *, by: Principal) -> None:
    """Note that the agency was asked in another way, by telephone or from one's own mailbox."""
    _check(chase, by)
    with transaction(context.engine) as session:
        _note(session, context, chase, by, "copied")


def read_last_chases(session: Session) -> dict[str, LastChase]:
    """The newest chase of each collection, by its key."""
    query = select(AuditRow.subject, AuditRow.at, AuditRow.details).where(AuditRow.act == ACT)
    newest: dict[str, LastChase] = {}
    for key, at, text in session.exec(query.order_by(col(AuditRow.id))):
        details = json.loads(text)
        newest[key] = LastChase(at, details["by"], details["way"])
    return newest


def row_subject(row: Mapping[str, Any]) -> PolicySubject:
    """Place, agency and return of a row of the board, as permissions are asked for."""
    return PolicySubject(place=row["place"], agency=row["agency"], return_code=row["return"])


def _check(chase: Chase, by: Principal) -> None:
    for row in chase.rows:
        check_chase(by, row_subject(row))


def _check_words(subject: str, body: str) -> tuple[str, str]:
    for name, words, most in (("subject", subject, MAX_SUBJECT), ("body", body, MAX_BODY)):
        if not words.strip():
            raise Refused(f"The {'message' if name == 'body' else name} is empty.", where=name, mend="Write it.")
        if len(words) > most:
            raise Refused(f"The {'message' if name == 'body' else name} is longer than {most:,} characters.",
                          where=name, mend="Shorten it.")  # fmt: skip
    return subject.strip(), body.strip() + "\n"


def _make_message(context: AppContext, chase: Chase, contact: Contact, subject: str, body: str) -> NewMessage:
    day = find_london_day(context.clock.now())
    keys = tuple(sorted(f"asked/{contact.code}/{row['key']}/{day}" for row in chase.rows))
    assert chase.goes_at is not None
    return NewMessage(f"{chase.place}/{contact.code}", keys, subject, body, chase.goes_at)


def _note(session: Session, context: AppContext, chase: Chase, by: Principal, way: ChaseWay) -> None:
    for row in chase.rows:
        audit.record(session, context.clock, act=ACT, subject=row["key"], details={"by": by.name, "way": way})
