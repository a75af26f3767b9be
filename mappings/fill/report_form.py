"""A report's form: its indicators as lines and a layout, so that it is filled and laid out as a return is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from indicators.catalogue.indicator import Indicator
from mappings.calendar.due_rules import AS_SCHEDULED
from mappings.definitions.indicator_reports import IndicatorReport, ReportIndicator
from mappings.definitions.return_definitions import Edition, Line
from mappings.definitions.returns import Return
from mappings.definitions.workbook_layouts import LayoutColumn, LayoutSheet, ShownFact, WorkbookLayout
from returnonce.definition_files.base import NOT_ESTABLISHED

#: An edition that is named for no period stands for all time.
EVERY_PERIOD = "every period"
SYMBOLS = {
    "confidential": "c", "not_applicable": "z", "not_available": "x", "rounds_to_zero": "low", "unreliable": "u",
}  # fmt: skip
COLUMNS: tuple[tuple[ShownFact, str], ...] = (
    ("title", "Indicator"), ("value", "Figure"), ("period", "Period"), ("unit", "Unit"), ("good", "Good is"),
    ("trend", "Trend"), ("previous", "Before"), ("change", "Better or worse"), ("target", "Target"),
    ("against-target", "Against target"), ("england", "England"), ("england-period", "England: period"),
    ("neighbours", "Neighbours' mean"), ("neighbours-count", "Neighbours: how many"),
    ("neighbours-period", "Neighbours: period"), ("status", "Status"), ("source", "Where it came from"),
    ("commentary", "Commentary and notes"),
)  # fmt: skip


def build_report_return(report: IndicatorReport, catalogue: Mapping[str, Indicator]) -> Return:
    """The report's indicators as the lines of a return that nobody sends. Each indicator is in the catalogue."""
    edition = Edition(
        **{"return": report.report, "in_force": {"from": NOT_ESTABLISHED, "to": None}},
        edition=EVERY_PERIOD,
        title=report.title,
        recipient=f"Readers: {report.audience}",
        legal_basis="None; a report of one's own",
        area_kinds=report.area_kinds,
        period_kinds=report.period_kinds,
        due=AS_SCHEDULED,
        layout=report.report,
        formats=("xlsx", "csv", "json"),
        rounding="half_up",
        symbols=SYMBOLS,
        disclosure={report.audience: report.disclosure},
        sources=report.sources,
        confidence=report.confidence,
        notes=report.notes,
    )
    lines = [_line(number, heading, row, catalogue[row.indicator]) for number, heading, row in _number_rows(report)]
    return Return(report.report, report.title, (edition,), tuple(lines))


def _number_rows(report: IndicatorReport) -> list[tuple[int, str, ReportIndicator]]:
    """Each row with its number and the heading that it stands under."""
    rows = [(section.heading, row) for section in report.sections for row in section.indicators]
    return [(number, heading, row) for number, (heading, row) in enumerate(rows, start=1)]


def _line(number: int, heading: str, row: ReportIndicator, indicator: Indicator) -> Line:
    """A line that is the indicator itself."""
    return Line.model_construct(
        subject_id=str(number), subject_label=row.title or indicator.title, predicate_id="skos:exactMatch",
        object_id=indicator.code, mapping_justification="semapv:ManualMappingCuration", confidence=Decimal(1),
        author_label="the report", reviewer_label=None, mapping_date=date.min, comment=None, transform="copy",
        valid_from=NOT_ESTABLISHED, valid_to=None, population_base=indicator.population_base, breakdown=row.breakdown,
        example_in="v=0", example_out="0", section=heading, route="council", route_confidence="high",
        body="any_council", unit=indicator.unit, decimals=indicator.decimals, polarity=indicator.polarity,
        frequency="annual", code_confidence="high",
    )  # fmt: skip


def build_report_layout(report: IndicatorReport) -> WorkbookLayout:
    """One sheet: a row for each indicator by section, with trend, England, neighbours and commentary."""
    columns = tuple(LayoutColumn(show=show, heading=heading) for show, heading in COLUMNS)
    under = (
        _without_braces(report.introduction),
        "Neighbours' mean is the unweighted mean of those that have a figure.",
    )
    sheet = LayoutSheet(
        sheet="Report", contents="Each indicator by section.", title="{return}: {area}, {period}", under=under,
        rows="all", group="section", columns=columns, frozen_columns=1, paper="A3",
    )  # fmt: skip
    cover = {
        "Introduction": _without_braces(report.introduction),
        "Held back": f"{_without_braces(report.disclosure.says)} (rule {report.disclosure.rule}, version "
        f"{report.disclosure.version}, for the {report.audience})",
    }
    return WorkbookLayout(layout=report.report, cover=cover, sheets=(sheet,))


def _without_braces(text: str) -> str:
    """A text as a layout takes it, which reads braces as fields."""
    return text.replace("{", "{{").replace("}", "}}")
