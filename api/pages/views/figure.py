"""A figure as its page shows it: value, sources, versions, and the returns that use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from api.pages.views.collection import figure_path
from api.pages.wording import PREDICATES, figure_words, instant_words, number_words, period_words
from exports.presentation.words import PROVENANCE, STATUS
from indicators.catalogue.indicator import Indicator
from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT
from mappings.ruleset.ruleset import Ruleset

RESTRICTED = (
    "This indicator is restricted: it says how well places are protected, so its figures are shown only to those who "
    "work on the return that holds them."
)


@dataclass(frozen=True)
class InputFigure:
    """One given figure that the value rests on."""

    agency: str
    file: str
    where: str
    area: str
    period: str
    figure: str


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
class FigureUseRow:
    """One line of a return that takes the figure."""

    title: str
    line: str
    label: str
    match: str
    transform: str


@dataclass(frozen=True)
class BreakdownLink:
    text: str
    href: str


@dataclass(frozen=True)
class FigurePage:
    title: str
    definition: str
    area: str
    period: str
    breakdown: str
    restricted: str
    value: str
    missing: bool
    facts: tuple[tuple[str, str], ...]
    disagreement: str
    parts: tuple[InputFigure, ...]
    versions: tuple[FigureVersionRow, ...]
    #: Lines whose mapping is exact; the others are shown and never sent.
    uses: tuple[FigureUseRow, ...]
    related_lines: tuple[FigureUseRow, ...]
    others: tuple[BreakdownLink, ...]


def figure_page(
    result: Mapping[str, Any], history: pl.DataFrame, ruleset: Ruleset, *, restricted: bool = True
) -> FigurePage:
    """The page of one result (``RESULT_SCHEMA`` with its key) and the versions of its indicator there.

    Of a restricted indicator no value is shown, nor who gave it, nor when; unless ``restricted`` says that one may.
    """
    indicator = ruleset.indicator(result["indicator"])
    hidden = restricted and indicator.access == "restricted"
    mark = "%" if indicator.unit == "percentage" else ""
    own = history.filter(breakdown=result["breakdown"], kind=result["kind"]).reverse()
    return FigurePage(
        title=indicator.title,
        definition=indicator.definition,
        area=ruleset.areas.get(result["area"]).name,
        period=period_words(parse_period(result["period"])),
        breakdown=result["breakdown"],
        restricted=RESTRICTED if hidden else "",
        value="" if hidden else figure_words(result, mark),
        missing=result["value"] is None and result["numerator"] is None,
        facts=(() if hidden else _facts(result, ruleset)) + _definition(indicator) + _changes(ruleset, indicator.code),
        disagreement="" if hidden else result["disagreement"] or "",
        parts=() if hidden else tuple(_part(source, ruleset) for source in result["lineage"] or ()),
        versions=() if hidden else _versions(own, ruleset, mark),
        uses=_lines(ruleset, indicator.code, exact=True),
        related_lines=_lines(ruleset, indicator.code, exact=False),
        others=() if hidden else _breakdown_links(history, result),
    )


def _facts(result: Mapping[str, Any], ruleset: Ruleset) -> tuple[tuple[str, str], ...]:
    bounds = (
        f"{number_words(result['lower'])} to {number_words(result['upper'])}" if result["lower"] is not None else ""
    )
    told = (
        ("Why there is no figure", result["reason"] if result["value"] is None else ""),
        ("Numerator", number_words(result["numerator"])),
        ("Denominator", number_words(result["denominator"])),
        ("Interval", bounds),
        ("Rounded to", number_words(result["rounded_to"])),
        ("How it came", PROVENANCE.get(result["provenance"] or "", result["provenance"] or "")),
        ("Agency", agency_name(ruleset, result["agency"])),
        ("Status", STATUS.get(result["status"] or "", result["status"] or "")),
        ("Note", result["note"] or ""),
        ("Published", "Yes: a publisher's figure, perhaps rounded" if result["published"] else ""),
    )
    return tuple((name, value) for name, value in told if value)


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
    """An agency's name; a publisher has only its code."""
    if code is None:
        return ""
    return next((p.agencies[code].name for p in ruleset.places.values() if code in p.agencies), code)


def _part(source: Mapping[str, Any], ruleset: Ruleset) -> InputFigure:
    area = source["area"]
    return InputFigure(
        agency=agency_name(ruleset, source["agency"]),
        file=source["file_name"] or "",
        where=(source["locator"] or "").replace("!", ", "),
        area=ruleset.areas.get(area).name if area in ruleset.areas else area,
        period=period_words(parse_period(source["period"])),
        figure=figure_words(source),
    )


def _versions(history: pl.DataFrame, ruleset: Ruleset, mark: str) -> tuple[FigureVersionRow, ...]:
    return tuple(_version(row, ruleset, mark) for row in history.iter_rows(named=True))


def _version(row: Mapping[str, Any], ruleset: Ruleset, mark: str) -> FigureVersionRow:
    withdrawn_at = row["withdrawn_at"]
    return FigureVersionRow(
        when=instant_words(row["made_at"]),
        agency=agency_name(ruleset, row["agency"]),
        file=row["file_name"],
        where=(row["locator"] or "").replace("!", ", "),
        figure=figure_words(row, mark),
        note=row["note"] or "",
        state=f"Withdrawn {instant_words(withdrawn_at)}" if withdrawn_at else "",
    )


def _lines(ruleset: Ruleset, code: str, *, exact: bool) -> tuple[FigureUseRow, ...]:
    return tuple(
        FigureUseRow(
            return_.title, line.subject_id, line.subject_label,
            PREDICATES[line.predicate_id.removeprefix("skos:")], line.transform,
        )
        for return_ in ruleset.returns.values()
        for line in return_.lines
        if line.object_id == code and (line.predicate_id == EXACT) is exact
    )  # fmt: skip


def _breakdown_links(history: pl.DataFrame, result: Mapping[str, Any]) -> tuple[BreakdownLink, ...]:
    known = sorted({"total", *history["breakdown"]} - {result["breakdown"]})
    cell = (result["indicator"], result["area"], result["period"])
    return tuple(BreakdownLink("Total" if each == "total" else each, figure_path(*cell, each)) for each in known)
