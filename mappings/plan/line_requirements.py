"""What a return's lines require for one period, for any area: cells, and the figures that they read.

A return's lines are the same for every council, so they are worked out once and laid over all areas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.catalogue.factor_sets import select_factor_set
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.formulas import find_formula_cycle, find_term_key
from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.line_coverage import explain_not_in_force, list_cell_periods
from mappings.definitions.return_definitions import Edition
from mappings.obligations.obligations import Obligation
from mappings.place.line_choice import LineChoice, choose_lines
from mappings.transforms import parse_transform

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

REQUESTED = "asked"
CENTRAL = "compiled centrally, asked of nobody"
NEAR = "no exact match; a near measure is not asked for"
NOT_IN_FORCE = "the measure was not in force then; nothing is asked for it"
DOUBTFUL = "the line's official code is in doubt; nothing is asked on its account until the place approves it"

_LINE: dict[str, Any] = dict.fromkeys(("line", "route"), pl.String)
#: One row for each line and period; ``body``: whom the line is for.
CELLS: dict[str, Any] = {
    "row": pl.UInt32, **_LINE, "body": pl.String,
    **dict.fromkeys(("indicator", "period", "breakdown", "outcome"), pl.String),
}  # fmt: skip
#: One row for each figure that a requested cell depends on. ``needed``, ``needed_period``: what its
#: transform reads, before any formula is taken apart.
INPUTS: dict[str, Any] = {
    "row": pl.UInt32, **_LINE, "body": pl.String,
    **dict.fromkeys(("indicator", "period", "breakdown", "needed", "needed_period"), pl.String),
}  # fmt: skip
#: Figures that a formula works out, and from what.
FORMULA_FIGURES: dict[str, Any] = {
    **dict.fromkeys(("indicator", "period", "breakdown", "why", "body"), pl.String),
}
_ANY_AREA = "any"


@dataclass(frozen=True)
class LineRequirements:
    """Frames ``CELLS``, ``INPUTS`` and ``FORMULA_FIGURES``."""

    cells: pl.DataFrame
    inputs: pl.DataFrame
    formula_figures: pl.DataFrame


def get_line_requirements(ruleset: Ruleset, obligation: Obligation, known_on: date) -> LineRequirements:
    """What the lines of a return of figures require, with the place's kept lines and its approvals by a day."""
    definition, edition, period, place = obligation.found, obligation.edition, obligation.period, obligation.place
    assert definition is not None  # a return of figures
    assert edition is not None

    def compute() -> LineRequirements:
        choices = choose_lines(definition, period, place=place, known_on=known_on, ended=obligation.ended)
        return _compute_requirements(ruleset, edition, choices, period)

    approvals = tuple(
        row for row in place.approvals if row.return_code == definition.code and row.approved_on <= known_on
    )
    kept_codes = place.kept_line_codes(definition.code, period.end)
    key = (definition.code, edition.edition, period.code, kept_codes, approvals, obligation.ended)
    return ruleset.derived(("line requirements", *key), compute)


def _compute_requirements(
    ruleset: Ruleset, edition: Edition, choices: tuple[LineChoice, ...], period: Period
) -> LineRequirements:
    rows = list(_rows(ruleset, edition, choices, period))
    inputs: list[tuple[object, ...]] = []
    formula_figures: dict[tuple[object, ...], None] = {}
    for number, (entry, code) in enumerate(rows):
        if _outcome(entry, ruleset, code) == REQUESTED:
            common = (number, entry.row.subject_id, entry.row.route, entry.row.body)
            for figure_read in _list_transform_inputs(entry, code, ruleset):
                formula_reasons: dict[FigureKey, str] = {}
                leaf_figures = list(list_leaf_figures(figure_read, ruleset, formula_reasons))
                inputs += [
                    (
                        *common,
                        figure.indicator,
                        figure.period,
                        figure.breakdown,
                        figure_read.indicator,
                        figure_read.period,
                    )
                    for figure in leaf_figures
                ]
                formula_rows = [
                    (figure.indicator, figure.period, figure.breakdown, why) for figure, why in formula_reasons.items()
                ]
                formula_figures |= dict.fromkeys((*row, entry.row.body) for row in formula_rows)
    return LineRequirements(
        pl.DataFrame(
            [(n, *_cell_row(entry, ruleset, code)) for n, (entry, code) in enumerate(rows)], CELLS, orient="row"
        ),
        pl.DataFrame(inputs, schema=INPUTS, orient="row").unique(maintain_order=True),
        pl.DataFrame(list(formula_figures), schema=FORMULA_FIGURES, orient="row"),
    )


def _rows(
    ruleset: Ruleset, edition: Edition, choices: tuple[LineChoice, ...], period: Period
) -> Iterator[tuple[LineChoice, str]]:
    for entry in choices:
        periods = list_cell_periods(entry.row, ruleset.indicator(entry.row.object_id), edition, period)
        for when in sorted(periods, key=lambda p: (p.end, -p.start.toordinal())):
            yield entry, when.code


def _cell_row(entry: LineChoice, ruleset: Ruleset, period: str) -> tuple[object, ...]:
    row = entry.row
    indicator = row.object_id if entry.flows else None
    return (
        row.subject_id, row.route, row.body, indicator, period, row.breakdown, _outcome(entry, ruleset, period),
    )  # fmt: skip


def _outcome(entry: LineChoice, ruleset: Ruleset, period: str) -> str:
    if entry.row.route == "central" or (entry.flows and is_central(ruleset.indicator(entry.row.object_id))):
        return CENTRAL
    if not entry.flows:
        return NEAR
    if entry.withheld:
        return DOUBTFUL
    return REQUESTED if _is_in_force(entry, period, ruleset) else NOT_IN_FORCE


def _is_in_force(entry: LineChoice, period: str, ruleset: Ruleset) -> bool:
    """True where line and measure were, and each figure that would be asked for, such as a baseline."""
    indicator = ruleset.indicator(entry.row.object_id)
    if explain_not_in_force(entry.row, indicator, parse_period(period), is_kept=entry.is_kept):
        return False
    read = _list_transform_inputs(entry, period, ruleset)
    leaf_figures = [leaf for figure in read for leaf in list_leaf_figures(figure, ruleset, {})]
    periods = ((ruleset.indicator(leaf.indicator), parse_period(leaf.period)) for leaf in leaf_figures)
    return all(is_central(leaf) or not leaf.in_force.explain_absence(when.start, when.end) for leaf, when in periods)


def is_central(indicator: Indicator) -> bool:
    """True where a department compiles the figure, and nobody here is asked for it."""
    return indicator.agency_of_record == "central"


def _list_transform_inputs(entry: LineChoice, period: str, ruleset: Ruleset) -> Iterator[FigureKey]:
    """The figures that a cell's transform reads; of carbon, the record of energy use, row by row."""
    transform = parse_transform(entry.row.transform)
    own = FigureKey(entry.row.object_id, _ANY_AREA, period, entry.row.breakdown, "actual")
    inputs = [own, *(own._replace(indicator=code) for code in transform.others)]
    if transform.baseline:
        inputs.append(own._replace(period=transform.baseline))
    for cell in inputs:
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


def list_leaf_figures(cell: FigureKey, ruleset: Ruleset, formula_figures: dict[FigureKey, str]) -> Iterator[FigureKey]:
    """The figures that must be given for a cell: itself, or those its formula reads, noted in ``formula_figures``."""
    indicator = ruleset.indicator(cell.indicator)
    if indicator.formula is None or find_formula_cycle(cell.indicator, ruleset.catalogue):
        yield cell
        return
    titles = (ruleset.indicator(term.indicator).title for term in indicator.formula.terms)
    formula_figures[cell] = "worked out from " + " and ".join(f"'{title}'" for title in titles)
    for term in indicator.formula.terms:
        yield from list_leaf_figures(find_term_key(cell, term), ruleset, formula_figures)
