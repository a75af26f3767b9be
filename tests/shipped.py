"""The definitions that ship, and those that a test writes into a folder, under one name each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from indicators.areas import area_book
from indicators.areas.area_book import AreaBook
from indicators.catalogue.factor_sets import FactorSet
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.period.arithmetic import Period
from indicators.records.crosswalks import Concept, load_concepts
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_definitions import RecordRule, Setting, VersionDefinition, WorkList
from indicators.records.record_set_files import read_record_set
from indicators.records.record_sets import RecordSet
from mappings.calendar import working_days
from mappings.calendar.event_kinds import EventKinds
from mappings.calendar.working_days import Calendar, Nation
from mappings.definitions import record_returns
from mappings.definitions.burden_assumptions import Assumptions
from mappings.definitions.burden_counts import CountDefinitions
from mappings.definitions.finding_kinds import FindingKinds
from mappings.definitions.job_definitions import DeliveryPolicy, Job, JobDefinitions
from mappings.definitions.overlap_vocabulary import OverlapVocabulary
from mappings.definitions.portals import Portal
from mappings.definitions.published_sources import Source
from mappings.definitions.record_returns import RecordReturn
from mappings.definitions.reminder_templates import ReminderTemplates
from mappings.place import place_folders
from mappings.place.place_files import PlaceContext
from mappings.place.places import Place
from mappings.ruleset import loading
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_tree import RELEASE, read_definition_files

#: The folders of record sets and of crosswalks that ship.
RECORD_SETS_FOLDER, CONCEPTS_FOLDER = RELEASE / "indicators/records/sets", RELEASE / "indicators/records/concepts"


def definition_files(root: Path = RELEASE) -> dict[str, bytes]:
    """Every definition file below a folder, by its path from there."""
    return dict(read_definition_files([root]).content)


@cache
def load_ruleset() -> Ruleset:
    """The ruleset that ships. Its files are read once, where a door reads them each time it is opened."""
    return loading.load_ruleset()


def load_areas(folder: Path | None = None) -> AreaBook:
    return area_book.load_areas(folder) if folder else load_ruleset().areas


def load_catalogue() -> Mapping[str, Indicator]:
    return load_ruleset().catalogue


def load_breakdowns() -> Mapping[str, Breakdown]:
    return load_ruleset().breakdowns


def load_factor_sets() -> Mapping[str, FactorSet]:
    return load_ruleset().factor_sets


def load_sources() -> Mapping[str, Source]:
    return load_ruleset().sources


def load_calendar(folder: Path | None = None, nation: Nation = "england") -> Calendar:
    return working_days.load_calendar(folder, nation) if folder else load_ruleset().calendars[nation]


def load_calendars() -> dict[Nation, Calendar]:
    return dict(load_ruleset().calendars)


def load_places(own: Path | None = None) -> Mapping[str, Place]:
    if own is None:
        return load_ruleset().places
    place_folders.check_places_folder(own)
    context = PlaceContext(load_areas(), RECORDS, load_assumptions())
    return place_folders.load_places(RELEASE / "mappings/places", own, context)


def load_event_kinds() -> EventKinds:
    return load_ruleset().event_kinds


def load_record_returns(folder: Path | None = None) -> Mapping[str, RecordReturn]:
    if folder is None:
        return load_ruleset().record_returns
    return record_returns.load_record_returns(folder, record_sets=list_record_sets(), event_kinds=load_event_kinds())


#: The record sets that ship.
RECORDS = load_ruleset().records


def read_records(sets: Path | None) -> RecordDefinitions:
    """The record sets that ship, or those of another folder with the crosswalks that ship."""
    if sets is None:
        return RECORDS
    read = {path.parent.name: read_record_set(path.parent) for path in sorted(sets.glob("*/set.yaml"))}
    return RecordDefinitions(read, load_concepts(CONCEPTS_FOLDER))


def list_record_sets() -> tuple[str, ...]:
    return RECORDS.codes


def load_record_set(
    code: str, version: str | None = None, *, settings: Mapping[str, Any] | None = None, root: Path | None = None
) -> RecordSet:
    return read_records(root).record_set(code, version, settings=settings)


def list_versions(code: str) -> dict[str, VersionDefinition]:
    return RECORDS.versions(code)


def find_version(code: str, period: Period, root: Path | None = None) -> str:
    return read_records(root).find_version(code, period)


def read_all_headings(code: str, root: Path | None = None) -> dict[str, tuple[tuple[str, str], ...]]:
    return read_records(root).headings(code)


def read_all_rules(root: Path | None = None) -> dict[str, RecordRule]:
    return read_records(root).rules()


def read_work_lists(code: str, root: Path | None = None) -> tuple[WorkList, ...]:
    return read_records(root).files_of(code).work_lists


def load_concept(name: str) -> Concept:
    return RECORDS.concept(name)


def list_concepts() -> tuple[str, ...]:
    return tuple(RECORDS.concepts)


def read_settings(code: str) -> dict[str, Setting]:
    return RECORDS.settings(code)


def load_portals() -> Mapping[str, Portal]:
    return load_ruleset().portals


def load_finding_kinds() -> FindingKinds:
    return load_ruleset().finding_kinds


def load_overlap_vocabulary() -> OverlapVocabulary:
    return load_ruleset().overlap


def load_templates() -> ReminderTemplates:
    return load_ruleset().reminders


def load_count_definitions() -> CountDefinitions:
    return load_ruleset().burden.counts


def load_assumptions() -> Assumptions:
    return load_ruleset().burden.assumptions


def load_jobs() -> tuple[Job, ...]:
    return load_ruleset().jobs.jobs


def load_delivery_policy() -> DeliveryPolicy:
    return load_ruleset().jobs.delivery


def job_definitions(*jobs: Job) -> JobDefinitions:
    """These jobs, shared out and delivered as those that ship."""
    return replace(load_ruleset().jobs, jobs=jobs)
