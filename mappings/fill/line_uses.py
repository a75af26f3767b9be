"""Which lines of returns are filled from a figure, and why others of its indicator are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.coterminous import is_body_based
from indicators.period.arithmetic import Period
from mappings.definitions.line_coverage import explain_not_in_force, is_reported, normalise_kind
from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Edition, Line

if TYPE_CHECKING:
    from mappings.place.places import Place
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class NamedFigure:
    """Which figure: an indicator, the code of an area, a period and a breakdown."""

    indicator: Indicator
    area: str
    period: Period
    breakdown: str = "total"


def list_lines_of(ruleset: Ruleset, code: str) -> list[tuple[str, Line]]:
    """The lines of all returns that are mapped to an indicator, each with its return."""

    def build() -> dict[str, list[tuple[str, Line]]]:
        lines: dict[str, list[tuple[str, Line]]] = {}
        for return_code, return_ in ruleset.returns.items():
            for line in return_.lines:
                lines.setdefault(line.object_id, []).append((return_code, line))
        return lines

    return ruleset.derived("lines by indicator", build).get(code, [])


def split_lines(ruleset: Ruleset, figure: NamedFigure) -> tuple[list[tuple[str, Line]], list[tuple[str, Line]]]:
    """Lines that are filled from this figure, and the indicator's others: of another likeness, part, time or body."""
    pairs = list_lines_of(ruleset, figure.indicator.code)
    exact = (pair for pair in pairs if pair[1].predicate_id == EXACT and pair[1].breakdown == figure.breakdown)
    own = [pair for pair in exact if not explain_unfilled(ruleset, figure, *pair)]
    return own, [pair for pair in pairs if pair not in own]


def explain_unfilled(ruleset: Ruleset, figure: NamedFigure, code: str, line: Line) -> str:
    """Why no cell of the line shows a figure of this period and area; empty where one may."""
    place, indicator = ruleset.place_of(figure.area), ruleset.indicator(line.object_id)
    is_kept = place is not None and line.subject_id in place.kept_line_codes(code, figure.period.end)
    edition = ruleset.returns[code].edition_for(figure.period)
    absent = explain_not_in_force(line, indicator, figure.period, is_kept=is_kept)
    if absent or (edition is None and not is_kept):
        return "not asked for this period"
    if edition is not None and not _fits_area(ruleset, figure, line, edition):
        return "not in the return of such a body"
    return "" if place is None or is_kept or _makes(place, code, figure.period) else "in a return that is not made here"


def _makes(place: Place, code: str, period: Period) -> bool:
    """Whether the place makes the return in the time in which a period ends; for whom, the line's body says."""
    rows = (row for row in place.returns if row.return_code == code and not row.records and not row.scheduled)
    return any(row.first.start <= period.end and (row.last is None or period.end <= row.last.end) for row in rows)


def _fits_area(ruleset: Ruleset, figure: NamedFigure, line: Line, edition: Edition) -> bool:
    """Whether the return is made for the area, or for another on the very same ground."""
    area, day = ruleset.areas.get(figure.area), figure.period.end
    kinds = {normalise_kind(code) for code in edition.area_kinds}
    if area.kind in kinds:
        return is_reported(line, area.kind)
    ground = ruleset.areas.footprint(area.code, day)
    others = (each for each in ruleset.areas.all() if each.kind in kinds and is_reported(line, each.kind))
    return not is_body_based(figure.indicator) and any(
        each.exists_on(day) and ruleset.areas.footprint(each.code, day) == ground for each in others
    )
