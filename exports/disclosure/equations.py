"""Equations among figures that definitions declare: sums over time, areas and members, formulas, and wholes.

Nothing here looks at a value. An equation has as many terms as the definitions give it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from exports.disclosure.statements import FigurePart, PartCode
from indicators.catalogue.indicator import FormulaTerm, Indicator
from indicators.catalogue.wholes import Whole
from indicators.evaluation.context import EvaluationContext
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.plan.allowed_splits import list_allowed_area_splits, list_allowed_member_splits, list_allowed_time_splits
from returnonce.errors import Refused

SPLITS = (list_allowed_time_splits, list_allowed_area_splits, list_allowed_member_splits)
_READ_PARTS: dict[str, PartCode] = {"value": "v", "numerator": "n", "denominator": "d"}


class Equation(NamedTuple):
    """The whole is the sum of its parts, each with its sign."""

    whole: FigurePart
    parts: tuple[tuple[FigurePart, int], ...]

    @property
    def figures(self) -> frozenset[FigurePart]:
        """Every figure of it."""
        return frozenset({self.whole, *(figure for figure, _ in self.parts)})


class DeclaredEquations:
    """The equations that the definitions declare. Those of a figure are worked out once."""

    def __init__(self, context: EvaluationContext) -> None:
        self.context = context
        self._by_whole: dict[FigurePart, tuple[Equation, ...]] = {}
        self._readers: dict[str, list[str]] = defaultdict(list)
        for code, indicator in context.catalogue.items():
            for term in indicator.formula.terms if indicator.formula else ():
                self._readers[term.indicator].append(code)

    def find(self, figures: Collection[FigurePart]) -> Iterator[Equation]:
        """Every equation that has one of the figures as its whole; its parts need not be among them."""
        for figure in figures:
            yield from self._of_whole(figure)
        yield from _wholes(figures, self.context)

    def _of_whole(self, figure: FigurePart) -> tuple[Equation, ...]:
        if figure not in self._by_whole:
            is_declared = figure.part != "c" and figure.indicator in self.context.catalogue
            ways = (*_splits(figure, self.context), *_formula(figure, self.context)) if is_declared else ()
            self._by_whole[figure] = ways
        return self._by_whole[figure]

    def list_readers(self, indicator: str) -> list[str]:
        """Codes of the indicators whose formulas read that one."""
        return self._readers.get(indicator, [])


def end_day(period: str) -> str:
    """The last day of a period; a code that is no period stays as it is."""
    try:
        return str(parse_period(period).end)
    except Refused:
        return period


def _splits(whole: FigurePart, context: EvaluationContext) -> Iterator[Equation]:
    """Parts of a year, of a county and of a breakdown."""
    key = FigureKey(whole.indicator, whole.area, whole.period, whole.breakdown, "actual")
    for way in (way for split in SPLITS for way in split(key, context)):
        parts = (FigurePart(p.indicator, whole.part, p.area, p.period, p.breakdown) for p in way.keys)
        yield Equation(whole, tuple((part, 1) for part in parts))


def _formula(whole: FigurePart, context: EvaluationContext) -> Iterator[Equation]:
    """Counts that formulas compute from others, and shares whose parts are counts or parts of other shares."""
    indicator = context.catalogue[whole.indicator]
    formula = indicator.formula
    if formula is None:
        return
    terms, kind = formula.terms, formula.kind
    if kind == "ratio" and len(terms) > 1 and whole.part in {"n", "d"}:
        yield from _equate(whole, [terms[0 if whole.part == "n" else 1]], context)
    elif indicator.parts and kind == "sum":
        yield from _sum_of_shares(whole, terms)
    elif indicator.parts and kind == "complement":
        yield from _complement_of_share(whole, terms[0])
    elif kind in {"sum", "difference"} and whole.part == "v":
        yield from _equate(whole, terms, context, later_sign=-1 if kind == "difference" else 1)


def _equate(
    whole: FigurePart, terms: Collection[FormulaTerm], context: EvaluationContext, *, later_sign: int = 1
) -> Iterator[Equation]:
    if all(term.period == "same" and _is_number(term, context.catalogue.get(term.indicator)) for term in terms):
        parts = [whole._replace(indicator=term.indicator, part=_READ_PARTS[term.part]) for term in terms]
        yield Equation(whole, tuple((part, later_sign if place else 1) for place, part in enumerate(parts)))


def _is_number(term: FormulaTerm, indicator: Indicator | None) -> bool:
    """False for the value of a share, which no figure part stands for."""
    return indicator is not None and (term.part != "value" or not indicator.parts)


def _sum_of_shares(whole: FigurePart, terms: Collection[FormulaTerm]) -> Iterator[Equation]:
    if any(term.period != "same" or term.part != "value" for term in terms):
        return
    parts = [whole._replace(indicator=term.indicator) for term in terms]
    if whole.part == "n":
        yield Equation(whole, tuple((part, 1) for part in parts))
    elif whole.part == "d":
        yield from (Equation(whole, ((part, 1),)) for part in parts)


def _complement_of_share(whole: FigurePart, term: FormulaTerm) -> Iterator[Equation]:
    if term.period != "same" or term.part != "value" or whole.part not in {"n", "d"}:
        return
    other = whole._replace(indicator=term.indicator, part="d")
    rest = ((other._replace(part="n"), -1),) if whole.part == "n" else ()
    yield Equation(whole, ((other, 1), *rest))


def _wholes(figures: Collection[FigurePart], context: EvaluationContext) -> Iterator[Equation]:
    """The numerators of shares that make up a whole add up to each of their denominators, and to the count of all."""
    wholes_by_indicator = defaultdict(list)
    for whole in context.wholes.values():
        for code in (*whole.parts, whole.of):
            wholes_by_indicator[code].append(whole)
    members: dict[tuple[str, str, str, str], set[FigurePart]] = defaultdict(set)
    for figure in figures:
        for whole in wholes_by_indicator.get(figure.indicator, ()):
            members[whole.code, figure.area, figure.breakdown, end_day(figure.period)].add(figure)
    for (code, *_), found in members.items():
        yield from _equations_of_whole(context.wholes[code], sorted(found))


def _equations_of_whole(whole: Whole, members: list[FigurePart]) -> Iterator[Equation]:
    known = {(figure.indicator, figure.part): figure for figure in members}
    parts = tuple((known.get((code, "n"), members[0]._replace(indicator=code, part="n")), 1) for code in whole.parts)
    totals = [(code, "d") for code in whole.parts] + [(whole.of, "v")]
    yield from (Equation(known[total], parts) for total in totals if total in known)
