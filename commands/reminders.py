"""``returnonce reminders``: what goes to whom today, and what waits to be sent."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Annotated, Any

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_day
from jobs.deliver_messages import choose_sender, deliver_messages_now
from jobs.remind import ReminderRound, remind_now, would_remind
from mappings.calendar.deadlines import format_date, format_hour
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
    context = open_context(as_json)
    if send and (on or dry_run or outbox):
        raise WrongUsage("--send writes and sends.", where="--send", mend="Leave out --on, --dry-run and --outbox.")
    if outbox:
        return _show_outbox(context, whole)
    if on or dry_run:
        return _show(context, _would(context, on), whole, sentence="would be written")
    written = remind_now(context)
    sending = _deliver_now(context) if send else None
    _show(context, written, whole, sentence="written into the outbox", sending=sending)
    return None


def _would(context: CommandContext, on: str | None) -> ReminderRound:
    now = datetime.combine(parse_day(on, "--on"), NOON, LONDON).astimezone(UTC) if on else context.clock.now()
    return would_remind(context, now)


def _deliver_now(context: CommandContext) -> str:
    return deliver_messages_now(context, choose_sender(context.settings, context.ruleset.jobs.delivery))


def _show(
    context: CommandContext, reminders: ReminderRound, whole: bool, *, sentence: str, sending: str | None = None
) -> None:
    wrote: list[dict[str, Any]] = [vars(each) for each in reminders.wrote]
    context.console.data(
        {"messages": wrote, "taken_back": reminders.replaced, "nobody": reminders.nobody, "sent": sending}
    )
    context.console.table(
        ["to", "not before", "tells of", "subject"],
        [(each.recipient, _moment_text(each.not_before), len(each.keys), each.subject) for each in reminders.wrote],
    )
    for each in reminders.wrote if whole else ():
        context.console.text(f"\nTo: {each.recipient}\nSubject: {each.subject}\n\n{each.body}")
    context.console.text(f"{len(reminders.wrote)} {'message' if len(reminders.wrote) == 1 else 'messages'} {sentence}.")
    if reminders.nobody:
        context.console.say(f"Nobody to remind at {', '.join(reminders.nobody)}: add them to the place's contacts.tsv.")
    if sending:
        context.console.text(f"Sending: {sending}.")


def _show_outbox(context: CommandContext, whole: bool) -> None:
    with reading(context.engine) as session:
        rows = [row.model_dump() for row in outbox_delivery.read_waiting(session)]
        failed = [row.model_dump() | {"reason": last.detail} for row, last in outbox_delivery.read_undelivered(session)]
    context.console.data({"waiting": rows, "undelivered": failed})
    context.console.table(
        ["to", "written", "not before", "subject"],
        [
            (row["recipient"], _moment_text(row["made_at"]), _moment_text(row["not_before"]), row["subject"])
            for row in rows
        ],
    )
    for row in rows if whole else ():
        context.console.text(f"\nTo: {row['recipient']}\nSubject: {row['subject']}\n\n{row['body']}")
    context.console.say(f"{len(rows)} {'message waits' if len(rows) == 1 else 'messages wait'} to be sent.")
    for row in failed:
        context.console.say(f"Not delivered to {row['recipient']} ({row['reason']}): {row['subject']}")
    if rows and not (context.settings.mail_server or context.settings.notify_key):
        context.console.say("No mail server is set (RETURNONCE_MAIL_SERVER), so none is sent; nothing is lost.")


def _moment_text(instant: datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{format_date(local.date())}, {format_hour(local.time().replace(second=0, microsecond=0))}"
