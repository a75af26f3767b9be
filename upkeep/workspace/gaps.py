"""What is still open, in words: measures that nobody answers for, people and mailboxes that are not named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from indicators.period.arithmetic import Period
from mappings.obligations.schedule_entries import is_scheduled_alone
from mappings.place.places import Place
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from upkeep.workspace.answers import PARTS
from upkeep.workspace.planned_files import FOLDERS, TREATMENT
from upkeep.workspace.schedule_gaps import list_schedule_gaps
from upkeep.workspace.suggestions import LOCAL, SOURCE, name_agency_of

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

WITHOUT = {
    "administrator": "nobody can give accounts and roles; name one",
    "second person": "no return can be approved and published; name one",
}


@dataclass(frozen=True)
class Arrangement:
    """What gaps are looked for in: a place, the year that it begins with, roles that somebody has there, and settings
    as ``returnonce.toml`` says them."""

    place: Place
    year: Period
    roles: Collection[str]
    settings: Mapping[str, object]


def list_gaps(ruleset: Ruleset, arrangement: Arrangement) -> list[str]:
    """Every gap. ``ruleset``: what ships, and the packs of one's own."""
    place, year = arrangement.place, arrangement.year
    with_place = replace(ruleset, places={place.name: place})
    return [
        *_list_returns_gap(with_place, place),
        *_list_role_gaps(with_place, place, year),
        *list_schedule_gaps(with_place, place, year),
        *_list_agency_gaps(arrangement.place),
        *_list_people_gaps(arrangement.roles),
        *_list_mail_gaps(arrangement.place, arrangement.settings),
    ]


def _list_returns_gap(ruleset: Ruleset, place: Place) -> Iterator[str]:
    if all(is_scheduled_alone(entry, ruleset) for entry in place.returns):
        yield (
            f"Returns filled here: none that ships is made by {place.title}; define its own in {LOCAL}/, "
            "and name them in place.yaml (docs/howto/add-a-pack.md)."
        )


def _list_role_gaps(ruleset: Ruleset, place: Place, year: Period) -> Iterator[str]:
    """One gap for each role that figures of the first year are asked of and nobody has."""
    requests = make_plan(ruleset, PlanScope(year.start, year.end, place=place.name)).figure_requests
    codes = requests.filter(pl.col("agency").is_null())["indicator"].unique(maintain_order=True)
    measures: dict[str, list[str]] = {}
    for code in codes:
        measures.setdefault(ruleset.catalogue[code].agency_of_record, []).append(ruleset.catalogue[code].title)
    for role, names in measures.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{names[0]}{more}: nobody; add {name_agency_of(role)} (role {role})."


def _list_agency_gaps(place: Place) -> Iterator[str]:
    if TREATMENT in (place.packs or ()) and not place.suppliers:
        yield "Drug and alcohol services: none is named; name each whose records make up the council's figures."
    if unnamed := [place.agencies[row.agency].name for row in place.suppliers if row.sender_code is None]:
        yield f"Sender codes in NDTMS files: not given for {_count(unnamed)}."
    if suggested := [agency.name for agency in place.agencies.values() if agency.source == SOURCE]:
        yield f"Who answers for what: {_count(suggested)}, by our suggestion alone; confirm it in setup.xlsx."


def _list_people_gaps(roles: Collection[str]) -> Iterator[str]:
    for part, needed in PARTS.items():
        if needed[0] not in roles:
            yield f"The {part}: nobody, so {WITHOUT[part]}."


def _list_mail_gaps(place: Place, settings: Mapping[str, object]) -> Iterator[str]:
    reminded = {contact.whom for contact in place.contacts if contact.kind == "agency"}
    if lacking := [agency.name for agency in place.agencies.values() if agency.code not in reminded]:
        yield f"Mailboxes: none for {_count(lacking)}, who cannot be reminded."
    if not any(contact.kind == "officer" for contact in place.contacts):
        yield "The officers' mailbox: none, so nobody is told of what is late."
    if not {"mail_server", "notify_key"} & settings.keys():
        yield "Mail: no server is named, so messages wait in the outbox."
    if settings.get("backups") == FOLDERS["backups"]:
        yield f"Backups: they lie in {FOLDERS['backups']}/, on the same disk as the store; name a folder elsewhere."


def _count(names: Sequence[str]) -> str:
    """Names hold commas."""
    return "; ".join(names) if len(names) <= 3 else f"{'; '.join(names[:2])}; and {len(names) - 2} more"
