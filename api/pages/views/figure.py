"""A figure as its page shows it: value, what stands beside it, sources, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.figure_data import FigureFacts
from api.pages.figure_sources import TracedSource
from api.pages.rendering import page_path
from api.pages.views.collection import figure_path
from api.pages.views.figure_beside import list_beside, table_neighbours
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.wording import PUBLISHERS, figure_words, instant_words, number_words, period_words
from exports.presentation.words import PROVENANCE, STATUS, breakdown_words
from indicators.catalogue.indicator import Indicator
from indicators.period.codes import parse_period
from mappings.fill.survey_results import SurveyResult
from mappings.ruleset.ruleset import Ruleset

RESTRICTED = (
    "This indicator is restricted: it says how well places are protected, so its figures are shown only to those who "
    "work on the return that holds them."
)
#: Older versions beyond these are counted.
MOST_VERSIONS = 50


@dataclass(frozen=True)
class FigureVersionRow:
    """One time at which the figure was given."""

    when: str
    agency: str
    file: str
    where: str
    figure: str
    note: str
    state: str


@dataclass(frozen=True)
class BreakdownLink:
    text: str
    href: str


@dataclass(frozen=True)
class FigurePage:
    """``beside``: last period, England, neighbours and plans; ``sources``: each given figure that it rests on;
    ``neighbours``: those whose mean stands beside it."""

    title: str
    definition: str
    catalogue: str
    area: str
    period: str
    breakdown: str
    restricted: str
    value: str
    missing: bool
    beside: tuple[tuple[str, LinkedCell], ...]
    facts: tuple[tuple[str, str], ...]
    disagreement: str
    sources: LinkedTable | None
    sources_left_out: int
    neighbours: LinkedTable | None
    versions: tuple[FigureVersionRow, ...]
    versions_left_out: int
    others: tuple[BreakdownLink, ...]


def figure_page(
    facts: FigureFacts, ruleset: Ruleset, sources: Iterable[TracedSource], cells: Mapping[int, str]
) -> FigurePage:
    """The page of a figure. Of a restricted indicator no value is shown, nor who gave it, nor when.

    ``cells``: by the number of a source, the names of its cells in the received file.
    """
    address, result = facts.address, facts.result
    indicator, hidden = address.indicator, facts.restricted
    mark = "%" if indicator.unit == "percentage" else ""
    own = facts.history.filter(breakdown=address.breakdown, kind="actual").reverse()
    listed = list(sources)
    return FigurePage(
        title=indicator.title,
        definition=indicator.definition,
        catalogue=page_path("catalogue", indicator.code),
        area=ruleset.areas.get(address.area).name,
        period=period_words(address.period),
        breakdown="" if address.breakdown == "total" else breakdown_words(address.breakdown),
        restricted=RESTRICTED if hidden else "",
        value="" if hidden else figure_words(result, mark),
        missing=result["value"] is None and result["numerator"] is None,
        beside=() if hidden else list_beside(facts, mark),
        facts=(() if hidden else _facts(result, ruleset, facts.survey))
        + _definition(indicator)
        + _changes(ruleset, indicator.code),
        disagreement="" if hidden else result["disagreement"] or "",
        sources=None if hidden or not listed else _table_sources(facts, ruleset, listed, cells),
        sources_left_out=max(0, len(result["lineage"] or ()) - len(listed)),
        neighbours=None if hidden else table_neighbours(facts, ruleset),
        versions=() if hidden else _versions(own.head(MOST_VERSIONS), ruleset, mark),
        versions_left_out=max(0, own.height - MOST_VERSIONS),
        others=() if hidden else _breakdown_links(facts.history, result),
    )


def _table_sources(
    facts: FigureFacts, ruleset: Ruleset, sources: Iterable[TracedSource], cells: Mapping[int, str]
) -> LinkedTable:
    rows = tuple(
        _row_of_source(facts, ruleset, number, source, cells.get(number, ""))
        for number, source in enumerate(sources, 1)
    )
    headings = ("From", "What", "File", "Where", "Figure", "See it")
    return LinkedTable("Each given figure that it rests on, down to the cell", headings, rows)


def _row_of_source(
    facts: FigureFacts, ruleset: Ruleset, number: int, source: TracedSource, cells: str
) -> tuple[LinkedCell, ...]:
    figure, address = source.figure, facts.address
    area = figure["area"]
    area_name = ruleset.areas.get(area).name if area in ruleset.areas else area
    title = ruleset.catalogue[figure["indicator"]].title if figure["indicator"] in ruleset.catalogue else ""
    own = (address.indicator.code, address.area, address.period.code, address.breakdown)
    name = (figure["indicator"], area, figure["period"], figure["breakdown"])
    what = ", ".join(filter(None, (
        title if figure["indicator"] != own[0] else "", area_name, period_words(parse_period(figure["period"])),
        "" if figure["breakdown"] == "total" else breakdown_words(figure["breakdown"]),
    )))  # fmt: skip
    where = where_words(figure["locator"])
    open_text, href = ("", "") if source.why_closed else ("The file at this row", f"{source_path(facts, number)}#cell")
    return (
        LinkedCell(agency_name(ruleset, figure["agency"])), LinkedCell(what, "" if name == own else figure_path(*name)),
        LinkedCell(figure["file_name"] or ""), LinkedCell(f"{where}: {cells}" if cells else where),
        LinkedCell(figure_words(figure)), LinkedCell(open_text or source.why_closed, href),
    )  # fmt: skip


def source_path(facts: FigureFacts, number: int) -> str:
    """Where the file of a source is opened; sources are numbered from 1."""
    address = facts.address
    path = page_path("figures", address.indicator.code, address.area, address.period.code, "sources", str(number))
    return path if address.breakdown == "total" else f"{path}?{urlencode({'breakdown': address.breakdown})}"


def where_words(locator: str | None) -> str:
    """``Figures, row 12``, or of records that they are."""
    text = locator or ""
    return "Worked out from records" if text.startswith("view ") else text.replace("!", ", ").removeprefix("sheet ")


def _facts(result: Mapping[str, Any], ruleset: Ruleset, survey: SurveyResult | None) -> tuple[tuple[str, str], ...]:
    bounds = (
        f"{number_words(result['lower'])} to {number_words(result['upper'])}" if result["lower"] is not None else ""
    )
    told = (
        ("Why there is no figure", result["reason"] if result["value"] is None else ""),
        ("Numerator", number_words(result["numerator"])),
        ("Denominator", number_words(result["denominator"])),
        *_list_survey_facts(survey),
        (survey.level.capitalize() if survey else "Interval", bounds),
        ("Rounded to", number_words(result["rounded_to"])),
        ("How it came", PROVENANCE.get(result["provenance"] or "", result["provenance"] or "")),
        ("Agency", agency_name(ruleset, result["agency"])),
        ("Status", STATUS.get(result["status"] or "", result["status"] or "")),
        ("Note", result["note"] or ""),
        ("Published", "Yes: a publisher's figure, perhaps rounded" if result["published"] else ""),
    )
    return tuple((name, value) for name, value in told if value)


def _list_survey_facts(result: SurveyResult | None) -> tuple[tuple[str, str], ...]:
    """The survey, how many answered and whether it is weighted."""
    if result is None:
        return ()
    answered = "Not known here" if result.base is None else f"{result.base:,}"
    return (
        ("Survey", f"{result.survey.title} ({result.survey.voices})"),
        (
            "People who answered",
            " ".join(filter(None, (f"{answered}.", result.warning))) if result.warning else answered,
        ),
        ("Weighting", result.weighting.capitalize()),
    )


def _definition(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    unit = indicator.unit.replace("_", " ")
    told = (
        ("Unit", f"{unit}, per {indicator.per:,}" if indicator.per > 100 else unit),
        ("Counted", indicator.numerator),
        ("Out of", indicator.denominator if indicator.parts else ""),
        ("Confidence in the definition", indicator.confidence),
        ("Code", indicator.code),
    )
    return tuple((name, value) for name, value in told if value)


def _changes(ruleset: Ruleset, code: str) -> tuple[tuple[str, str], ...]:
    """What packs change in the indicator."""
    return tuple(("Changed here", change) for change in ruleset.changes_of_indicator(code))


def agency_name(ruleset: Ruleset, code: str | None) -> str:
    """The name of an agency or publisher; of several, as of a figure worked out from theirs, each name."""
    agencies = {one.code: one.name for place in ruleset.places.values() for one in place.agencies.values()}
    names = PUBLISHERS | agencies
    return ", ".join(names.get(each, each) for each in (code or "").split(", "))


def _versions(history: pl.DataFrame, ruleset: Ruleset, mark: str) -> tuple[FigureVersionRow, ...]:
    return tuple(_version(row, ruleset, mark) for row in history.iter_rows(named=True))


def _version(row: Mapping[str, Any], ruleset: Ruleset, mark: str) -> FigureVersionRow:
    withdrawn_at = row["withdrawn_at"]
    return FigureVersionRow(
        when=instant_words(row["made_at"]),
        agency=agency_name(ruleset, row["agency"]),
        file=row["file_name"],
        where=where_words(row["locator"]),
        figure=figure_words(row, mark),
        note=row["note"] or "",
        state=f"Withdrawn {instant_words(withdrawn_at)}" if withdrawn_at else "",
    )


def _breakdown_links(history: pl.DataFrame, result: Mapping[str, Any]) -> tuple[BreakdownLink, ...]:
    known = sorted({"total", *history["breakdown"]} - {result["breakdown"]})
    cell = (result["indicator"], result["area"], result["period"])
    return tuple(BreakdownLink(breakdown_words(each), figure_path(*cell, each)) for each in known)
