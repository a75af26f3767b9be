"""Packs and places that are left out for a mistake, and the places that stop with a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from returnonce.errors import Refused

if TYPE_CHECKING:
    from mappings.place.places import Place
    from mappings.ruleset.ruleset import Ruleset


def leave_out(ruleset: Ruleset, faults: Mapping[str, Refused], place_faults: Mapping[str, Refused]) -> Ruleset:
    """The ruleset without the places that rest on packs with a mistake, and with a word on each.

    ``faults``: of packs that are left out. ``place_faults``: of places that are none of the ruleset's.

    Raises:
        Refused: no place is left, or of packs no place of one's own.
    """
    stopped = {name: _list_broken(place, ruleset, faults) for name, place in ruleset.places.items()}
    places = {name: place for name, place in ruleset.places.items() if not stopped[name]}
    if not places and place_faults:
        raise next(iter(place_faults.values()))
    if faults and not any(_is_own(name, ruleset) for name in places):
        raise next(iter(faults.values()))
    words = [f"A pack is left out: {fault}" for fault in faults.values()]
    words += [
        f"The place {name} stops meanwhile, for it rests on {', '.join(broken)}."
        for name, broken in stopped.items()
        if broken
    ]
    words += [f"The place {name} is left out: {fault}" for name, fault in place_faults.items()]
    return replace(ruleset, places=places, left_out=tuple(words)) if words else ruleset


def _list_broken(place: Place, ruleset: Ruleset, faults: Mapping[str, Refused]) -> list[str]:
    """The packs with a mistake on which a place rests. One of one's own that names none rests on all."""
    if place.packs is not None:
        return sorted({*place.packs} & {*faults})
    return sorted(faults) if _is_own(place.name, ruleset) else []


def _is_own(place: str, ruleset: Ruleset) -> bool:
    return not any(f"mappings/places/{place}/place.yaml" in pack.paths for pack in ruleset.packs.values() if pack.ships)
