"""A place: its agencies and who is of record, its approvals, kept lines and returns; one folder of files each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from mappings.place.agency_succession import find_agencies_in_charge, find_agency_in_charge, find_successor_in_role
from returnonce.errors import NotFound
from returnonce.near_matches import find_near_matches

# A place comes with the types of what it has.
if TYPE_CHECKING:
    from indicators.areas.area_book import AreaBook
    from indicators.catalogue.indicator import Indicator
    from indicators.period.arithmetic import Period
    from mappings.calendar.closures_and_terms import ClosedDay, PlaceLead, Term
    from mappings.calendar.working_days import Nation
    from mappings.definitions.burden_assumptions import PlaceCosts
    from mappings.place.contacts import Contact
    from mappings.place.place_definitions import Agency, Approval, KeptLine, OfRecordException, PlaceDueDay, PlaceReturn
    from mappings.place.record_settings import Supplier
    from mappings.place.sharing_agreements import SharingAgreement, SharingNeed


@dataclass(frozen=True)
class Place:
    """One place: which agencies it has, who answers for what, what it sends and what it keeps."""

    name: str
    title: str
    areas: tuple[str, ...]
    illustrative: bool
    sources: tuple[str, ...]
    returns: tuple[PlaceReturn, ...]
    agencies: Mapping[str, Agency]
    of_record: tuple[OfRecordException, ...]
    approvals: tuple[Approval, ...]
    kept_lines: tuple[KeptLine, ...]
    area_book: AreaBook = field(repr=False, compare=False)
    suppliers: tuple[Supplier, ...] = ()
    #: The place's own costs of work, where it knows them better.
    costs: PlaceCosts | None = None
    record_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    nation: Nation = "england"
    closed_days: tuple[ClosedDay, ...] = ()
    terms: tuple[Term, ...] = ()
    leads: tuple[PlaceLead, ...] = ()
    #: Due days that recipients gave for one period, as the place was told them.
    due_days: tuple[PlaceDueDay, ...] = ()
    contacts: tuple[Contact, ...] = ()
    #: The register of data-sharing agreements, and the flows for which the place itself wants one.
    sharing_agreements: tuple[SharingAgreement, ...] = ()
    sharing_needs: tuple[SharingNeed, ...] = ()
    #: The packs that are switched on here; all where none are named.
    packs: tuple[str, ...] | None = None

    def agency(self, code: str) -> Agency:
        """The agency of that code, else ``NotFound`` naming those like it."""
        if code in self.agencies:
            return self.agencies[code]
        near = find_near_matches(code, self.agencies, n=3) or sorted(self.agencies)
        raise NotFound(f"{self.title} has no agency '{code}'.", mend=f"It has {', '.join(near)}.")

    def agency_of_record(self, indicator: Indicator, area: str, on: date) -> Agency | None:
        """The agency of record for an indicator and area on a day.

        A row of ``of_record.tsv`` first; else, of the agencies in the indicator's role whose ground
        holds the whole area, the one with the least ground (the district before the county). None
        when a department compiles it, or when nobody here does. After an agency's end, its successor.
        """
        for row in self.of_record:
            # An exception for an agency that has not begun yet leaves the role to whoever has it.
            if (
                (row.indicator, row.area) == (indicator.code, area)
                and row.covers(on)
                and self._has_begun(row.agency, on)
            ):
                return self.agency_in_charge(row.agency, on, area)
        return self.agency_in_role(indicator.agency_of_record, area, on)

    def agency_in_role(self, role: str, area: str, on: date) -> Agency | None:
        """The agency with the least ground that has the role and holds the whole area."""
        ground = self.area_book.footprint(area)
        serving = (agency for agency in self.agencies.values() if role in agency.roles and agency.covers(on))
        sizes = [(size, agency) for agency in serving if (size := self._size_of_holding_ground(agency, ground))]
        if sizes:
            return min(sizes, key=lambda pair: pair[0])[1]
        return find_successor_in_role(self.agencies, self.area_book, role, area, on)

    def _has_begun(self, code: str, on: date) -> bool:
        start = self.agencies[code].start
        return not isinstance(start, date) or start <= on

    def _size_of_holding_ground(self, agency: Agency, target: frozenset[str]) -> int:
        """Size of the least of its areas, or else of all of them together, that holds the ground; 0 for none."""
        grounds = [self.area_book.footprint(area) for area in agency.areas]
        whole = frozenset[str]().union(*grounds)
        return min((len(ground) for ground in (*grounds, whole) if target <= ground), default=0)

    def agency_in_charge(self, code: str, on: date, area: str | None = None) -> Agency | None:
        """The agency in charge of another's work on a day: itself while it lasts, then its successor, and theirs.

        None before it begins, after an end without a successor, and where several took over and the area does not
        tell which. Raises ``NotFound`` for a code that is none.
        """
        return find_agency_in_charge(self.agencies, self.area_book, self.agency(code).code, on, area)

    def agencies_in_charge(self, code: str, on: date) -> tuple[Agency, ...]:
        """As :meth:`agency_in_charge`, and all of them where a service was parted."""
        return find_agencies_in_charge(self.agencies, self.agency(code).code, on)

    def suppliers_of(self, record_set: str, area: str, on: date) -> tuple[Supplier, ...]:
        """The suppliers whose records make up an area's on a day; after an agency's end, its successor."""
        rows = (row for row in self.suppliers if (row.record_set, row.area) == (record_set, area) and row.covers(on))
        rows_by_agency = {row.agency: row for row in rows}
        return tuple(
            supplier
            for row in rows_by_agency.values()
            for supplier in self._successor_rows(row, on, frozenset(rows_by_agency))
        )

    def _successor_rows(self, row: Supplier, on: date, listed_agencies: frozenset[str]) -> tuple[Supplier, ...]:
        """A row while its agency lasts; then one for each successor that has none of its own."""
        if row.agency not in self.agencies:
            return (row,)
        agencies = (agency.code for agency in self.agencies_in_charge(row.agency, on))
        return tuple(
            # A sender code is the predecessor's own, so the successor has none.
            row if code == row.agency else row.model_copy(update={"agency": code, "sender_code": None})
            for code in agencies
            if code == row.agency or code not in listed_agencies
        )

    def is_approved(self, return_code: str, line: str, object_id: str, on: date) -> bool:
        """True when the place's latest decision on the line, by that day, is that indicator."""
        decisions = [
            row
            for row in self.approvals
            if (row.return_code, row.line) == (return_code, line) and row.approved_on <= on
        ]
        return bool(decisions) and max(decisions, key=lambda row: row.approved_on).object_id == object_id

    def kept_line_codes(self, return_code: str, on: date | None = None) -> frozenset[str]:
        """Codes of lines that the place keeps after abolition, on a day or ever."""
        rows = (row for row in self.kept_lines if row.return_code == return_code)
        return frozenset(row.line for row in rows if on is None or row.start <= on)

    def makes(self, return_code: str, area: str, period: Period) -> bool:
        """True when the place sends that return for that area and period."""
        return self._entry(return_code, area, period) is not None

    def is_illustrative(self, return_code: str, area: str, period: Period) -> bool:
        """True when figures that ship for that return, area and period are made up."""
        entry = self._entry(return_code, area, period)
        return self.illustrative if entry is None else entry.illustrative

    def _entry(self, return_code: str, area: str, period: Period) -> PlaceReturn | None:
        own_returns = (
            row for row in self.returns if row.return_code == return_code and area in row.areas and not row.records
        )
        return next((row for row in own_returns if row.takes(period)), None)
