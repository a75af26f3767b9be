"""``returnonce extend``: more time for a return or for one agency, by whom and why; or taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from typing import Annotated, Any

import typer

from commands.context import Door, JsonOption, enter
from commands.date_arguments import day_given
from indicators.period.codes import parse_period
from jobs.note_dates import note_now
from mappings.calendar.working_days import format_date, format_hour, parse_hour
from mappings.obligations.extensions import (
    ExtensionGrant,
    grant_extension,
    read_grants,
    revoke_extension,
    select_current_grants,
)
from mappings.obligations.lookups import find_place, find_timetable
from mappings.obligations.obligation_dates import find_dates
from returnonce.db import reading
from returnonce.errors import WrongUsage

HEADINGS = ("until", "return", "place", "area", "period", "agency", "granted by", "on", "why")


def extend(
    return_code: Annotated[str | None, typer.Argument(metavar="RETURN", help="Such as vital-signs.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="The place that makes it.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Period code, such as FY2009-10.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only for this area; else for all.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Only what this agency sends.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="The new last day, such as 2010-04-30.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="Hour of that day in London, such as 17:00.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who grants it.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    back: Annotated[bool, typer.Option("--take-back", help="Take back what was granted in these terms.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Every extension, and what was taken back.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Grant more time, by its giver and for a reason; take it back; or list what was granted."""
    door = enter(as_json)
    if listed:
        return _list(door)
    about: dict[str, Any] = {
        "return_code": _needed(return_code, "RETURN"), "place": _needed(place, "--place"),
        "period": _needed(period, "--period"), "agency": agency, "by": by, "reason": reason,
        "area": door.ruleset.areas.find(area).code if area else None,
    }  # fmt: skip
    if back:
        made = revoke_extension(door.engine, door.clock, door.ruleset, **about)
        note_now(door.engine, door.ruleset, door.clock, made.place)
        _say(door, made)
        return None
    day, hour = day_given(_needed(until, "--until"), "--until"), _hour(at)
    made = grant_extension(door.engine, door.clock, door.ruleset, until=day, at=hour, **about)
    note_now(door.engine, door.ruleset, door.clock, made.place)
    _say(door, made)
    return None


def _hour(text: str | None) -> time | None:
    try:
        return parse_hour(text) if text is not None else None
    except ValueError as error:
        raise WrongUsage(f"{text!r} is not an hour.", where="--at", mend="Write it like 17:00.") from error


def _needed(text: str | None, name: str) -> str:
    if text:
        return text
    raise WrongUsage(f"{name} is missing.", where=name, mend="Give it, or --list to see what was granted.")


def _say(door: Door, made: ExtensionGrant) -> None:
    door.talk.data(asdict(made))
    what = f"{made.return_code} for {made.period}" + (f", {made.area}" if made.area else "")
    whose = f"What {made.agency} sends for {what}" if made.agency else f"The return {what}"
    if made.until is None:
        door.talk.say(f"{whose} has its former date again. The list keeps both rows.")
        return
    hour = f", {format_hour(made.at)}" if made.at else ""
    said = f"{whose} has until {format_date(made.until)}{hour}. Granted by {made.granted_by}: {made.reason}"
    door.talk.say(f"{said.rstrip('.')}. {_consequence(door, made)}".rstrip())


def _consequence(door: Door, made: ExtensionGrant) -> str:
    """What it comes to for the return and those who send; nothing where that hangs on an event."""
    home, span = find_place(door.ruleset, made.place), parse_period(made.period)
    with reading(door.engine) as session:
        rows = read_grants(session)
    timetable = find_timetable(door.ruleset, made.return_code, span, home)
    found = find_dates(
        timetable, span, place=home, ruleset=door.ruleset, grants=rows, agency=made.agency, area=made.area
    )
    if found.due.date is None or found.send_by.date is None:
        return ""
    late = " That is too late for the return itself." if found.send_by.date > found.due.date else ""
    why = door.ruleset.calendar_of(home).closure_reason(made.until) if made.until else None
    idle = f" Nobody works on the day granted ({why})." if why else ""
    who = made.agency or "agencies"
    sends = "send" if made.agency is None else "sends"
    return f"The return falls due on {found.due.words}; {who} {sends} by {found.send_by.words}.{late}{idle}"


def _list(door: Door) -> None:
    rows: tuple[ExtensionGrant, ...] = ()
    if door.store_exists:
        with reading(door.engine) as session:
            rows = read_grants(session)
    holds = set(select_current_grants(rows))
    door.talk.data([asdict(row) | {"holds": row in holds} for row in rows])
    door.talk.table(HEADINGS, [_row(row, row in holds) for row in rows])
    door.talk.say(f"{len(holds)} {'extension holds' if len(holds) == 1 else 'extensions hold'}; {len(rows)} rows.")


def _row(row: ExtensionGrant, holds: bool) -> tuple[object, ...]:
    until = "taken back" if row.until is None else f"{row.until}{'' if holds else ' (no longer)'}"
    return (until, row.return_code, row.place, row.area or "all", row.period, row.agency or "(the return)",
            row.granted_by, row.granted_at.date(), row.reason)  # fmt: skip
