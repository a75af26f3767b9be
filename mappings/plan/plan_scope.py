"""What a plan is made for: a span of days, one place or all, one agency or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from indicators.period.codes import check_days
from mappings.obligations.extension_ledger import ExtensionGrant
from mappings.place.places import Place

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class PlanScope:
    """Periods that end from ``start`` to ``end``, both included, and events in that time.

    ``place``: one place, else all. ``agency``: one agency's collections, and the places that have such an agency.
    ``supposed_grants``: extensions that are not granted, and are taken as the newest, to see what they would move.
    """

    start: date
    end: date
    place: str | None = None
    agency: str | None = None
    supposed_grants: tuple[ExtensionGrant, ...] = ()

    def list_places(self, ruleset: Ruleset) -> list[Place]:
        """The places to plan for.

        Raises:
            NotFound: no such place or agency.
            WrongUsage: a day lies where there are no periods.
        """
        check_days({"from": self.start, "to": self.end})
        places = [_find_place(ruleset, self.place)] if self.place else list(ruleset.places.values())
        _check_agency(places, self.agency)
        return [place for place in places if self.agency is None or self.agency in place.agencies]


def _find_place(ruleset: Ruleset, name: str) -> Place:
    if name in ruleset.places:
        return ruleset.places[name]
    raise ruleset.no_such_place(name)


def _check_agency(places: Sequence[Place], agency: str | None) -> None:
    if agency is not None and not any(agency in place.agencies for place in places):
        places[0].agency(agency)
