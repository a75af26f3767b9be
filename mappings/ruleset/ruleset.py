"""The ruleset: all definitions loaded together, named by the hash of their content."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from returnonce.definition_files.file_tree import DefinitionFiles
from returnonce.errors import NotFound

# Each part comes with its types when it is read; a command waits for those that it asks for.
if TYPE_CHECKING:
    from indicators.areas.area_book import AreaBook
    from indicators.catalogue.factor_sets import FactorSet
    from indicators.catalogue.former_codes import FormerCodes
    from indicators.catalogue.indicator import Breakdown, Indicator
    from indicators.catalogue.wholes import Whole
    from indicators.evaluation.context import EvaluationContext
    from indicators.period.arithmetic import Period
    from indicators.records.record_catalogue import RecordDefinitions
    from mappings.calendar.event_kinds import EventKinds
    from mappings.calendar.working_days import Calendar, Nation
    from mappings.definitions.burden_assumptions import Assumptions
    from mappings.definitions.burden_counts import CountDefinitions
    from mappings.definitions.column_origins import ColumnOrigins
    from mappings.definitions.disclosure_rules import DisclosureRule
    from mappings.definitions.edition_reasons import EditionReasons
    from mappings.definitions.finding_kinds import FindingKinds
    from mappings.definitions.frameworks import Framework
    from mappings.definitions.indicator_reports import IndicatorReport
    from mappings.definitions.job_definitions import JobDefinitions
    from mappings.definitions.line_pairs import LinePair
    from mappings.definitions.lines import LineIndex
    from mappings.definitions.overlap_vocabulary import OverlapVocabulary
    from mappings.definitions.portals import Portal
    from mappings.definitions.published_sources import Source
    from mappings.definitions.record_returns import RecordReturn
    from mappings.definitions.reminder_templates import ReminderTemplates
    from mappings.definitions.returns import Return
    from mappings.definitions.scheduled_returns import ScheduledReturn
    from mappings.definitions.surveys import Survey
    from mappings.definitions.workbook_layouts import WorkbookLayout
    from mappings.packs.overrides import Override
    from mappings.packs.pack_definitions import Pack
    from mappings.place.places import Place

T = TypeVar("T")


@dataclass(frozen=True)
class BurdenDefinitions:
    """What the burden is counted in, and what work is assumed to cost."""

    counts: CountDefinitions
    assumptions: Assumptions


@dataclass(frozen=True, eq=False)
class Ruleset:
    """The catalogue, mappings, calendars and places of one day. ``hash`` is SHA-256 in hex."""

    hash: str
    catalogue: Mapping[str, Indicator]
    breakdowns: Mapping[str, Breakdown]
    factor_sets: Mapping[str, FactorSet]
    areas: AreaBook
    records: RecordDefinitions
    burden: BurdenDefinitions
    reminders: ReminderTemplates
    jobs: JobDefinitions
    returns: Mapping[str, Return]
    places: Mapping[str, Place]
    calendar: Calendar
    line_index: LineIndex
    sources: Mapping[str, Source]
    pairs: tuple[LinePair, ...]
    #: The words by which lists of measures are compared with the catalogue.
    overlap: OverlapVocabulary = field(repr=False)
    #: What the checks of uploads can say, by code.
    finding_kinds: FindingKinds = field(repr=False)
    #: Why another edition may be published: words by code.
    edition_reasons: EditionReasons = field(repr=False)
    #: Where the columns of the inspection lists come from, by list.
    column_origins: ColumnOrigins = field(repr=False)
    #: What all of this was read from.
    files: DefinitionFiles = field(default=DefinitionFiles(), repr=False)
    #: The catalogue's folder of each indicator.
    themes: Mapping[str, str] = field(default_factory=dict, repr=False)
    calendars: Mapping[Nation, Calendar] = field(default_factory=dict, repr=False)
    #: Shares that make up all of the same people, by code.
    wholes: Mapping[str, Whole] = field(default_factory=dict, repr=False)
    #: Rules of disclosure control, by code and version.
    disclosure: Mapping[tuple[str, int], DisclosureRule] = field(default_factory=dict, repr=False)
    portals: Mapping[str, Portal] = field(default_factory=dict, repr=False)
    #: Kinds of events that begin an obligation, by code.
    event_kinds: EventKinds = field(default_factory=dict, repr=False)
    #: Returns that are made of records about people, by code.
    record_returns: Mapping[str, RecordReturn] = field(default_factory=dict, repr=False)
    #: Returns that stand in the schedule alone, by code.
    scheduled_returns: Mapping[str, ScheduledReturn] = field(default_factory=dict, repr=False)
    #: Layouts of workbooks that files give.
    layouts: Mapping[str, WorkbookLayout] = field(default_factory=dict, repr=False)
    #: Frameworks of outcomes that others compile from published figures, by code.
    frameworks: Mapping[str, Framework] = field(default_factory=dict, repr=False)
    #: Reports of chosen indicators, by code.
    reports: Mapping[str, IndicatorReport] = field(default_factory=dict, repr=False)
    #: Surveys that give figures, by code.
    surveys: Mapping[str, Survey] = field(default_factory=dict, repr=False)
    #: Packs by name: those that ship, and those in folders of one's own.
    packs: Mapping[str, Pack] = field(default_factory=dict, repr=False)
    #: What is left out of all this for a mistake in a pack, in words.
    #: A factory, since a cached ruleset looks up what the class has not.
    left_out: tuple[str, ...] = field(default_factory=tuple)
    #: Files of one's own that nothing reads, in words: perhaps they are misspelt.
    unread: tuple[str, ...] = field(default_factory=tuple)
    #: What was worked out from these definitions; a ruleset with other definitions begins with none of it.
    _derived: dict[Hashable, Any] = field(init=False, default_factory=dict, repr=False)

    def load_parts(self) -> None:
        """Have every part in memory, for a process that answers for long."""
        for each in fields(self):
            getattr(self, each.name)

    def derived(self, key: Hashable, build: Callable[[], T]) -> T:
        """A value that follows from the definitions alone: built once, under a key of its own, and kept with them."""
        if key not in self._derived:
            self._derived[key] = build()
        return self._derived[key]  # type: ignore[no-any-return]

    def keep_result(self, key: str, build: Callable[[], T]) -> T:
        """A value that follows from the definitions and the key alone: kept on the disk where the home has a cache."""
        del key
        return build()

    def packs_of(self, place: Place) -> frozenset[str]:
        """The packs that are switched on for a place, and those that they need; all where it names none.

        A pack that was a part of one of them before is switched on too, where the place makes a return of it.
        """
        from mappings.packs.pack_files import list_needs

        if place.packs is None:
            return frozenset(self.packs)
        names = {name for name in place.packs if name in self.packs}
        made = {f"mappings/returns/{entry.return_code}/lines.tsv" for entry in place.returns}
        names |= {
            name for name, pack in self.packs.items() if pack.manifest.split_from in names and made & {*pack.paths}
        }
        return frozenset().union(*(list_needs(self.packs[name], self.packs) for name in names))

    def sees(self, place: str, path: str) -> bool:
        """Whether a file, by its path from the root, is in a pack that is switched on for a place.

        Raises:
            NotFound: there is no such place.
        """
        if place not in self.places:
            raise self.no_such_place(place)
        names = self.derived(("packs of", place), lambda: self.packs_of(self.places[place]))
        paths = self.derived(
            ("files of", names), lambda: frozenset(path for name in names for path in self.packs[name].paths)
        )
        return path in paths

    def sees_indicator(self, place: str, code: str) -> bool:
        """As :meth:`sees`, of an indicator."""
        return self.sees(place, f"indicators/catalogue/{self.themes.get(code)}/{code}.yaml")

    def sees_return(self, place: str, code: str) -> bool:
        """As :meth:`sees`, of a return of figures."""
        return self.sees(place, f"mappings/returns/{code}/lines.tsv")

    def return_titles(self, places: Iterable[str]) -> dict[str, str]:
        """Titles by code of the returns that any of these places sees; a sample says that it is one."""
        names = [name for name in places if name in self.places]
        return {
            code: f"{each.title} (a sample)" if self._is_unnamed_sample(code) else each.title
            for code, each in self.returns.items()
            if any(self.sees_return(name, code) for name in names)
        }

    def _is_unnamed_sample(self, code: str) -> bool:
        """Whether a return is a sample, and its title does not say so."""
        return self.describe_sample(code) is not None and "sample" not in self.returns[code].title.casefold()

    def find_sample_of(self, path: str) -> str | None:
        """Whose own list a file was made for that ships as a sample, by its path from the root; None for any other."""
        packs = (pack for pack in self.packs.values() if pack.manifest.sample_of and path in pack.paths)
        return next((pack.manifest.sample_of for pack in packs), None)

    def describe_sample(self, code: str) -> str | None:
        """In words, that a return is one council's own and ships as a sample; None for any other."""
        owner = self.find_sample_of(f"mappings/returns/{code}/lines.tsv")
        if owner is None:
            return None
        return f"A sample: this is the own list of {owner}. Your council's own list is a pack of its own."

    def changes_of(self, *paths: str) -> tuple[str, ...]:
        """In words, what packs change in files, or in the files of folders, by their path from the root."""
        from mappings.packs.overrides import list_changes

        overrides = self._overrides()
        return tuple(change for path in paths for change in list_changes(overrides, path)) if overrides else ()

    def changes_of_indicator(self, code: str) -> tuple[str, ...]:
        """In words, what packs change in an indicator."""
        return self.changes_of(f"indicators/catalogue/{self.themes.get(code, '')}/{code}.yaml")

    def changes_of_return(self, code: str) -> tuple[str, ...]:
        """In words, what packs change in a return and in the indicators of its lines."""
        indicators = dict.fromkeys(line.object_id for line in self.returns[code].lines) if self._has_overrides() else ()
        changes = (change for each in indicators for change in self.changes_of_indicator(each))
        return (*self.changes_of(f"mappings/returns/{code}"), *changes)

    def date_changes_of(self, code: str, edition: str | None) -> tuple[str, ...]:
        """In words without who decided, what packs change in the dates of a return's edition, or of one it extends."""
        if not self._has_overrides():
            return ()
        from mappings.packs.overrides import list_date_changes

        editions = {each.edition: each for each in self.returns[code].editions} if code in self.returns else {}
        paths = [f"mappings/record_returns/{code}.yaml"]
        while edition in editions:
            paths.append(f"mappings/returns/{code}/{edition}.yaml")
            edition = editions[edition].extends
        return tuple(change for path in paths for change in list_date_changes(self._overrides(), path))

    def _overrides(self) -> dict[str, tuple[Override, ...]]:
        return {name: pack.overrides for name, pack in self.packs.items() if pack.overrides}

    def _has_overrides(self) -> bool:
        return any(pack.overrides for pack in self.packs.values())

    def return_named(self, code: str) -> Return:
        """A return by its code, else ``NotFound`` naming those there are.

        Raises ``Refused`` for one that stands in the schedule alone.
        """
        from mappings.definitions.returns import find_return
        from mappings.definitions.scheduled_returns import explain_not_filled

        if code in self.scheduled_returns and code not in self.returns:
            raise explain_not_filled(self.scheduled_returns[code])
        return find_return(self.returns, code)

    def unfilled_titles(self) -> dict[str, str]:
        """Titles of the returns that are made of records or stand in the schedule alone, by code."""
        titles = {code: each.title for code, each in self.scheduled_returns.items()}
        return titles | {code: each.title for code, each in self.record_returns.items()}

    def record_return(self, code: str) -> RecordReturn:
        """A return of records by its code, else ``NotFound`` naming those there are."""
        from mappings.definitions.record_returns import find_record_return

        return find_record_return(self.record_returns, code)

    @property
    def former_codes(self) -> FormerCodes:
        """Under which codes figures of renamed indicators are stored; whoever reads the store says them."""
        from indicators.catalogue.former_codes import index_former_codes

        return self.derived("former codes", lambda: index_former_codes(self.catalogue))

    def indicator(self, code: str) -> Indicator:
        """An indicator by its code, else ``NotFound``."""
        if code in self.catalogue:
            return self.catalogue[code]
        raise NotFound(f"There is no indicator {code!r}.", mend="See: returnonce catalogue list.")

    def no_such_place(self, name: str) -> NotFound:
        """What to say of a place that is not here: those that are, and what is left out for a mistake."""
        mend = " ".join((f"Places are: {', '.join(self.places)}.", *self.left_out))
        return NotFound(f"There is no place {name!r}.", mend=mend)

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

        def find() -> str | None:
            place = self.place_of(area)
            agency = place.agency_of_record(indicator, area, period.end) if place else None
            return agency.code if agency else None

        return self.derived(("agency of record", indicator.code, area, period.end), find)

    def calendar_of(self, place: Place) -> Calendar:
        """The days on which people work at a place: its nation's, and what its ``closed_days.tsv`` changes."""
        from mappings.calendar.closures_and_terms import apply_closed_days

        nation = self.calendars.get(place.nation, self.calendar)
        key = "calendar", place.nation, place.closed_days
        return self.derived(key, lambda: apply_closed_days(nation, place.closed_days))

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
        from mappings.place.agency_succession import list_all_successors

        return any(heir in list_all_successors(place.agencies, former) for place in self.places.values())

    def evaluation_context(self) -> EvaluationContext:
        """What answers rest on."""
        from indicators.evaluation.context import EvaluationContext

        return EvaluationContext(
            self.catalogue, self.areas, self.breakdowns, self.of_record, self.factor_sets, self.suppliers, self.wholes
        )
