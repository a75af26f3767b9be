"""Places: what differs between councils, read from one folder of files each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from indicators.areas import AreaBook, load_areas
from indicators.definitions import Indicator
from indicators.periods import Period
from mappings.place_definitions import Agency, Approval, Kept, OfRecord, PlaceReturn
from mappings.place_files import read_place_files
from mappings.place_records import Supplier
from returnonce.errors import NotFound, Refused

__all__ = ["Agency", "Approval", "Kept", "OfRecord", "Place", "PlaceReturn", "load_places", "places_of"]

SAMPLES = Path(__file__).parent / "places"


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
    of_record: tuple[OfRecord, ...]
    approvals: tuple[Approval, ...]
    kept_lines: tuple[Kept, ...]
    area_book: AreaBook = field(repr=False, compare=False)
    suppliers: tuple[Supplier, ...] = ()
    record_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def agency(self, code: str) -> Agency:
        """The agency of that code, else ``NotFound`` naming those like it."""
        if code in self.agencies:
            return self.agencies[code]
        near = get_close_matches(code, self.agencies, n=3) or sorted(self.agencies)
        raise NotFound(f"{self.title} has no agency '{code}'.", mend=f"It has {', '.join(near)}.")

    def agency_of_record(self, indicator: Indicator, area: str, on: date) -> Agency | None:
        """Who answers for an indicator and area on a day.

        A row of ``of_record.tsv`` first; else, of the agencies in the indicator's role whose ground
        holds the whole area, the one with the least ground (the district before the county). None
        when a department compiles it, or when nobody here does.
        """
        for row in self.of_record:
            if (row.indicator, row.area) == (indicator.code, area) and row.covers(on):
                return self.agencies[row.agency]
        return self.agency_in_role(indicator.agency_of_record, area, on)

    def agency_in_role(self, role: str, area: str, on: date) -> Agency | None:
        """The agency with the least ground that has the role and holds the whole area."""
        wanted = self.area_book.footprint(area)
        holding = [
            (len(ground), agency)
            for agency in self.agencies.values()
            if role in agency.roles and agency.covers(on)
            for ground in map(self.area_book.footprint, agency.areas)
            if wanted <= ground
        ]
        return min(holding, key=lambda held: held[0])[1] if holding else None

    def suppliers_of(self, record_set: str, area: str, on: date) -> tuple[Supplier, ...]:
        """Whose records of that set make up the area's, on a day."""
        rows = (row for row in self.suppliers if (row.record_set, row.area) == (record_set, area))
        return tuple(row for row in rows if row.covers(on))

    def approved(self, return_code: str, line: str, object_id: str, on: date) -> bool:
        """True when the place's latest decision on the line, by that day, is that indicator."""
        decided = [
            row
            for row in self.approvals
            if (row.return_code, row.line) == (return_code, line) and row.approved_on <= on
        ]
        return bool(decided) and max(decided, key=lambda row: row.approved_on).object_id == object_id

    def kept(self, return_code: str, on: date | None = None) -> frozenset[str]:
        """Lines that the place goes on with after abolition, on a day or ever."""
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
        mine = (row for row in self.returns if row.return_code == return_code and area in row.areas)
        return next((row for row in mine if row.takes(period)), None)


def load_places(
    path: Path | None = None, *, areas: AreaBook | None = None, samples: Path = SAMPLES
) -> dict[str, Place]:
    """The two sample places, and those under another folder; one of a sample's name replaces it.

    Raises:
        Refused: a file is wrong or two rows contradict each other; names file, row, column, mend.
    """
    book = areas or load_areas()
    folders = _folders(samples) | (_folders(path) if path else {})
    return {name: _load_place(folder, book) for name, folder in sorted(folders.items())}


def places_of(places: Mapping[str, Place], area: str) -> tuple[Place, ...]:
    """The places that an area belongs to."""
    return tuple(place for place in places.values() if area in place.areas)


def _folders(path: Path) -> dict[str, Path]:
    if not path.is_dir():
        raise Refused(
            f"There is no folder of places at {path}.", mend="Set RETURNONCE_PLACES to a folder, or unset it."
        )
    if (path / "place.yaml").exists():
        raise Refused(
            f"{path.name} is a place, not a folder of places.",
            mend="Set RETURNONCE_PLACES to the folder that holds it.",
        )
    inside = (folder for folder in path.iterdir() if folder.is_dir() and folder.name[0] not in "._")
    return {folder.name: folder for folder in inside}


def _load_place(folder: Path, book: AreaBook) -> Place:
    files = read_place_files(folder, book)
    said = files.said
    return Place(
        name=said.name,
        title=said.title,
        areas=said.areas,
        illustrative=said.illustrative,
        sources=said.sources,
        returns=said.returns,
        agencies={agency.code: agency for agency in files.agencies},
        of_record=files.of_record,
        approvals=files.approvals,
        kept_lines=files.kept,
        suppliers=files.suppliers,
        record_settings=files.record_settings,
        area_book=book,
    )
