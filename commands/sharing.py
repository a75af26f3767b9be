"""``returnonce agreements``, and what verbs that keep or send records say of data-sharing agreements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_day
from mappings.place.sharing_register import SharingEntry, find_sharing_entries, word_entries
from returnonce.clock import today
from returnonce.errors import NotFound

HEADINGS = ("place", "state", "what", "from", "to", "purpose", "until", "agreement")


def agreements(
    place: Annotated[str | None, typer.Option("--place", help="Of this place alone.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="As they stand on this day; today without it.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The register of data-sharing agreements: who gives what to whom, until when; 1 where one ended or is missing."""
    context = open_context(as_json)
    day = parse_day(on, "--on") if on else today(context.clock)
    rules = context.ruleset
    if place is not None and place not in rules.places:
        raise NotFound(f"There is no place '{place}'.", where="--place", mend=f"Places: {', '.join(rules.places)}.")
    places = [rules.places[place]] if place else list(rules.places.values())
    entries = find_sharing_entries(places, day)
    context.console.data([describe_entry(entry) for entry in entries])
    context.console.table(list(HEADINGS), [_row(entry) for entry in entries])
    for entry in entries:
        if entry.is_warning:
            context.console.say(f"Warning: {entry.describe()}")
    if not entries:
        context.console.say("No place has a register; add sharing_agreements.tsv to its folder.")
    raise typer.Exit(1 if any(entry.is_warning for entry in entries) else 0)


def say_sharing(
    context: CommandContext, *, what: Collection[str], discloser: str | None = None, recipient: str | None = None
) -> list[str]:
    """Say what the registers of all places have on this sharing, warnings first; the same sentences for a program."""
    entries = find_sharing_entries(
        context.ruleset.places.values(), today(context.clock), what=what, discloser=discloser, recipient=recipient
    )
    sentences = word_entries(entries)
    for sentence in sentences:
        context.console.say(sentence)
    return sentences


def describe_entry(entry: SharingEntry) -> dict[str, Any]:
    """What a program is told of one entry."""
    agreement, parties = entry.agreement, entry.parties
    return {
        "place": entry.place, "state": entry.state, "warning": entry.is_warning,
        "agreement": agreement.code if agreement else None, "title": agreement.title if agreement else None,
        "what": parties.what, "discloser": parties.discloser, "recipient": parties.recipient,
        "purpose": agreement.purpose if agreement else None,
        "legal_basis": agreement.legal_basis if agreement else None,
        "from": _day(agreement.start) if agreement else None, "to": _day(agreement.end) if agreement else None,
        "source": agreement.source if agreement else None, "says": entry.describe(),
    }  # fmt: skip


def _row(entry: SharingEntry) -> tuple[str, ...]:
    agreement, parties = entry.agreement, entry.parties
    return (
        entry.place, entry.state, parties.what, parties.discloser, parties.recipient,
        agreement.purpose if agreement else "", _day(agreement.end) or "" if agreement else "",
        agreement.title if agreement else "none",
    )  # fmt: skip


def _day(value: date | str | None) -> str | None:
    return None if value is None else str(value)
