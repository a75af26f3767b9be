"""Parses definition files into the ruleset that they make."""

from __future__ import annotations

from indicators.areas.area_book import load_areas
from indicators.catalogue.catalogue_files import load_breakdowns, load_catalogue, load_themes
from indicators.catalogue.factor_sets import load_factor_sets
from indicators.records.record_catalogue import load_record_definitions
from mappings.calendar.event_kinds import load_event_kinds
from mappings.calendar.working_days import load_calendars
from mappings.definitions.burden_assumptions import load_assumptions
from mappings.definitions.burden_counts import load_count_definitions
from mappings.definitions.column_origins import load_column_origins
from mappings.definitions.disclosure_rules import load_disclosure_rules
from mappings.definitions.edition_reasons import load_edition_reasons
from mappings.definitions.finding_kinds import load_finding_kinds
from mappings.definitions.job_definitions import load_job_definitions
from mappings.definitions.line_pairs import load_line_pairs
from mappings.definitions.lines import build_line_index
from mappings.definitions.overlap_vocabulary import load_overlap_vocabulary
from mappings.definitions.portals import load_portals
from mappings.definitions.published_sources import load_sources
from mappings.definitions.record_returns import load_record_returns
from mappings.definitions.reminder_templates import load_templates
from mappings.definitions.returns import load_returns
from mappings.place.place_files import PlaceContext
from mappings.place.places import load_places
from mappings.ruleset.ruleset import BurdenDefinitions, Ruleset
from returnonce.definition_files.file_tree import OWN_PLACES, DefinitionFiles


def parse_ruleset(files: DefinitionFiles) -> Ruleset:
    """The ruleset that definition files make. Raises ``Refused`` where one is wrong."""
    indicators, mappings = files.root / "indicators", files.root / "mappings"
    returns, areas = load_returns(mappings / "returns"), load_areas(indicators / "areas")
    calendars, records = load_calendars(mappings / "calendars"), load_record_definitions(indicators / "records")
    assumptions = load_assumptions(mappings / "burden" / "assumptions.yaml")
    event_kinds = load_event_kinds(mappings / "schedule" / "event_kinds.yaml")
    return Ruleset(
        hash=files.hash,
        files=files,
        catalogue=load_catalogue(indicators / "catalogue"),
        themes=load_themes(indicators / "catalogue"),
        breakdowns=load_breakdowns(indicators / "breakdowns"),
        factor_sets=load_factor_sets(indicators / "factors"),
        areas=areas,
        records=records,
        returns=returns,
        places=load_places(mappings / "places", files.root / OWN_PLACES, PlaceContext(areas, records, assumptions)),
        calendar=calendars["england"],
        line_index=build_line_index({code: definition.lines for code, definition in returns.items()}),
        sources=load_sources(mappings / "sources"),
        pairs=load_line_pairs(mappings),
        edition_reasons=load_edition_reasons(mappings / "editions" / "reasons.yaml"),
        column_origins=load_column_origins(mappings / "inspection_lists" / "column_origins.tsv"),
        overlap=load_overlap_vocabulary(mappings / "overlap"),
        calendars=calendars,
        disclosure=load_disclosure_rules(mappings / "disclosure" / "rules"),
        event_kinds=event_kinds,
        finding_kinds=load_finding_kinds(mappings / "findings", records.rules()),
        portals=load_portals(mappings / "portals"),
        jobs=load_job_definitions(mappings / "jobs"),
        reminders=load_templates(mappings / "schedule" / "reminders.yaml"),
        burden=BurdenDefinitions(load_count_definitions(mappings / "burden" / "counts.yaml"), assumptions),
        record_returns=load_record_returns(
            mappings / "record_returns", record_sets=records.codes, event_kinds=event_kinds
        ),
    )
