"""``returnonce agreements``, and what verbs that keep or send records say of data-sharing agreements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_day
from mappings.place.sharing_register import SharingEntry, find_sharing_entries, word_entries
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import today
from returnonce.errors import NotFound

HEADINGS = ("place", "state", "what", "from", "to", "purpose", "until", "agreement")
#: What a narrow window can do without, the first one first.
SPARE = ("purpose", "place")


def agreements(
    place: Annotated[str | None, typer.Option("--place", help="Of this place alone.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="As they stand on this day; today without it.")] = None,
    as_json: JsonOption = False,
) -> tuple[int, str]:
    """The register of data-sharing agreements: who gives what to whom, until when; 1 where one ended or is missing."""
    context = open_context(as_json)
    day = parse_day(on, "--on") if on else today(context.clock)
    rules = context.ruleset
    if place is not None and place not in rules.places:
        raise NotFound(f"There is no place '{place}'.", where="--place", mend=f"Places: {', '.join(rules.places)}.")
    places = [rules.places[place]] if place else list(rules.places.values())
    entries = find_sharing_entries(places, day)
    context.console.data([describe_entry(entry) for entry in entries])
    without = "This place has no register" if place else "No place has a register"
    none = f"{without}; add sharing_agreements.tsv to its folder."
    context.console.table(HEADINGS, [_row(entry, rules) for entry in entries], spare=SPARE, none=none)
    warned = [entry for entry in entries if entry.is_warning]
    for entry in warned:
        context.console.say(f"Warning: {entry.describe()}")
    # An agreement is mended between two bodies and in the place's register, by no command; what it lets be kept shows.
    return (1, f"returnonce records --agency {warned[0].parties.discloser}") if warned else (0, "")


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


def _row(entry: SharingEntry, rules: Ruleset) -> tuple[str, ...]:
    """Bodies by their names, which go on between words; codes of two of them would fill a window."""
    agreement, parties = entry.agreement, entry.parties
    return (
        entry.place, entry.state, parties.what, _name(rules, parties.discloser), _name(rules, parties.recipient),
        agreement.purpose if agreement else "", _day(agreement.end) or "" if agreement else "",
        agreement.title if agreement else "none",
    )  # fmt: skip


def _name(rules: Ruleset, code: str) -> str:
    return next((place.agencies[code].name for place in rules.places.values() if code in place.agencies), code)


def _day(value: date | str | None) -> str | None:
    return None if value is None else str(value)
