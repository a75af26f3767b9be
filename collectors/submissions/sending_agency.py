"""The agency that sends an upload, and the places that list it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mappings.place.place_definitions import Agency
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound
from returnonce.near_matches import find_near_matches


@dataclass(frozen=True)
class SendingAgency:
    """An agency and the places that list it."""

    code: str
    agencies: tuple[Agency, ...]
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        return self.agencies[0].name

    @property
    def areas(self) -> frozenset[str]:
        return frozenset(area for agency in self.agencies for area in agency.areas)


def find_sending_agency(ruleset: Ruleset, code: str) -> SendingAgency:
    """The agency of that code in any place.

    Raises:
        NotFound: no place lists it; names those like it.
    """
    clean = code.strip().casefold()
    matches = [(place.agencies[clean], place) for place in ruleset.places.values() if clean in place.agencies]
    if matches:
        agencies, places = zip(*matches, strict=True)
        return SendingAgency(clean, agencies, places)
    codes = list_agency_codes(ruleset)
    near = find_near_matches(clean, codes, n=3) or list(codes)[:12]
    mend = " ".join((f"Known here: {', '.join(near)}.", *ruleset.left_out))
    raise NotFound(f"There is no agency {code!r}.", mend=mend)


def find_areas_of_records(sender: SendingAgency, record_set: str, role: str | None, on: date) -> frozenset[str]:
    """The areas of which an agency sends such records: where it has their role, or for which it is a supplier."""
    if role is not None:
        return frozenset(area for agency in sender.agencies if role in agency.roles for area in agency.areas)
    suppliers = (row for place in sender.places for row in place.suppliers if row.covers(on))
    return frozenset(row.area for row in suppliers if (row.record_set, row.agency) == (record_set, sender.code))


def list_agency_codes(ruleset: Ruleset) -> tuple[str, ...]:
    """Every agency of every place, sorted."""
    return tuple(sorted({code for place in ruleset.places.values() for code in place.agencies}))


def places_of_sender(ruleset: Ruleset, sender: SendingAgency | None) -> tuple[Place, ...]:
    """The sender's places; all of them where nobody is named."""
    return sender.places if sender else tuple(ruleset.places.values())
