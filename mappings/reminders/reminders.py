"""Reminders: from the board to one message for each recipient and day.

An *occasion* is one collection so many days before its date, or the day after it, for one recipient.
Its key holds the date, so that a date that moves has new occasions. Of those whose time has come only
the newest counts: after an outage over 28 and 14 days left, one reminder goes out, for 14 days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from mappings.definitions.reminder_templates import ReminderTemplates
from mappings.place.contacts import Contact
from mappings.place.places import Place
from mappings.reminders.quiet_hours import QuietHours
from mappings.reminders.reminder_text import DigestContent, write_digest
from mappings.reminders.reminder_times import DAY_AFTER, ReminderTimes, find_london_day
from returnonce.claims.outbox import NewMessage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Row = Mapping[str, Any]
#: An agency's own reminder, what officers chase, and what falls due where nobody can be reminded.
OccasionKind = Literal["reminder", "chase", "nobody"]
KINDS: tuple[OccasionKind, ...] = ("reminder", "chase", "nobody")
OPEN_STATES = frozenset({"not_yet_open", "not_started", "part_received", "needs_fixing", "late"})


@dataclass(frozen=True)
class Occasion:
    """``days`` before the date, or ``DAY_AFTER`` it; ``send_at`` in UTC. ``row`` is the board's."""

    kind: OccasionKind
    place: Place
    contact: Contact
    row: Row
    days: int
    send_at: datetime

    @property
    def key(self) -> str:
        """A key used once for ever: recipient, collection, date and days before."""
        when = "after" if self.days == DAY_AFTER else str(self.days)
        return f"{self.kind}/{self.place.name}/{self.contact.code}/{self.row['key']}/{self.row['due']}/{when}"


def find_occasions(
    ruleset: Ruleset, board: pl.DataFrame, *, now: datetime, own_templates: ReminderTemplates | None = None
) -> list[Occasion]:
    """Every occasion whose time has come and that may go out today. ``board``: ``BOARD_SCHEMA`` at ``now``."""
    templates = own_templates or ruleset.reminders
    due = board.filter(pl.col("due").is_not_null() & pl.col("state").is_in(list(OPEN_STATES)))
    due_occasions: list[Occasion] = []
    for row in due.iter_rows(named=True):
        place = ruleset.places[row["place"]]
        for kind, contact in _list_recipients(place, row, late=row["state"] == "late"):
            hours = find_quiet_hours(ruleset, place, contact, templates)
            steps = contact.days_before or templates.days_before
            moment = ReminderTimes(now, hours, steps, templates.late_days).find_moment(row)
            due_occasions += [Occasion(kind, place, contact, row, *moment)] if moment else []
    return due_occasions


def make_digests(
    ruleset: Ruleset, occasions: Collection[Occasion], *, now: datetime, base_url: str | None
) -> list[NewMessage]:
    """The occasions as messages in order of recipient: one for each mailbox, whichever agencies share it."""
    ordered = sorted(occasions, key=_make_mailbox_key)
    made_digests = [
        _make_digest(ruleset, list(mailbox_occasions), now, base_url)
        for _, mailbox_occasions in groupby(ordered, key=_make_mailbox_key)
    ]
    return sorted(made_digests, key=lambda digest: digest.recipient)


def find_quiet_hours(
    ruleset: Ruleset, place: Place, contact: Contact, templates: ReminderTemplates | None = None
) -> QuietHours:
    """When a contact may be written to."""
    quiet = (templates or ruleset.reminders).quiet
    start, end = contact.quiet_from or quiet.start, contact.quiet_to or quiet.end
    return QuietHours(start, end, quiet.morning, ruleset.calendar_of(place))


def list_agencies_without_contact(ruleset: Ruleset, board: pl.DataFrame) -> list[str]:
    """Agencies that owe something and have no contact, as ``place/agency``."""
    pairs = board.filter(pl.col("state").is_in(list(OPEN_STATES))).select("place", "agency").drop_nulls().unique()
    return sorted(
        f"{place}/{agency}"
        for place, agency in pairs.iter_rows()
        if not list_agency_contacts(ruleset.places[place], agency)
    )


def _list_recipients(place: Place, row: Row, *, late: bool) -> Iterator[tuple[OccasionKind, Contact]]:
    """The agency's own contacts; the place's officers where it is late or the agency has none."""
    own_contacts = list_agency_contacts(place, row["agency"])
    yield from (("reminder", contact) for contact in own_contacts)
    officers = [contact for contact in place.contacts if contact.kind == "officer"]
    if late or not own_contacts:
        yield from (("chase" if late else "nobody", contact) for contact in officers)


def list_agency_contacts(place: Place, agency: str | None) -> list[Contact]:
    """The mailboxes of one agency at a place."""
    return [contact for contact in place.contacts if (contact.kind, contact.whom) == ("agency", agency)]


def _make_mailbox_key(occasion: Occasion) -> tuple[str, str]:
    return occasion.place.name, occasion.contact.address.lower()


def _make_digest(ruleset: Ruleset, occasions: list[Occasion], now: datetime, base_url: str | None) -> NewMessage:
    place = occasions[0].place
    rows: dict[str, list[Row]] = {
        kind: [occasion.row for occasion in occasions if occasion.kind == kind] for kind in KINDS
    }
    names = sorted({_find_recipient_name(place, occasion.contact) for occasion in occasions})
    content = DigestContent(names, find_london_day(now), rows["reminder"], rows["chase"], rows["nobody"], base_url)
    subject, body = write_digest(ruleset, content)
    keys = tuple(sorted(occasion.key for occasion in occasions))
    recipient = f"{place.name}/{min(occasion.contact.code for occasion in occasions)}"
    return NewMessage(recipient, keys, subject, body, min(occasion.send_at for occasion in occasions))


def _find_recipient_name(place: Place, contact: Contact) -> str:
    return place.title if contact.kind == "officer" else place.agency(contact.whom).name
