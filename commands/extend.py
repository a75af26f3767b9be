"""``returnonce extend``: more time for a return or for one agency, by whom and why; or taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_day
from jobs.note_dates import note_now
from mappings.calendar.deadlines import format_date, format_hour, parse_hour
from mappings.obligations.extension_ledger import (
    ExtensionGrant,
    ExtensionTerms,
    read_grants,
    select_current_grants,
)
from mappings.obligations.grant_extensions import describe_effect, grant_extension, revoke_extension
from returnonce.count_text import format_count
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
    list_extensions: Annotated[bool, typer.Option("--list", help="Every extension, and what was taken back.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Grant more time, by its giver and for a reason; take it back; or list what was granted."""
    context = open_context(as_json)
    if list_extensions:
        return _list(context)
    terms = ExtensionTerms(
        return_code=_require(return_code, "RETURN"), place=_require(place, "--place"), agency=agency,
        period=_require(period, "--period"), area=context.ruleset.areas.find(area).code if area else None,
    )  # fmt: skip
    if back:
        grant = revoke_extension(context, terms, by=by, reason=reason)
        note_now(context, grant.place)
        _say(context, grant)
        return None
    day, hour = parse_day(_require(until, "--until"), "--until"), _hour(at)
    grant = grant_extension(context, terms, day, hour, by=by, reason=reason)
    note_now(context, grant.place)
    _say(context, grant)
    return None


def _hour(text: str | None) -> time | None:
    try:
        return parse_hour(text) if text is not None else None
    except ValueError as error:
        raise WrongUsage(f"{text!r} is not an hour.", where="--at", mend="Write it like 17:00.") from error


def _require(text: str | None, name: str) -> str:
    if text:
        return text
    raise WrongUsage(f"{name} is missing.", where=name, mend="Give it, or --list to see what was granted.")


def _say(context: CommandContext, grant: ExtensionGrant) -> None:
    context.console.data(asdict(grant))
    what = f"{grant.return_code} for {grant.period}" + (f", {grant.area}" if grant.area else "")
    whose = f"What {grant.agency} sends for {what}" if grant.agency else f"The return {what}"
    if grant.until is None:
        context.console.text(f"{whose} has its former date again. The list keeps both rows.")
        return
    hour = f", {format_hour(grant.at)}" if grant.at else ""
    sentence = f"{whose} has until {format_date(grant.until)}{hour}. Granted by {grant.granted_by}: {grant.reason}"
    context.console.text(f"{sentence.rstrip('.')}. {_consequence(context, grant)}".rstrip())


def _consequence(context: CommandContext, grant: ExtensionGrant) -> str:
    with reading(context.engine) as session:
        return describe_effect(context.ruleset, read_grants(session), grant)


def _list(context: CommandContext) -> None:
    rows: tuple[ExtensionGrant, ...] = ()
    if context.store_exists:
        with reading(context.engine) as session:
            rows = read_grants(session)
    holds = set(select_current_grants(rows))
    context.console.data([asdict(row) | {"holds": row in holds} for row in rows])
    context.console.table(HEADINGS, [_row(row, row in holds) for row in rows])
    context.console.say(
        f"{format_count(len(holds), 'extension holds', 'extensions hold')}; {format_count(len(rows), 'row')}."
    )


def _row(row: ExtensionGrant, holds: bool) -> tuple[object, ...]:
    until = "taken back" if row.until is None else f"{row.until}{'' if holds else ' (no longer)'}"
    return (until, row.return_code, row.place, row.area or "all", row.period, row.agency or "(the return)",
            row.granted_by, row.granted_at.date(), row.reason)  # fmt: skip
