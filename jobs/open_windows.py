"""Job: tell agencies what they can send from now on; each window that opened is told of once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlmodel import Session

from indicators.period.codes import parse_period
from jobs.runner.job_function import Finish
from mappings.calendar.deadlines import format_date, format_hour
from mappings.definitions.letter_templates import LetterTemplates
from mappings.place.contacts import Contact
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.reminders.public_explanations import remove_names
from mappings.reminders.reminders import find_quiet_hours
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims import outbox
from returnonce.claims.once import record_once
from returnonce.claims.outbox import NewMessage
from returnonce.clock import LONDON
from returnonce.count_text import format_count
from returnonce.db import reading

if TYPE_CHECKING:
    from mappings.place.places import Place

Row = dict[str, Any]
#: Periods that end this long before or after today are looked at, as for reminders.
VIEW = timedelta(days=400)


def open_windows(context: AppContext, slot: datetime) -> Finish:
    """The job: one row of the audit for each collection whose window is open, one message for each mailbox."""
    ruleset, day = context.ruleset, slot.astimezone(LONDON).date()
    with reading(context.engine) as session:
        collections = make_plan(ruleset, PlanScope(day - VIEW, day + VIEW), session).collections
    is_open = pl.col("agency").is_not_null() & (pl.col("opens") <= day) & (pl.col("due") >= day)
    rows = collections.filter(is_open).sort("due", "key").to_dicts()

    def finish(session: Session) -> str:
        new = record_once(session, context.clock, [_key(row) for row in rows])
        opened = [row for row in rows if _key(row) in new]
        for row in opened:
            details = {"opens": row["opens"].isoformat(), "due": row["due"].isoformat(), "figures": row["figures"]}
            audit.record(session, context.clock, act="open-window", subject=row["key"], details=details)
        messages = _write(session, context, [row for row in opened if row["given"] < row["figures"]])
        return f"{len(opened)} opened, {format_count(messages, 'message')} written"

    return finish


def _key(row: Row) -> str:
    return f"opened/{row['key']}/{row['opens']}"


def _write(session: Session, context: AppContext, opened: Sequence[Row]) -> int:
    """One message for each mailbox of an agency; how many."""
    ruleset = context.ruleset
    by_mailbox: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in opened:
        for contact in ruleset.places[row["place"]].contacts:
            if (contact.kind, contact.whom) == ("agency", row["agency"]):
                by_mailbox[(row["place"], contact.code)].append(row)
    for (name, code), rows in by_mailbox.items():
        place = ruleset.places[name]
        contact = next(contact for contact in place.contacts if contact.code == code)
        subject, body = _letter(ruleset.jobs.letters, place.agency(contact.whom).name, rows)
        keys = tuple(f"{_key(row)}/{code}" for row in rows)
        message = NewMessage(f"{name}/{code}", keys, subject, body, not_before=_moment(context, place, contact))
        outbox.put(session, context.clock, message)
    return len(by_mailbox)


def _moment(context: AppContext, place: Place, contact: Contact) -> datetime:
    return find_quiet_hours(context.ruleset, place, contact).find_next_moment(context.clock.now())


def _letter(letters: LetterTemplates, name: str, rows: Sequence[Row]) -> tuple[str, str]:
    first = {"title": rows[0]["title"], "period": parse_period(rows[0]["period"]).label()}
    one = len(rows) == 1
    subject = letters.say("opened_subject_one", **first) if one else letters.say("opened_subject_many", count=len(rows))
    entries = [_entry(letters, row) for row in rows]
    return subject, "\n\n".join([letters.say("opened", name=name), *entries, letters.opened_closing]) + "\n"


def _entry(letters: LetterTemplates, row: Row) -> str:
    due = format_date(row["due"]) + (f", {format_hour(time.fromisoformat(row['at']))}" if row["at"] else "")
    period, why = parse_period(row["period"]).label(), remove_names(row["explanation"] or "")
    text = letters.say("opened_entry", title=row["title"], period=period, due=due, why=why)
    return f"{text}\n{letters.opened_assumed}" if row["assumed"] else text
