"""What a return's lines require for one period, for any area: cells, and the figures that they read.

A return's lines are the same for every council, so they are worked out once and laid over all areas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import polars as pl

from indicators.catalogue.factor_sets import select_factor_set
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.formulas import find_formula_cycle, find_term_key
from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.line_coverage import OF_A_DISTRICT, list_cell_periods
from mappings.definitions.return_definitions import Edition
from mappings.definitions.returns import Return
from mappings.place.line_choice import LineChoice, choose_lines
from mappings.place.places import Place
from mappings.transforms import parse_transform

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ASKED = "asked"
CENTRAL = "compiled centrally, asked of nobody"
NEAR = "no exact match; a near measure is not asked for"
DOUBTFUL = "the line's official code is in doubt; nothing is asked on its account until the place approves it"

_LINE: dict[str, Any] = dict.fromkeys(("line", "route"), pl.String)
#: One row for each line and period; ``everywhere``: it stands in a district's return too.
CELLS: dict[str, Any] = {
    "row": pl.UInt32, **_LINE, "everywhere": pl.Boolean,
    **dict.fromkeys(("indicator", "period", "breakdown", "outcome"), pl.String),
}  # fmt: skip
#: One row for each figure that a cell which is asked for rests on. ``needed``, ``needed_period``: what its
#: transform reads, before any formula is taken apart.
READS: dict[str, Any] = {
    "row": pl.UInt32, **_LINE, "everywhere": pl.Boolean,
    **dict.fromkeys(("indicator", "period", "breakdown", "needed", "needed_period"), pl.String),
}  # fmt: skip
#: Figures that a formula works out, and from what.
WORKED_OUT: dict[str, Any] = {
    **dict.fromkeys(("indicator", "period", "breakdown", "why"), pl.String),
    "everywhere": pl.Boolean,
}
_ANY_AREA = "any"


@dataclass(frozen=True)
class LineRequirements:
    """Frames ``CELLS``, ``READS`` and ``WORKED_OUT``."""

    cells: pl.DataFrame
    reads: pl.DataFrame
    worked_out: pl.DataFrame


#: Cached as long as the ruleset lives.
_CACHE: WeakKeyDictionary[Ruleset, dict[tuple[object, ...], LineRequirements]] = WeakKeyDictionary()


def get_line_requirements(
    ruleset: Ruleset, definition: Return, edition: Edition, period: Period, *, place: Place, ended: bool, known_on: date
) -> LineRequirements:
    """The requirements of a return's lines for a period, with the place's kept lines and its approvals by a day."""
    approvals = tuple(
        row for row in place.approvals if row.return_code == definition.code and row.approved_on <= known_on
    )
    key = (
        definition.code,
        edition.edition,
        period.code,
        place.kept_line_codes(definition.code, period.end),
        approvals,
        ended,
    )
    cache = _CACHE.setdefault(ruleset, {})
    if key not in cache:
        choices = choose_lines(definition, period, place=place, known_on=known_on, ended=ended)
        cache[key] = _compute_requirements(ruleset, edition, choices, period)
    return cache[key]


def _compute_requirements(
    ruleset: Ruleset, edition: Edition, choices: tuple[LineChoice, ...], period: Period
) -> LineRequirements:
    rows = list(_rows(ruleset, edition, choices, period))
    reads: list[tuple[object, ...]] = []
    worked_out: dict[tuple[object, ...], None] = {}
    for number, (entry, code) in enumerate(rows):
        if _outcome(entry, ruleset) == ASKED:
            common = (number, entry.row.subject_id, entry.row.route, _everywhere(entry))
            for read in _reads(entry, code, ruleset):
                formula_reasons: dict[FigureKey, str] = {}
                leaf_figures = list(list_leaf_figures(read, ruleset, formula_reasons))
                reads += [
                    (*common, figure.indicator, figure.period, figure.breakdown, read.indicator, read.period)
                    for figure in leaf_figures
                ]
                formula_rows = [(one.indicator, one.period, one.breakdown, why) for one, why in formula_reasons.items()]
                worked_out |= dict.fromkeys((*row, _everywhere(entry)) for row in formula_rows)
    return LineRequirements(
        pl.DataFrame(
            [(n, *_cell_row(entry, ruleset, code)) for n, (entry, code) in enumerate(rows)], CELLS, orient="row"
        ),
        pl.DataFrame(reads, schema=READS, orient="row").unique(maintain_order=True),
        pl.DataFrame(list(worked_out), schema=WORKED_OUT, orient="row"),
    )


def _rows(
    ruleset: Ruleset, edition: Edition, choices: tuple[LineChoice, ...], period: Period
) -> Iterator[tuple[LineChoice, str]]:
    for entry in choices:
        periods = list_cell_periods(entry.row, ruleset.indicator(entry.row.object_id), edition, period)
        for when in sorted(periods, key=lambda p: (p.end, -p.start.toordinal())):
            yield entry, when.code


def _everywhere(entry: LineChoice) -> bool:
    return entry.row.body in OF_A_DISTRICT


def _cell_row(entry: LineChoice, ruleset: Ruleset, period: str) -> tuple[object, ...]:
    row = entry.row
    indicator = row.object_id if entry.flows else None
    return (
        row.subject_id, row.route, _everywhere(entry), indicator, period, row.breakdown, _outcome(entry, ruleset),
    )  # fmt: skip


def _outcome(entry: LineChoice, ruleset: Ruleset) -> str:
    if entry.row.route == "central" or (entry.flows and is_central(ruleset.indicator(entry.row.object_id))):
        return CENTRAL
    if not entry.flows:
        return NEAR
    return DOUBTFUL if entry.withheld else ASKED


def is_central(indicator: Indicator) -> bool:
    """True where a department compiles the figure, and nobody here is asked for it."""
    return indicator.agency_of_record == "central"


def _reads(entry: LineChoice, period: str, ruleset: Ruleset) -> Iterator[FigureKey]:
    """The figures that a cell's transform reads; of carbon, the record of energy use, row by row."""
    transform = parse_transform(entry.row.transform)
    own = FigureKey(entry.row.object_id, _ANY_AREA, period, entry.row.breakdown, "actual")
    read = [own, *(own._replace(indicator=code) for code in transform.others)]
    if transform.baseline:
        read.append(own._replace(period=transform.baseline))
    for cell in read:
        yield from _expand_carbon(cell, ruleset)


def _expand_carbon(cell: FigureKey, ruleset: Ruleset) -> Iterator[FigureKey]:
    """Nobody is asked for emissions, only for the rows of energy use that the scheme reads."""
    scheme = ruleset.indicator(cell.indicator).factors
    if scheme is None:
        yield cell
        return
    factors = select_factor_set(ruleset.factor_sets, scheme, parse_period(cell.period))
    for estate, fuel, reading in product(factors.estate_in, factors.factors, factors.readings):
        row = {f"estate={estate}", f"fuel={fuel}", f"reading={reading}"}
        if cell.breakdown == "total" or row.issuperset(cell.breakdown.split(";")):
            yield cell._replace(indicator=factors.energy_indicator, breakdown=";".join(sorted(row)))


def list_leaf_figures(cell: FigureKey, ruleset: Ruleset, worked_out: dict[FigureKey, str]) -> Iterator[FigureKey]:
    """The figures that must be given for a cell: itself, or those its formula reads, noted in ``worked_out``."""
    indicator = ruleset.indicator(cell.indicator)
    if indicator.formula is None or find_formula_cycle(cell.indicator, ruleset.catalogue):
        yield cell
        return
    titles = (ruleset.indicator(term.indicator).title for term in indicator.formula.terms)
    worked_out[cell] = "worked out from " + " and ".join(f"'{title}'" for title in titles)
    for term in indicator.formula.terms:
        yield from list_leaf_figures(find_term_key(cell, term), ruleset, worked_out)
