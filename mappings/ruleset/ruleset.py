"""The ruleset: all definitions loaded together, named by the hash of their content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from indicators.areas.area_book import AreaBook, load_areas
from indicators.catalogue.catalogue_files import load_breakdowns, load_catalogue
from indicators.catalogue.factor_sets import FactorSet, load_factor_sets
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.evaluation.context import EvaluationContext
from indicators.period.codes import Period
from mappings.calendar.closures_and_terms import ClosedDay, apply_closed_days
from mappings.calendar.working_days import Calendar, Nation, load_calendars
from mappings.definitions.disclosure_rules import DisclosureRule, load_disclosure_rules
from mappings.definitions.line_pairs import LinePair, load_line_pairs
from mappings.definitions.lines import LineIndex, build_line_index
from mappings.definitions.published_sources import Source, load_sources
from mappings.definitions.returns import Return, find_return, load_returns
from mappings.place.places import Place, load_places
from mappings.place.succession import list_all_successors
from returnonce.definition_files.root import definition_path
from returnonce.errors import NotFound

ROOT = definition_path()
INDICATOR_FOLDERS = ("catalogue", "breakdowns", "areas", "factors", "records")
MAPPING_FOLDERS = (
    "burden",
    "disclosure",
    "overlap",
    "portals",
    "returns",
    "places",
    "calendars",
    "schedule",
    "sources",
    "record_returns",
)
DEFINITION_FILES = frozenset({".yaml", ".tsv", ".csv"})


@dataclass(frozen=True, eq=False)
class Ruleset:
    """The catalogue, mappings, calendars and places of one day. ``hash`` is SHA-256 in hex."""

    hash: str
    catalogue: dict[str, Indicator]
    breakdowns: dict[str, Breakdown]
    factor_sets: dict[str, FactorSet]
    areas: AreaBook
    returns: dict[str, Return]
    places: dict[str, Place]
    calendar: Calendar
    line_index: LineIndex
    sources: dict[str, Source]
    pairs: tuple[LinePair, ...]
    root: Path = ROOT
    #: Where the places of one's own were read from.
    places_dir: Path | None = None
    calendars: Mapping[Nation, Calendar] = field(default_factory=dict, repr=False)
    #: Rules of disclosure control, by code and version.
    disclosure: Mapping[tuple[str, int], DisclosureRule] = field(default_factory=dict, repr=False)
    _owners: dict[tuple[str, str, date], str | None] = field(default_factory=dict, repr=False)
    _local: dict[tuple[str, tuple[ClosedDay, ...]], Calendar] = field(default_factory=dict, repr=False)

    def return_named(self, code: str) -> Return:
        """A return by its code, else ``NotFound`` naming those there are."""
        return find_return(self.returns, code)

    def indicator(self, code: str) -> Indicator:
        """An indicator by its code, else ``NotFound``."""
        if code in self.catalogue:
            return self.catalogue[code]
        raise NotFound(f"There is no indicator {code!r}.", mend="See: returnonce catalogue list.")

    def place_of(self, area: str) -> Place | None:
        """The place that keeps an area: the one that lists it, else one whose areas hold its ground."""
        listed = next((place for place in self.places.values() if area in place.areas), None)
        if listed is not None or area not in self.areas:
            return listed
        ground = self.areas.footprint(area)
        covering = (place for place in self.places.values() if ground <= self._ground(place))
        return next(covering, None)

    def _ground(self, place: Place) -> frozenset[str]:
        return frozenset().union(*(self.areas.footprint(a) for a in place.areas if a in self.areas))

    def of_record(self, indicator: Indicator, area: str, period: Period) -> str | None:
        """Code of the agency whose figure counts, asked of the place that keeps the area."""
        key = (indicator.code, area, period.end)
        if key not in self._owners:
            place = self.place_of(area)
            agency = place.agency_of_record(indicator, area, period.end) if place else None
            self._owners[key] = agency.code if agency else None
        return self._owners[key]

    def calendar_of(self, place: Place) -> Calendar:
        """The days on which people work at a place: its nation's, and what its ``closed_days.tsv`` changes."""
        nation = self.calendars.get(place.nation, self.calendar)
        key = place.nation, place.closed_days
        if key not in self._local:
            self._local[key] = apply_closed_days(nation, place.closed_days)
        return self._local[key]

    def record_settings(self, agency: str, record_set: str) -> dict[str, Any]:
        """What the places of an agency have settled of that which a record set leaves open."""
        places = (place for place in self.places.values() if agency in place.agencies)
        return {name: value for place in places for name, value in place.record_settings.get(record_set, {}).items()}

    def sender_codes(self, agency: str, record_set: str, on: date) -> tuple[str, ...]:
        """How an agency is named in the files of a record set, where a place says so."""
        rows = (row for place in self.places.values() for row in place.suppliers if row.covers(on))
        return tuple(
            row.sender_code
            for row in rows
            if (row.record_set, row.agency) == (record_set, agency) and row.sender_code is not None
        )

    def suppliers(self, indicator: Indicator, area: str, period: Period) -> tuple[str, ...]:
        """Agencies whose records make up an indicator's figure for an area, where its place says so."""
        sets = {derivation.record_set for derivation in indicator.derive}
        places = self.places.values() if sets else ()
        rows = (row for place in places for code in sets for row in place.suppliers_of(code, area, period.end))
        return tuple(dict.fromkeys(row.agency for row in rows))

    def took_over(self, heir: str, former: str) -> bool:
        """True where one agency took over, at once or in the end, from another that has ended."""
        return any(heir in list_all_successors(place.agencies, former) for place in self.places.values())

    def world(self) -> EvaluationContext:
        """What answers rest on."""
        return EvaluationContext(
            self.catalogue, self.areas, self.breakdowns, self.of_record, self.factor_sets, self.suppliers
        )


def load_ruleset(places_dir: Path | None = None, *, root: Path = ROOT) -> Ruleset:
    """Everything the project ships, and the places of one further folder. Unchanged files are read once.

    Raises:
        Refused: a definition file is wrong; names file, place and mend.
    """
    files = read_definition_files(root, places_dir)
    return _load(hash_content(files), root, places_dir)


@lru_cache(maxsize=8)
def _load(content: str, root: Path, places_dir: Path | None) -> Ruleset:
    indicators, mappings = root / "indicators", root / "mappings"
    returns, areas = load_returns(mappings / "returns"), load_areas(indicators / "areas")
    calendars = load_calendars(mappings / "calendars")
    return Ruleset(
        hash=content,
        catalogue=load_catalogue(indicators / "catalogue"),
        breakdowns=load_breakdowns(indicators / "breakdowns"),
        factor_sets=load_factor_sets(indicators / "factors"),
        areas=areas,
        returns=returns,
        places=load_places(places_dir, areas=areas, samples=mappings / "places"),
        calendar=calendars["england"],
        line_index=build_line_index({code: definition.lines for code, definition in returns.items()}),
        sources=load_sources(mappings / "sources"),
        pairs=load_line_pairs(mappings),
        root=root,
        places_dir=places_dir,
        calendars=calendars,
        disclosure=load_disclosure_rules(mappings / "disclosure" / "rules"),
    )


def read_definition_files(root: Path = ROOT, places_dir: Path | None = None) -> dict[str, bytes]:
    """Content of every definition file, by its path from the root; places of one's own under ``own/``."""
    folders = [root / "indicators" / name for name in INDICATOR_FOLDERS]
    folders += [root / "mappings" / name for name in MAPPING_FOLDERS]
    paths = {path.relative_to(root).as_posix(): path for path in _definitions(folders)}
    paths |= {path.relative_to(root).as_posix(): path for path in (root / "mappings").iterdir() if _defines(path)}
    if places_dir is not None:
        paths |= {f"own/{path.relative_to(places_dir).as_posix()}": path for path in _definitions([places_dir])}
    return {name: paths[name].read_bytes() for name in sorted(paths)}


def _definitions(folders: Iterable[Path]) -> Iterable[Path]:
    return (path for folder in folders for path in folder.rglob("*") if _defines(path))


def _defines(path: Path) -> bool:
    return path.suffix in DEFINITION_FILES and path.is_file()


def hash_content(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes, in order of name: the same on every machine."""
    digest = sha256()
    for name, content in files.items():
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()
