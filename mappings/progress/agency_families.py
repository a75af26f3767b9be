"""Agency families: an agency and those that it succeeds, whose figures count as its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from mappings.place.agency_succession import list_successors
from mappings.place.places import Place

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

AgencyFamilies = Mapping[str, frozenset[str]]


def find_families(ruleset: Ruleset) -> dict[str, frozenset[str]]:
    """For every agency of every place: itself and all its predecessors."""
    families: dict[str, frozenset[str]] = {}
    for place in ruleset.places.values():
        for code in place.agencies:
            families[code] = families.get(code, frozenset()) | _find_family(place, code)
    return families


def _find_family(place: Place, code: str) -> frozenset[str]:
    family = {code}
    while (
        predecessors := {agency.code for agency in place.agencies.values() if family & {*list_successors(agency)}}
        - family
    ):
        family |= predecessors
    return frozenset(family)


def make_member_frame(families: AgencyFamilies) -> pl.DataFrame:
    """Agency and member, one row for each pair."""
    rows = [(owner, member) for owner, members in families.items() for member in sorted(members)]
    return pl.DataFrame(rows, schema={"agency": pl.String, "member": pl.String}, orient="row")
