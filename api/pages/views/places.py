"""Places as the administrator's pages show them: agencies, mailboxes, returns, packs, and what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.rendering import page_path
from api.pages.wording import date_words, period_words
from mappings.checks.problems import DefinitionProblem
from mappings.definitions.returns import Return
from mappings.place.place_definitions import Agency, PlaceReturn
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count
from returnonce.definition_files.base import NOT_ESTABLISHED

#: Kinds of agency in words.
AGENCY_KINDS: Mapping[str, str] = {
    "council": "Council", "council_department": "Department of the council", "district_council": "District council",
    "pct": "Primary care trust", "nhs_trust": "NHS trust", "partnership": "Partnership", "provider": "Provider",
    "police": "Police", "fire": "Fire service", "probation": "Probation", "yot": "Youth offending team",
    "school": "School", "third_sector": "Third sector",
}  # fmt: skip
CONTACT_KINDS = {"agency": "Agency", "officer": "Officers of the place", "regulator": "Recipient"}


@dataclass(frozen=True)
class PlaceRow:
    """One place of the list."""

    href: str
    title: str
    agencies: str
    returns: str
    packs: str
    state: str
    colour: str


@dataclass(frozen=True)
class AgencyRow:
    """One agency; ``ends`` says when it began and ends, where that is known."""

    code: str
    name: str
    kind: str
    roles: str
    areas: str
    ends: str


@dataclass(frozen=True)
class ContactRow:
    code: str
    kind: str
    whom: str
    address: str


def place_rows(ruleset: Ruleset, places: Mapping[str, str], problems: Sequence[DefinitionProblem]) -> list[PlaceRow]:
    """The places, by title."""
    rows = [_row(ruleset.places[name], _count(name, problems)) for name in places]
    return sorted(rows, key=lambda row: row.title.casefold())


def _count(name: str, problems: Sequence[DefinitionProblem]) -> int:
    return sum(problem.file.partition("/")[0] == name for problem in problems)


def _row(place: Place, problems: int) -> PlaceRow:
    state, colour = (format_count(problems, "problem"), "red") if problems else ("In order", "green")
    packs = "Every pack" if place.packs is None else format_count(len(place.packs), "pack")
    returns = {(entry.return_code, entry.records) for entry in place.returns}
    return PlaceRow(
        page_path("administration", "places", place.name), place.title,
        format_count(len(place.agencies), "agency", "agencies"), format_count(len(returns), "return"), packs, state,
        colour,
    )  # fmt: skip


def place_facts(ruleset: Ruleset, place: Place) -> list[tuple[str, str]]:
    """What is said of a place first."""
    areas = [ruleset.areas.get(code).name if code in ruleset.areas else code for code in place.areas]
    facts = [
        ("Areas", ", ".join(areas)), ("Bank holidays of", place.nation.replace("_", " ").capitalize()),
        ("Packs", "Every pack" if place.packs is None else ", ".join(place.packs)),
        ("Made up", "Its figures are a sample" if place.illustrative else ""), ("Sources", "; ".join(place.sources)),
        ("Code", place.name),
    ]  # fmt: skip
    return [(name, text) for name, text in facts if text]


def agency_rows(ruleset: Ruleset, place: Place, roles: Mapping[str, str]) -> list[AgencyRow]:
    """The agencies of a place, by name. ``roles``: titles by code."""
    rows = [_agency(ruleset, agency, roles) for agency in place.agencies.values()]
    return sorted(rows, key=lambda row: row.name.casefold())


def _agency(ruleset: Ruleset, agency: Agency, roles: Mapping[str, str]) -> AgencyRow:
    areas = [ruleset.areas.get(code).name if code in ruleset.areas else code for code in agency.areas]
    start, end = agency.start, agency.end
    begins = f"from {date_words(start)}" if start and start != NOT_ESTABLISHED else ""
    ends = f"until {date_words(end)}" if end and end != NOT_ESTABLISHED else ""
    return AgencyRow(
        agency.code, agency.name, AGENCY_KINDS[agency.kind], ", ".join(roles.get(role, role) for role in agency.roles),
        ", ".join(areas), " ".join(filter(None, (begins, ends))),
    )  # fmt: skip


def contact_rows(place: Place) -> list[ContactRow]:
    """The mailboxes of a place."""
    names = {code: agency.name for code, agency in place.agencies.items()} | {place.name: place.title}
    return [
        ContactRow(one.code, CONTACT_KINDS[one.kind], names.get(one.whom, one.whom), one.address)
        for one in place.contacts
    ]


def return_rows(ruleset: Ruleset, place: Place) -> list[tuple[str, str, str, str]]:
    """The returns of a place: title, areas, from, to."""
    rows = [_return(ruleset, entry) for entry in place.returns]
    return sorted(dict.fromkeys(rows), key=lambda row: row[0].casefold())


def _return(ruleset: Ruleset, entry: PlaceReturn) -> tuple[str, str, str, str]:
    known: Mapping[str, Return] = {**ruleset.scheduled_returns, **ruleset.record_returns, **ruleset.returns}  # type: ignore[dict-item]
    title = known[entry.return_code].title if entry.return_code in known else entry.return_code
    areas = [ruleset.areas.get(code).name if code in ruleset.areas else code for code in entry.areas]
    named = ", ".join(areas) if len(areas) < 6 else format_count(len(areas), "area")
    return title, named, period_words(entry.first), period_words(entry.last) if entry.last else ""
