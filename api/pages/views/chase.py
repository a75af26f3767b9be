"""What would be said to one agency, as the page of a chase shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.pages.views.schedule import send_by_words
from api.pages.wording import instant_words, title_with_period
from indicators.period.codes import parse_period
from mappings.reminders.chases import Chase, LastChase
from returnonce.clock import LONDON
from returnonce.count_text import format_count


@dataclass(frozen=True)
class ChaseView:
    """``value``: the agency as the form names it. ``goes``: when it would go out, in words; empty without a mailbox.

    ``today``: it was chased today for each of these already.
    """

    value: str
    agency: str
    count: str
    owed: tuple[str, ...]
    mailboxes: str
    subject: str
    body: str
    goes: str
    last: str
    today: bool


def chase_view(chase: Chase, last_chases: Mapping[str, LastChase], *, now: datetime) -> ChaseView:
    """The view of one chase."""
    last = [last_chases[row["key"]] for row in chase.rows if row["key"] in last_chases]
    newest = max(last, key=lambda one: one.at, default=None)
    day = now.astimezone(LONDON).date()
    done = [one for one in last if one.at.astimezone(LONDON).date() == day and one.way == "message"]
    return ChaseView(
        value=f"{chase.place}/{chase.agency}", agency=chase.agency_name,
        count=format_count(len(chase.rows), "collection"), owed=tuple(_owed(row) for row in chase.rows),
        mailboxes=format_count(len(chase.contacts), "mailbox", "mailboxes") if chase.contacts else "",
        subject=chase.subject, body=chase.body,
        goes="" if chase.goes_at is None else "now" if chase.goes_at <= now else f"on {instant_words(chase.goes_at)}",
        last=f"Last chased {instant_words(newest.at)}" if newest else "", today=len(done) == len(chase.rows),
    )  # fmt: skip


def _owed(row: Mapping[str, object]) -> str:
    title = title_with_period(str(row["title"] or row["return"]), parse_period(str(row["period"])))
    return f"{title}: {send_by_words(row)}"
