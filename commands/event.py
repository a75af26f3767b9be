"""``returnonce event``: what began an obligation, such as the notice of an inspection."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_day
from indicators.period.printed import read_period
from jobs.note_dates import note_now
from mappings.calendar.deadlines import format_date
from mappings.obligations.event_ledger import Event, read_events
from mappings.obligations.events import EventReport, cancel_event, record_event
from mappings.obligations.lookups import find_place, find_timetable
from mappings.obligations.obligation_dates import ObligationDates, find_dates
from returnonce.db import reading
from returnonce.errors import WrongUsage

HEADINGS = ("name", "day", "kind", "return", "place", "area", "period", "note")


def event(
    place: Annotated[str | None, typer.Option("--place", help="The place that it happened at.")] = None,
    return_code: Annotated[str | None, typer.Option("--return", help="The return that it begins.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Area code or name.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="What the return is then made for.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="Day of the event, such as 2024-09-20.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Kind of event, if not the return's own.")] = None,
    note: Annotated[str, typer.Option("--note", help="Anything to remember; no names of people.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who says so.")] = "not said",
    cancel: Annotated[str | None, typer.Option("--cancel", metavar="NAME", help="One that counts no more.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why it is cancelled.")] = "",
    list_events: Annotated[bool, typer.Option("--list", help="Every event that counts.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Record what begins a return: notice of an inspection, a scrutiny meeting, a request for information."""
    context = open_context(as_json)
    if list_events:
        _list(context)
    elif cancel:
        gone = cancel_event(context, cancel, reason=reason, by=by)
        note_now(context, gone.place)
        context.console.data(asdict(gone))
        context.console.text(f"{gone.name} counts no more; what it began is owed no more.")
    else:
        report = EventReport(
            place=_require(place, "--place"), return_code=_require(return_code, "--return"), note=note, kind=kind,
            area=context.ruleset.areas.find(_require(area, "--area")).code, period=_require(period, "--period"),
            day=parse_day(_require(on, "--on"), "--on"),
        )  # fmt: skip
        new_event = record_event(context, report, by=by)
        note_now(context, new_event.place)
        _say(context, new_event)


def _require(text: str | None, name: str) -> str:
    if text:
        return text
    raise WrongUsage(f"{name} is missing.", where=name, mend="Give it, or --list to see what is recorded.")


def _say(context: CommandContext, event: Event) -> None:
    dates = _dates(context, event)
    days = {name: due and asdict(due) for name, due in (("due", dates.due), ("send_by", dates.send_by))}
    context.console.data(asdict(event) | days)
    assumed = " (assumed)" if dates.due.assumed else ""
    context.console.text(
        f"{event.name}: {event.return_code} for {event.period} falls due on {dates.due.words}{assumed}. "
        f"{dates.due.explanation} Agencies send by {dates.send_by.words}.{_past(context, dates)}"
    )


def _past(context: CommandContext, dates: ObligationDates) -> str:
    now = context.clock.now()
    gone = [due.instant is not None and due.instant <= now for due in (dates.send_by, dates.due)]
    return " Both have passed already." if all(gone) else " That has passed already." if gone[0] else ""


def _dates(context: CommandContext, event: Event) -> ObligationDates:
    home, span = find_place(context.ruleset, event.place), read_period(event.period)
    timetable = find_timetable(context.ruleset, event.return_code, span, home)
    return find_dates(timetable, span, place=home, ruleset=context.ruleset, event=event)


def _list(context: CommandContext) -> None:
    rows: tuple[Event, ...] = ()
    if context.store_exists:
        with reading(context.engine) as session:
            rows = read_events(session)
    context.console.data([asdict(row) for row in rows])
    context.console.table(HEADINGS, [_row(row) for row in rows])
    kinds = ", ".join(context.ruleset.event_kinds)
    context.console.say(f"{len(rows)} {'event counts' if len(rows) == 1 else 'events count'}. Kinds are: {kinds}.")


def _row(row: Event) -> tuple[object, ...]:
    return row.name, format_date(row.day), row.kind, row.return_code, row.place, row.area, row.period, row.note
