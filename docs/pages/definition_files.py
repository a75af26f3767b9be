"""Every key of the files that a pack may hold, and what may stand there."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from docs.pages.markdown import code, page, table
from indicators.catalogue.indicator import Breakdown, Derivation, Formula, FormulaTerm, Indicator
from indicators.records.record_definitions import (
    CodeEntry,
    RecordColumn,
    RecordRule,
    Reference,
    RelatedCount,
    Removal,
    Retention,
    SetDefinition,
    Setting,
    TableDefinition,
    VersionDefinition,
    WorkList,
)
from indicators.records.view_definitions import (
    AgeOnDay,
    DayCount,
    OneRowPer,
    Recoding,
    RowLookup,
    RowTally,
    View,
    ViewColumn,
    ViewExample,
    ViewStep,
)
from mappings.calendar.due_rules import DueRule, Lead
from mappings.definitions.frameworks import FrameworkFile, Metric, MetricMatch, Outcome, StatedCount
from mappings.definitions.indicator_reports import IndicatorReport, IndicatorSection, ReportIndicator
from mappings.definitions.record_returns import DatedTimetable, RecordReturn, ReturnFile
from mappings.definitions.return_definitions import Edition, Line
from mappings.definitions.scheduled_returns import GivenPeriodDay, Hours, Makers, Owner, ScheduledReturn, Stage, Step
from mappings.definitions.surveys import LeastBase, Survey, SurveyMeasure
from mappings.definitions.workbook_layouts import FixedCell, LayoutColumn, LayoutSheet, LineGroup, WorkbookLayout
from mappings.packs.overrides import Override
from mappings.packs.pack_definitions import Manifest
from mappings.place.place_definitions import Agency, PlaceDueDay, PlaceFile, PlaceReturn, PlaceSchedule
from mappings.place.sharing_agreements import SharingAgreement, SharingNeed
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.base import Definition, InForce

#: What each key says.
WORDS = Path(__file__).with_name("definition_keys.tsv")
KINDS: tuple[tuple[str, str, type[Definition]], ...] = (
    ("Pack", "`pack.yaml`", Manifest),
    ("Override", "`overrides/<name>.yaml`", Override),
    ("Indicator", "`indicators/catalogue/<theme>/<code>.yaml`", Indicator),
    ("Formula", "`formula` of an indicator", Formula),
    ("Formula term", "each of `terms` of a formula", FormulaTerm),
    ("Derivation", "each of `derive` of an indicator", Derivation),
    ("Breakdown", "`indicators/breakdowns/<code>.yaml`", Breakdown),
    ("Edition", "`mappings/returns/<return>/<edition>.yaml`", Edition),
    ("Due rule", "`due`, `opens` and `refresh` of an edition", DueRule),
    ("Lead", "`lead` of an edition", Lead),
    ("Line", "columns of `mappings/returns/<return>/lines.tsv`", Line),
    ("Layout", "`mappings/layouts/<layout>.yaml`", WorkbookLayout),
    ("Sheet", "each of `sheets` of a layout", LayoutSheet),
    ("Column", "each of `columns` of a sheet", LayoutColumn),
    ("Line group", "each of `group` of a sheet", LineGroup),
    (
        "Cell",
        "each of `cells` of a sheet; `line NI 62` is short for that line's value, and any other text for itself",
        FixedCell,
    ),
    ("Framework", "`mappings/frameworks/<framework>/framework.yaml`", FrameworkFile),
    ("Count of a framework", "each of `counts` of a framework: `outcomes`, `metrics`", StatedCount),
    ("Outcome", "columns of a framework's `outcomes.tsv`", Outcome),
    ("Metric", "columns of a framework's `metrics.tsv`", Metric),
    ("Match of a metric", "columns of a framework's `matches.tsv`", MetricMatch),
    ("Report", "`mappings/reports/<report>.yaml`", IndicatorReport),
    ("Section of a report", "each of `sections` of a report", IndicatorSection),
    ("Row of a report", "each of `indicators` of a section", ReportIndicator),
    ("Survey", "`mappings/surveys/<survey>.yaml`", Survey),
    ("Measure of a survey", "each of `measures` of a survey", SurveyMeasure),
    ("Least base", "`least_base` of a survey", LeastBase),
    ("Scheduled return", "`mappings/scheduled_returns/<code>.yaml`", ScheduledReturn),
    ("Given day", "each of `days` of a scheduled return or stage", GivenPeriodDay),
    ("Stage", "each of `stages` of a scheduled return", Stage),
    ("Makers", "`made_by` of a scheduled return", Makers),
    ("Owner", "`owner` of a scheduled return", Owner),
    ("Step", "each of `steps` of a scheduled return", Step),
    ("Hours", "`hours` of a scheduled return", Hours),
    ("Place", "`mappings/places/<place>/place.yaml`", PlaceFile),
    ("Return of a place", "each of `returns` of a place", PlaceReturn),
    ("Schedule of a place", "each of `schedules` of a place", PlaceSchedule),
    ("Due day of a place", "columns of `mappings/places/<place>/due_days.tsv`", PlaceDueDay),
    ("Agency", "columns of `mappings/places/<place>/agencies.tsv`", Agency),
    ("Data-sharing agreement", "columns of `mappings/places/<place>/sharing_agreements.tsv`", SharingAgreement),
    ("Need of an agreement", "columns of `mappings/places/<place>/sharing_needs.tsv`", SharingNeed),
    ("Record set", "`indicators/records/sets/<set>/set.yaml`", SetDefinition),
    ("Table", "each of `tables` of a record set, and of a version's `tables.yaml`", TableDefinition),
    ("Reference", "each of `refers` of a table", Reference),
    ("Retention", "`retention` of a record set", Retention),
    ("Setting", "each of `settings` of a record set", Setting),
    ("Version", "`indicators/records/sets/<set>/versions/<version>/version.yaml`", VersionDefinition),
    ("Column", "columns of a version's `columns.tsv`", RecordColumn),
    ("Code", "columns of a version's `codes.tsv`", CodeEntry),
    ("Removal", "columns of a version's `removed.tsv`", Removal),
    ("Rule", "each of `indicators/records/sets/<set>/rules.yaml`", RecordRule),
    ("Work list", "each of `indicators/records/sets/<set>/work_lists.yaml`", WorkList),
    ("Related count", "each of `counts` of a work list", RelatedCount),
    ("View", "each of `indicators/records/sets/<set>/views.yaml`", View),
    ("View column", "each of `columns` of a view", ViewColumn),
    ("View step", "each of `steps` of a view: one of these keys", ViewStep),
    ("Join", "`join` of a step", RowLookup),
    ("Count", "`count` of a step", RowTally),
    ("One per", "`one_per` of a step", OneRowPer),
    ("Age", "`age` of a step", AgeOnDay),
    ("Days", "`days` of a step", DayCount),
    ("Recode", "`recode` of a step", Recoding),
    ("View example", "`example` of a view", ViewExample),
    ("Return of records", "`mappings/record_returns/<code>.yaml`", RecordReturn),
    ("File of a return", "each of `files` of a return of records", ReturnFile),
    ("Timetable", "each of `timetables` of a return of records", DatedTimetable),
)


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``definition-files.md``."""
    return {"definition-files.md": page("Definition files", _opening(), *map(_section, KINDS))}


def _opening() -> str:
    return (
        "Every key of the files that a [pack](../howto/add-a-pack.md) may hold. A key that is not listed is refused. "
        "Codes are small letters, digits and single hyphens; days are `2026-04-01`; a text or day that no source "
        "gives is `not established` where that is listed. `from` is the first day, and `to` the first on which it no "
        "longer holds; null, or an empty cell, where no end is known. "
        "Tables of areas have the headings of those that ship, in `indicators/areas`; the keys of a published source "
        "are in [its how-to](../howto/add-a-published-source.md)."
    )


def _section(kind: tuple[str, str, type[Definition]]) -> str:
    title, place, model = kind
    words = read_words()
    keys = [(field.alias or name, field) for name, field in model.model_fields.items()]
    rows = [
        (code(key), "yes" if field.is_required() else "", _describe(field), words.get((title, key), ""))
        for key, field in keys
    ]
    return f"## {title}\n\n{place}\n\n" + table(("key", "needed", "is", "says"), rows)


def read_words() -> dict[tuple[str, str], str]:
    """What each key says, by kind of file and key."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["key"]): row["says"] for row in csv.DictReader(file, delimiter="\t")}


def _describe(field: FieldInfo) -> str:
    return ", or ".join(dict.fromkeys(_kinds(field.annotation)))


def _kinds(kind: Any) -> Iterator[str]:
    """What may stand there, in words."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _kinds(arguments[0])
    elif origin in {Union, UnionType}:
        for each in arguments:
            if each is not NoneType:
                yield from _kinds(each)
    elif origin is Literal:
        yield ", ".join(code(str(each)) for each in arguments)
    elif origin in {tuple, list}:
        yield f"a list: {', or '.join(_kinds(arguments[0]))}"
    elif origin is dict:
        yield f"keys, each with {', or '.join(_kinds(arguments[1]))}"
    elif isinstance(kind, type) and issubclass(kind, InForce) and kind is InForce:
        yield "`{from: …, to: …}`"
    else:
        yield PLAIN.get(getattr(kind, "__name__", ""), "keys of its own")


PLAIN = {
    "str": "text", "int": "a whole number", "bool": "true or false", "date": "a day", "Decimal": "a number",
    "Period": "a period code", "time": "a time of day", "Any": "a value",
}  # fmt: skip
