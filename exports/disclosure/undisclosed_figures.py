"""Undisclosed figures that link disclosed ones, as a county links its districts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import product

from exports.disclosure.equations import DeclaredEquations
from exports.disclosure.statements import FigurePart, PartCode
from indicators.areas.area_files import Area
from indicators.evaluation.context import EvaluationContext
from indicators.period.codes import parse_period
from returnonce.errors import NotFound, Refused

ROUNDS = 3
MOST_PARTS, MOST_FIGURES = 60, 3000
PARTS: tuple[PartCode, ...] = ("v", "n", "d")
_QUARTER = re.compile(r"-Q[1-4]$")


def find_linking_figures(disclosed: Collection[FigurePart], equations: DeclaredEquations) -> set[FigurePart]:
    """Undisclosed figures that share an equation with at least two disclosed or linking ones."""
    linked = set(disclosed)
    for _ in range(ROUNDS):
        wholes = linked | {whole for figure in linked for whole in _possible_wholes(figure, equations)}
        new_figures: set[FigurePart] = set()
        for equation in equations.find(wholes):
            if len(equation.parts) <= MOST_PARTS and len(equation.figures & linked) > 1:
                new_figures |= equation.figures - linked
        if not new_figures or len(linked | new_figures) > MOST_FIGURES:
            break
        linked |= new_figures
    return linked - set(disclosed)


def _possible_wholes(figure_part: FigurePart, equations: DeclaredEquations) -> Iterator[FigurePart]:
    areas = [figure_part.area, *(area.code for area in _parents(figure_part, equations.context))]
    periods = {figure_part.period, _QUARTER.sub("", figure_part.period)}
    pairs = figure_part.breakdown.split(";")
    breakdowns = {
        figure_part.breakdown,
        *(";".join(p for p in pairs if p != pair) or "total" for pair in pairs if "=" in pair),
    }
    for area, period, breakdown in product(areas, sorted(periods), sorted(breakdowns)):
        yield figure_part._replace(area=area, period=period, breakdown=breakdown)
    for code in equations.list_readers(figure_part.indicator):
        yield from (figure_part._replace(indicator=code, part=part) for part in PARTS)


def _parents(figure_part: FigurePart, context: EvaluationContext) -> tuple[Area, ...]:
    try:
        return (
            context.areas.parents(figure_part.area, on=parse_period(figure_part.period).end)
            if figure_part.area in context.areas
            else ()
        )
    except (NotFound, Refused):
        return ()
