"""The register of data-sharing agreements as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from api.pages.views.figure import agency_name
from api.pages.wording import day_words
from mappings.place.places import Place
from mappings.place.sharing_agreements import FIGURES, SharingState
from mappings.place.sharing_register import SharingEntry, list_sharing_entries
from mappings.ruleset.ruleset import Ruleset

COLOURS: dict[SharingState, str] = {"in force": "green", "not begun": "blue", "ended": "red", "missing": "red"}
NONE_ENDS = "No day is established"


@dataclass(frozen=True)
class AgreementCard:
    """One agreement, or what lacks one. ``facts``: label and text of each row."""

    heading: str
    state: str
    colour: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Register:
    """One place's register."""

    title: str
    rows: tuple[AgreementCard, ...]


def register_of(ruleset: Ruleset, place: Place, on: date) -> Register:
    """A place's register as it stands on a day, warnings first."""
    entries = sorted(list_sharing_entries(place, on), key=lambda entry: not entry.is_warning)
    return Register(place.title, tuple(_card(ruleset, entry) for entry in entries))


def _card(ruleset: Ruleset, entry: SharingEntry) -> AgreementCard:
    parties, agreement = entry.parties, entry.agreement
    facts = [
        ("What", _what(ruleset, parties.what)),
        ("From", agency_name(ruleset, parties.discloser)),
        ("To", _recipient(ruleset, parties.recipient)),
    ]
    if agreement is None:
        reason = entry.need.reason if entry.need else ""
        heading = f"No agreement: {_what(ruleset, parties.what)}"
        return AgreementCard(heading, "Missing", COLOURS["missing"], (*facts, ("Why one is needed", reason)))
    facts += [
        ("Purpose", agreement.purpose),
        ("Since", _day(agreement.start)),
        ("Until", _last_day(agreement.end)),
        ("Legal basis, in its own words", agreement.legal_basis),
        ("Source", agreement.source),
    ]
    return AgreementCard(agreement.title, entry.state.capitalize(), COLOURS[entry.state], tuple(facts))


def _what(ruleset: Ruleset, what: str) -> str:
    return "Figures" if what == FIGURES else ruleset.records.record_set(what).title


def _recipient(ruleset: Ruleset, code: str) -> str:
    if code in ruleset.places:
        return ruleset.places[code].title
    titles = ruleset.return_titles(ruleset.places)
    return titles.get(code) or agency_name(ruleset, code)


def _day(value: date | str) -> str:
    return day_words(value) if isinstance(value, date) else NONE_ENDS


def _last_day(end: date | str | None) -> str:
    return day_words(end - timedelta(days=1)) if isinstance(end, date) else NONE_ENDS
