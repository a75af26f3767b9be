"""Builds a role grant from what a caller asks for: checks its codes and fills in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from returnonce.access.principals import ROLES, Grant
from returnonce.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class Reach:
    """How far a role is to reach: a place, agencies, areas or returns by their codes; or everywhere."""

    place: str | None = None
    agencies: Sequence[str] = ()
    areas: Sequence[str] = ()
    returns: Sequence[str] = ()
    everywhere: bool = False


def build_grant(ruleset: Ruleset, role: str, reach: Reach) -> Grant:
    """The grant. Agencies bring their place with them, where it is one.

    Raises:
        NotFound: a place, agency, area or return that is not known.
        WrongUsage: no such role, or no reach is named and ``everywhere`` is not said.
    """
    role_code = next((known_role for known_role in ROLES if known_role == role), None)
    if role_code is None:
        raise WrongUsage(f"There is no role {role!r}.", where="ROLE", mend=f"Roles are: {', '.join(ROLES)}.")
    if reach.everywhere == bool(reach.place or reach.agencies or reach.areas or reach.returns):
        raise WrongUsage(
            "Say how far it reaches.", where="reach", mend="Name place, agency, area or return; or everywhere, alone."
        )
    if reach.place is not None:
        check_place(ruleset, reach.place)
    homes = {_home(ruleset, agency) for agency in reach.agencies}
    codes = frozenset(ruleset.areas.find(area).code for area in reach.areas)
    for code in reach.returns:
        if code not in ruleset.record_returns and code not in ruleset.scheduled_returns:
            ruleset.return_named(code)
    home = reach.place or (homes.pop() if len(homes) == 1 else None)
    agencies, returns = frozenset(reach.agencies), frozenset(reach.returns)
    return Grant(role_code, home, agencies or None, codes or None, returns or None)


def check_place(ruleset: Ruleset, place: str) -> str:
    """The place itself.

    Raises:
        NotFound: there is none of that name.
    """
    if place not in ruleset.places:
        raise NotFound(f"There is no place {place!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")
    return place


def _home(ruleset: Ruleset, agency: str) -> str:
    home = next((place.name for place in ruleset.places.values() if agency in place.agencies), None)
    if home is None:
        raise NotFound(f"No place has an agency {agency!r}.", mend="See: returnonce plan.")
    return home
