"""What is suggested to a council: packs for its kind of authority, its own departments, and its districts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.field_types import Role
from mappings.place.place_definitions import AgencyKind, Roles
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.tsv_files import read_table
from upkeep.workspace.answers import AgencyAnswer, SetupAnswers
from upkeep.workspace.councils import Council, name_place

HERE = Path(__file__).parent
SOURCE = "suggested by returnonce start; to be confirmed by the council"
#: The pack of a council's own definitions, in the folder of that name.
LOCAL = "local"


def _split(value: object) -> object:
    return [part for part in value.split("|") if part] if isinstance(value, str) else value


Kinds = Annotated[tuple[Text, ...], BeforeValidator(_split)]


class OfferedPack(Definition):
    """A pack that ships, and the kinds of authority for which it is suggested."""

    pack: Code
    kinds: Kinds = ()
    note: Text


class SuggestedAgency(Definition):
    """An agency of a kind of authority; ``code`` and ``name`` are put behind those of the council."""

    kinds: Kinds
    code: Code
    name: Text
    kind: AgencyKind
    roles: Roles


class RoleTitle(Definition):
    """A role in words, and what kind of agency has it."""

    role: Role
    title: Text
    agency: Text


def read_offered_packs() -> tuple[OfferedPack, ...]:
    """Every pack that may be switched on."""
    return read_table(HERE / "packs_offered.tsv", OfferedPack, ("pack", "kinds", "note"))


def read_role_titles() -> tuple[RoleTitle, ...]:
    """Every role that an agency may have."""
    return read_table(HERE / "roles.tsv", RoleTitle, ("role", "title", "agency"))


def name_agency_of(role: str) -> str:
    """The kind of agency that has a role, in words."""
    return next((each.agency for each in read_role_titles() if each.role == role), "an agency")


def find_financial_year(today: date) -> Period:
    """The financial year that a day lies in."""
    first = today.year - (today < date(today.year, 4, 1))
    return parse_period(f"FY{first}-{(first + 1) % 100:02d}")


def suggest_answers(council: Council, first_year: Period) -> SetupAnswers:
    """Everything that can be said of a council without asking it; nobody is named."""
    packs = (offered.pack for offered in read_offered_packs() if council.area.kind in offered.kinds)
    return SetupAnswers(
        council=council.area.code,
        first_year=first_year,
        packs=tuple(packs),
        agencies=(*_suggest_own_agencies(council), *_suggest_district_agencies(council)),
    )


def _suggest_own_agencies(council: Council) -> list[AgencyAnswer]:
    rows = [row for row in _read_suggested_agencies() if council.area.kind in row.kinds]
    council_name = f"{council.title} {rows[0].name}"
    return [
        AgencyAnswer(
            code=f"{council.place}-{row.code}",
            name=council_name if row is rows[0] else f"{council_name}, {row.name}",
            kind=row.kind,
            roles=row.roles,
            areas=(council.area.code,),
            source=SOURCE,
        )
        for row in rows
    ]


def _suggest_district_agencies(council: Council) -> list[AgencyAnswer]:
    row = next(row for row in _read_suggested_agencies() if "district" in row.kinds)
    return [
        AgencyAnswer(
            code=f"{name_place(area.name)}-{row.code}",
            name=f"{area.name} {row.name}",
            kind=row.kind,
            roles=row.roles,
            areas=(area.code,),
            source=SOURCE,
        )
        for area in council.districts
    ]


def _read_suggested_agencies() -> tuple[SuggestedAgency, ...]:
    columns = ("kinds", "code", "name", "kind", "roles")
    return read_table(HERE / "suggested_agencies.tsv", SuggestedAgency, columns)
