"""Undisclosed figures that link disclosed ones, as a county links its districts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import product

from exports.disclosure.statements import FigurePart
from indicators.areas.area_files import Area
from indicators.evaluation.context import EvaluationContext
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.plan.allowed_splits import list_allowed_area_splits, list_allowed_member_splits, list_allowed_time_splits
from returnonce.errors import NotFound, Refused

ROUNDS = 3
MOST_PARTS, MOST_FIGURES = 60, 3000
SPLITS = (list_allowed_time_splits, list_allowed_area_splits, list_allowed_member_splits)
_QUARTER = re.compile(r"-Q[1-4]$")


def find_sums(
    figures: Collection[FigurePart], context: EvaluationContext
) -> Iterator[tuple[FigurePart, tuple[FigurePart, ...]]]:
    """Every sum that has one of the figures as its whole: the whole, and its parts, disclosed or not."""
    for whole in figures:
        if whole.part == "c" or whole.indicator not in context.catalogue:
            continue
        cell = FigureKey(whole.indicator, whole.area, whole.period, whole.breakdown, "actual")
        for way in (way for split in SPLITS for way in split(cell, context)):
            yield whole, tuple(FigurePart(p.indicator, whole.part, p.area, p.period, p.breakdown) for p in way.keys)


def find_linking_figures(disclosed: Collection[FigurePart], context: EvaluationContext) -> set[FigurePart]:
    """Undisclosed figures that share a sum with at least two disclosed or linking ones."""
    linked = set(disclosed)
    for _ in range(ROUNDS):
        wholes = linked | {whole for figure in linked for whole in _possible_wholes(figure, context)}
        new_figures = set()
        for whole, parts in find_sums(wholes, context):
            members = {whole, *parts}
            if len(parts) <= MOST_PARTS and len(members & linked) > 1:
                new_figures |= members - linked
        if not new_figures or len(linked | new_figures) > MOST_FIGURES:
            break
        linked |= new_figures
    return linked - set(disclosed)


def _possible_wholes(figure_part: FigurePart, context: EvaluationContext) -> Iterator[FigurePart]:
    areas = [figure_part.area, *(area.code for area in _parents(figure_part, context))]
    periods = {figure_part.period, _QUARTER.sub("", figure_part.period)}
    pairs = figure_part.breakdown.split(";")
    breakdowns = {
        figure_part.breakdown,
        *(";".join(p for p in pairs if p != pair) or "total" for pair in pairs if "=" in pair),
    }
    for area, period, breakdown in product(areas, sorted(periods), sorted(breakdowns)):
        yield figure_part._replace(area=area, period=period, breakdown=breakdown)


def _parents(figure_part: FigurePart, context: EvaluationContext) -> tuple[Area, ...]:
    try:
        return (
            context.areas.parents(figure_part.area, on=parse_period(figure_part.period).end)
            if figure_part.area in context.areas
            else ()
        )
    except (NotFound, Refused):
        return ()
