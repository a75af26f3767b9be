"""Who sends: whether the area is theirs, and whether they are of record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from collectors.figures.distinct_texts import Fault
from mappings.place.places import Agency, Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound


@dataclass(frozen=True)
class Sender:
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


def find_sender(ruleset: Ruleset, code: str) -> Sender:
    """The agency of that code in any place.

    Raises:
        NotFound: no place lists it; names those like it.
    """
    clean = code.strip().casefold()
    found = [(place.agencies[clean], place) for place in ruleset.places.values() if clean in place.agencies]
    if found:
        agencies, places = zip(*found, strict=True)
        return Sender(clean, agencies, places)
    known = agency_codes(ruleset)
    near = get_close_matches(clean, known, n=3) or list(known)[:12]
    raise NotFound(f"There is no agency {code!r}.", mend=f"Known here: {', '.join(near)}.")


def agency_codes(ruleset: Ruleset) -> tuple[str, ...]:
    """Every agency of every place, sorted."""
    return tuple(sorted({code for place in ruleset.places.values() for code in place.agencies}))


def area_faults(sender: Sender, areas: Iterable[str], ruleset: Ruleset) -> dict[str, Fault]:
    """The areas that are not on the sender's ground, nor its to answer for by exception, each with its fault."""
    book = ruleset.areas
    excepted = {
        row.area
        for place in sender.places
        for row in place.of_record
        if row.agency == sender.code or ruleset.took_over(sender.code, row.agency)
    }
    ground = frozenset().union(*(book.footprint(area) for area in sender.areas if area in book))
    return {
        area: Fault("area-not-yours", f"{sender.name} does not send figures for {book.get(area).name} ({area}).")
        for area in areas
        if area not in sender.areas | excepted and not book.footprint(area) <= ground
    }


def places_for(ruleset: Ruleset, sender: Sender | None) -> tuple[Place, ...]:
    """The sender's places; all of them where nobody is named."""
    return sender.places if sender else tuple(ruleset.places.values())


def supplier_faults(sender: Sender, breakdowns: Iterable[str]) -> dict[str, Fault]:
    """Canonical breakdowns that name another agency as the supplier of the part."""
    told = {}
    for breakdown in breakdowns:
        parts = dict(piece.split("=", 1) for piece in breakdown.split(";") if "=" in piece)
        other = parts.get("supplier", sender.code)
        if other != sender.code:
            told[breakdown] = Fault("supplier-not-you", other)
    return told
