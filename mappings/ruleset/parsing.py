"""Parses definition files into the ruleset that they make."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.areas.area_book import load_areas
from indicators.catalogue.catalogue_files import load_breakdowns, load_catalogue, load_themes
from indicators.catalogue.factor_sets import load_factor_sets
from indicators.catalogue.wholes import load_wholes
from indicators.records.record_catalogue import RecordDefinitions, load_record_definitions
from indicators.records.record_set_checks import check_record_set
from mappings.calendar.event_kinds import load_event_kinds
from mappings.calendar.working_days import load_calendars
from mappings.definitions.burden_assumptions import load_assumptions
from mappings.definitions.burden_counts import load_count_definitions
from mappings.definitions.column_origins import load_column_origins
from mappings.definitions.disclosure_rules import load_disclosure_rules
from mappings.definitions.edition_reasons import load_edition_reasons
from mappings.definitions.finding_kinds import load_finding_kinds
from mappings.definitions.frameworks import load_frameworks
from mappings.definitions.indicator_reports import load_indicator_reports
from mappings.definitions.job_definitions import load_job_definitions
from mappings.definitions.line_pairs import load_line_pairs
from mappings.definitions.overlap_vocabulary import load_overlap_vocabulary
from mappings.definitions.portals import load_portals
from mappings.definitions.published_sources import load_sources
from mappings.definitions.record_returns import load_record_returns
from mappings.definitions.reminder_templates import load_templates
from mappings.definitions.returns import index_lines, load_returns
from mappings.definitions.scheduled_returns import ScheduledReturn, load_scheduled_returns
from mappings.definitions.surveys import load_surveys
from mappings.definitions.workbook_layouts import load_layouts
from mappings.packs.file_kinds import find_unread_files
from mappings.packs.merged_files import MergedFiles, merge_packs
from mappings.packs.pack_definitions import Pack
from mappings.place.place_files import PlaceContext
from mappings.place.place_folders import load_places
from mappings.ruleset.packs_left_out import leave_out
from mappings.ruleset.ruleset import BurdenDefinitions, Ruleset
from returnonce.definition_files.file_tree import OWN_PLACES, DefinitionFiles
from returnonce.errors import Refused


def parse_ruleset(files: DefinitionFiles) -> Ruleset:
    """The ruleset that definition files make, packs among them.

    A place with a mistake is left out. So is a pack with one, with every place that rests on it, where another place
    of one's own can go on.

    Raises:
        Refused: a file is wrong, and no place of one's own can go on; of a pack's file, the pack is named.
    """
    left_out: dict[str, Refused] = {}
    while True:
        merged = merge_packs(files, without=left_out)
        faults = {name: _name_pack(name, fault) for name, fault in reversed(merged.faults)}
        place_faults: dict[str, Refused] = {}
        try:
            ruleset = None if faults else _try(files, merged, faults, place_faults)
        except Refused as refused:
            # What rests on a pack that is left out cannot be read without it.
            raise next(iter(left_out.values()), refused) from refused
        if ruleset is not None:
            return leave_out(ruleset, left_out, place_faults)
        if {*faults} <= {*left_out}:
            # A pack that ships is never left out: looking again would find the same.
            raise next(iter(faults.values()))
        left_out |= faults


def _try(
    files: DefinitionFiles, merged: MergedFiles, faults: dict[str, Refused], place_faults: dict[str, Refused]
) -> Ruleset | None:
    """What the files make; None where a pack is at fault, which is then among the faults."""
    try:
        ruleset = parse_merged(files, merged, place_faults)
        for name, fault in place_faults.items():
            place_faults[name] = _blame(merged, name, fault)
        return ruleset
    except Refused as refused:
        location = merged.locate(refused.where)
        if location is None:
            raise
        faults[location.pack] = merged.name_pack(refused)
        return None


def _blame(merged: MergedFiles, place: str, fault: Refused) -> Refused:
    """The fault of a place, with the pack that the place comes with.

    Raises:
        Refused: the place ships, so that something else is at fault.
    """
    path = f"mappings/places/{place}/place.yaml"
    if any(path in pack.paths for pack in merged.packs.values() if pack.ships):
        own = any(name.startswith(f"{OWN_PLACES}/{place}/") for name in merged.content)
        if not own:
            raise fault
    return merged.name_pack(fault) if path in merged.added else fault


def _name_pack(name: str, fault: Refused) -> Refused:
    return Refused(fault.what, where=f"pack {name}, {fault.where}", mend=fault.mend)


def parse_merged(
    files: DefinitionFiles, merged: MergedFiles, place_faults: dict[str, Refused] | None = None
) -> Ruleset:
    """As :func:`parse_ruleset`, of packs that are laid beside the rest already, whatever their faults.

    ``place_faults``: takes what is wrong with a place; without it the first is raised.
    """
    root = merged.root
    indicators, mappings = root / "indicators", root / "mappings"
    returns, areas = load_returns(mappings / "returns"), load_areas(indicators / "areas")
    calendars, records = load_calendars(mappings / "calendars"), load_record_definitions(indicators / "records")
    _refuse_unsound_sets(records, merged)
    assumptions = load_assumptions(mappings / "burden" / "assumptions.yaml")
    event_kinds = load_event_kinds(mappings / "schedule" / "event_kinds.yaml")
    portals = load_portals(mappings / "portals")
    scheduled = load_scheduled_returns(mappings / "scheduled_returns", portals=portals, event_kinds=event_kinds)
    place_context = PlaceContext(areas, records, assumptions, list_schedules(merged.packs, scheduled))
    return Ruleset(
        hash=files.hash,
        files=files,
        packs=merged.packs,
        unread=tuple(f"Nothing is read from {path}. {mend}" for path, mend in find_unread_files(files)),
        catalogue=load_catalogue(indicators / "catalogue"),
        themes=load_themes(indicators / "catalogue"),
        breakdowns=load_breakdowns(indicators / "breakdowns"),
        factor_sets=load_factor_sets(indicators / "factors"),
        wholes=load_wholes(indicators / "wholes"),
        areas=areas,
        records=records,
        returns=returns,
        places=load_places(mappings / "places", root / OWN_PLACES, place_context, place_faults),
        calendar=calendars["england"],
        line_index=index_lines(returns),
        sources=load_sources(mappings / "sources"),
        pairs=load_line_pairs(mappings),
        edition_reasons=load_edition_reasons(mappings / "editions" / "reasons.yaml"),
        column_origins=load_column_origins(mappings / "inspection_lists" / "column_origins.tsv"),
        overlap=load_overlap_vocabulary(mappings / "overlap"),
        calendars=calendars,
        disclosure=load_disclosure_rules(mappings / "disclosure" / "rules"),
        event_kinds=event_kinds,
        finding_kinds=load_finding_kinds(mappings / "findings", records.rules()),
        portals=portals,
        jobs=load_job_definitions(mappings / "jobs"),
        reminders=load_templates(mappings / "schedule" / "reminders.yaml"),
        burden=BurdenDefinitions(load_count_definitions(mappings / "burden" / "counts.yaml"), assumptions),
        record_returns=load_record_returns(
            mappings / "record_returns", record_sets=records.codes, event_kinds=event_kinds
        ),
        scheduled_returns=scheduled,
        layouts=load_layouts(mappings / "layouts"),
        frameworks=load_frameworks(mappings / "frameworks"),
        reports=load_indicator_reports(mappings / "reports"),
        surveys=load_surveys(mappings / "surveys"),
    )


def _refuse_unsound_sets(records: RecordDefinitions, merged: MergedFiles) -> None:
    """Packs' record sets fit together before a file is read by them; those that ship do."""
    for code, files in records.sets.items():
        folder = f"indicators/records/sets/{code}/"
        if any(path.startswith(folder) for path in (*merged.added, *merged.replaced)):
            for fault in check_record_set(files, records.concepts):
                raise fault


def list_schedules(
    packs: Mapping[str, Pack], scheduled: Mapping[str, ScheduledReturn]
) -> dict[str, tuple[ScheduledReturn, ...]]:
    """The returns of each pack's schedule; of packs that have one."""
    schedules = {
        name: tuple(one for code, one in scheduled.items() if f"mappings/scheduled_returns/{code}.yaml" in pack.paths)
        for name, pack in packs.items()
    }
    return {name: returns for name, returns in schedules.items() if returns}
