"""``returnonce feed``: calendars to subscribe to, each behind a private address."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.context import AsOfOption, CommandContext, JsonOption, open_context, say_rules
from exports.calendars_as_of import render_calendar_as_of
from exports.feeds import FeedAudience, close_feed, open_feed, read_feeds, render_feed, scope_title
from jobs.note_dates import note_now
from returnonce.blobs import write_atomic
from returnonce.db import reading, transaction
from returnonce.errors import WrongUsage

AgencyScope = Annotated[str | None, typer.Option("--agency", help="What is asked of this agency.")]
PlaceScope = Annotated[str | None, typer.Option("--place", help="Everything at this place, for its officers.")]
ReturnScope = Annotated[str | None, typer.Option("--return", help="This return of every place, for who receives it.")]


def add_feed(
    agency: AgencyScope = None, place: PlaceScope = None, return_scope: ReturnScope = None, as_json: JsonOption = False
) -> None:
    """Make a private address. It is shown once; whoever has it can read the calendar until it is taken back."""
    context = open_context(as_json)
    audience, scope = _scope(agency, place, return_scope)
    scope_title(context.ruleset, audience, scope)
    note_now(context)
    with transaction(context.engine) as session:
        number, token = open_feed(session, context.clock, context.ruleset, audience=audience, scope=scope)
    address = f"{(context.settings.base_url or '').rstrip('/')}/calendars/{token}.ics"
    context.console.data({"feed": number, "audience": audience, "scope": scope, "address": address})
    context.console.text(address)
    context.console.say(
        f"Feed {number}, {audience} {scope}. Keep the address as you would a password: it is not shown again."
    )
    if not context.settings.base_url:
        context.console.say("Put the service's own address before it, or set RETURNONCE_BASE_URL and add another.")


def list_feeds(as_json: JsonOption = False) -> None:
    """Every address that was given, without the address itself."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        rows = read_feeds(session)
    context.console.data({"feeds": [vars(row) for row in rows]})
    context.console.table(
        ["feed", "for", "code", "made", "taken back"],
        [(row.id, row.audience, row.scope, row.made_at.date(), row.revoked_at or "no") for row in rows],
    )
    if not rows:
        context.console.say("There is none yet; returnonce feed add makes one.")


def revoke_feed(
    number: Annotated[int, typer.Argument(metavar="FEED", help="Its number, as feed list shows it.")],
    as_json: JsonOption = False,
) -> None:
    """Take an address back for ever; who subscribed gets nothing more."""
    context = open_context(as_json)
    with transaction(context.engine) as session:
        close_feed(session, context.clock, number)
    context.console.data({"feed": number, "revoked": True})
    context.console.text(
        f"Feed {number} is taken back. Calendars that hold its dates keep them until they are removed there."
    )


def write_feed(
    out: Annotated[Path, typer.Option("--out", help="File to write, such as calendar.ics.")],
    agency: AgencyScope = None,
    place: PlaceScope = None,
    return_scope: ReturnScope = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the same calendar to a file, to be opened or sent by hand. It does not follow when a date moves."""
    context = open_context(as_json)
    audience, scope = _scope(agency, place, return_scope)
    if (instant := context.parse_as_of(as_of)) is not None:
        data, rules = render_calendar_as_of(context, audience, scope, instant, context.settings.base_url)
        say_rules(context, rules)
    else:
        scope_title(context.ruleset, audience, scope)
        note_now(context)
        data = _bytes(context, audience, scope)
    write_atomic(out, data, private=True)
    dates = data.count(b"BEGIN:VEVENT")
    context.console.data({"file": str(out), "dates": dates})
    context.console.text(f"{dates} dates are in {out}.")


def _bytes(context: CommandContext, audience: FeedAudience, scope: str) -> bytes:
    with reading(context.engine) as session:
        return render_feed(session, context.ruleset, audience=audience, scope=scope, base_url=context.settings.base_url)


def _scope(agency: str | None, place: str | None, return_code: str | None) -> tuple[FeedAudience, str]:
    scopes: list[tuple[FeedAudience, str | None]] = [("agency", agency), ("officer", place), ("regulator", return_code)]
    chosen_scopes = [(audience, scope) for audience, scope in scopes if scope]
    if len(chosen_scopes) != 1:
        raise WrongUsage("Say whose calendar it is.", mend="Give one of --agency, --place and --return.")
    return chosen_scopes[0]
