"""The dates of one place's obligations, with its extensions; each is worked out once and cached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.period.arithmetic import Period
from mappings.calendar.due_rules import Timetable
from mappings.obligations.event_ledger import Event
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionRows
from mappings.obligations.obligation_dates import ObligationDates, find_dates
from mappings.place.places import Place

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

_Key = tuple[object, ...]


class DateCalculator:
    """Dates of one place's obligations, with the extensions granted; a cache over ``obligation_dates.find_dates``."""

    def __init__(self, ruleset: Ruleset, place: Place, grants: Sequence[ExtensionGrant]) -> None:
        self.place = place
        self.ruleset = ruleset
        self._grants: dict[tuple[str, str], list[ExtensionGrant]] = defaultdict(list)
        for grant in grants:
            if grant.place == place.name:
                self._grants[grant.return_code, grant.period].append(grant)
        # Dates without event or extension are the same for all places of one calendar.
        self._known_dates: dict[_Key, tuple[Timetable, ObligationDates]] = ruleset.derived("obligation dates", dict)

    def find_dates(self, timetable: Timetable, period: Period, area: str, event: Event | None) -> ObligationDates:
        """The dates of an obligation for all agencies."""
        if event is not None or (timetable.return_code, period.code) in self._grants:
            return self._calculate(timetable, period, area, event, None)
        place = self.place
        key = (
            timetable.return_code,
            timetable.stage,
            period.code,
            place.nation,
            place.closed_days,
            place.terms,
            place.leads,
        )
        cached = self._known_dates.get(key)
        if cached is None or cached[0] != timetable:
            cached = timetable, self._calculate(timetable, period, area, None, None)
            self._known_dates[key] = cached
        return cached[1]

    def list_extended_agencies(self, return_code: str, period: str) -> set[str]:
        """Agencies with an extension of their own for a return and period."""
        return {grant.agency for grant in self._grants.get((return_code, period), ()) if grant.agency}

    def find_dates_for_agency(
        self, timetable: Timetable, period: Period, area: str, event: Event | None, agency: str
    ) -> ObligationDates:
        """The dates of an obligation for one agency's collection, with its own extension."""
        return self._calculate(timetable, period, area, event, agency)

    def _calculate(
        self, timetable: Timetable, period: Period, area: str, event: Event | None, agency: str | None
    ) -> ObligationDates:
        extensions = ExtensionRows(self._grants.get((timetable.return_code, period.code), ()), area, agency)
        return find_dates(timetable, period, place=self.place, ruleset=self.ruleset, event=event, extensions=extensions)
