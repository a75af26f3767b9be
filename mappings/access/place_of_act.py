"""Which place an act of the audit trail belongs to, from the place, agency or area that its row names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

_PARTS = re.compile(r"[/_\s:]+")
_SIDES = ("place", "agency", "area", "scope")


def find_place_of_act(
    ruleset: Ruleset, subject: str, details: Mapping[str, Any], subjects: Mapping[str, str]
) -> str | None:
    """The one place that the row names; None where it names none or several, so that no auditor of one place sees
    what is another's. ``subjects``: the agency or area of things whose names do not tell it, such as submissions."""
    words = (*_PARTS.split(subject), subjects.get(subject), *(details.get(name) for name in _SIDES))
    places = {place for word in words if isinstance(word, str) and (place := _place(ruleset, word)) is not None}
    return next(iter(places)) if len(places) == 1 else None


def _place(ruleset: Ruleset, word: str) -> str | None:
    if word in ruleset.places:
        return word
    home = next((place.name for place in ruleset.places.values() if word in place.agencies), None)
    if home is None and word in ruleset.areas:
        keeper = ruleset.place_of(word)
        home = keeper.name if keeper else None
    return home
