"""``returnonce reminders``: what goes to whom today, and what waits to be sent."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Annotated, Any

import typer

from commands.context import Door, JsonOption, enter
from commands.date_arguments import day_given
from jobs.deliver_messages import choose_sender, deliver_messages_now
from jobs.remind import ReminderRound, remind_now, would_remind
from mappings.calendar.working_days import format_date, format_hour
from returnonce.claims import outbox_delivery
from returnonce.clock import LONDON
from returnonce.db import reading
from returnonce.errors import WrongUsage

#: The hour at which another day is looked at: the middle of a working day, when nobody is left in peace.
NOON = time(12)


def reminders(
    on: Annotated[str | None, typer.Option("--on", help="Show what would go out on this day; writes nothing.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written now; write nothing.")] = False,
    outbox: Annotated[bool, typer.Option("--outbox", help="Only list the messages that wait to be sent.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Also send now what may go out, as the duty does.")] = False,
    whole: Annotated[bool, typer.Option("--text", help="Show the messages themselves as well.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write today's reminders into the outbox, one message for each contact, each occasion once; or only show them."""
    door = enter(as_json)
    if send and (on or dry_run or outbox):
        raise WrongUsage("--send writes and sends.", where="--send", mend="Leave out --on, --dry-run and --outbox.")
    if outbox:
        return _waiting(door, whole)
    if on or dry_run:
        return _show(door, _would(door, on), whole, told="would be written")
    written = remind_now(door.engine, door.ruleset, door.clock, base_url=door.settings.base_url)
    sent = _sent(door) if send else None
    _show(door, written, whole, told="written into the outbox", sent=sent)
    return None


def _would(door: Door, on: str | None) -> ReminderRound:
    now = datetime.combine(day_given(on, "--on"), NOON, LONDON).astimezone(UTC) if on else door.clock.now()
    return would_remind(door.engine, door.ruleset, now, base_url=door.settings.base_url)


def _sent(door: Door) -> str:
    return deliver_messages_now(door.engine, door.ruleset, door.clock, choose_sender(door.settings))


def _show(door: Door, done: ReminderRound, whole: bool, *, told: str, sent: str | None = None) -> None:
    wrote: list[dict[str, Any]] = [vars(each) for each in done.wrote]
    door.talk.data({"messages": wrote, "taken_back": done.replaced, "nobody": done.nobody, "sent": sent})
    door.talk.table(
        ["to", "not before", "tells of", "subject"],
        [(each.recipient, _when(each.not_before), len(each.keys), each.subject) for each in done.wrote],
    )
    for each in done.wrote if whole else ():
        door.talk.text(f"\nTo: {each.recipient}\nSubject: {each.subject}\n\n{each.body}")
    door.talk.say(f"{len(done.wrote)} {'message' if len(done.wrote) == 1 else 'messages'} {told}.")
    if done.nobody:
        door.talk.say(f"Nobody to remind at {', '.join(done.nobody)}: add them to the place's contacts.tsv.")
    if sent:
        door.talk.say(f"Sending: {sent}.")


def _waiting(door: Door, whole: bool) -> None:
    with reading(door.engine) as session:
        rows = [row.model_dump() for row in outbox_delivery.read_waiting(session)]
        failed = [row.model_dump() | {"reason": last.detail} for row, last in outbox_delivery.read_undelivered(session)]
    door.talk.data({"waiting": rows, "undelivered": failed})
    door.talk.table(
        ["to", "written", "not before", "subject"],
        [(row["recipient"], _when(row["made_at"]), _when(row["not_before"]), row["subject"]) for row in rows],
    )
    for row in rows if whole else ():
        door.talk.text(f"\nTo: {row['recipient']}\nSubject: {row['subject']}\n\n{row['body']}")
    door.talk.say(f"{len(rows)} {'message waits' if len(rows) == 1 else 'messages wait'} to be sent.")
    for row in failed:
        door.talk.say(f"Not delivered to {row['recipient']} ({row['reason']}): {row['subject']}")
    if rows and not (door.settings.mail_server or door.settings.notify_key):
        door.talk.say("No mail server is set (RETURNONCE_MAIL_SERVER), so none is sent; nothing is lost.")


def _when(instant: datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{format_date(local.date())}, {format_hour(local.time().replace(second=0, microsecond=0))}"
