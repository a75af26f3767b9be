"""Figures calculated from other figures: ratio, difference, complement, sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from indicators.catalogue.indicator import FormulaTerm, Indicator
from indicators.evaluation import exact_values, reasons
from indicators.evaluation.results import Result, no_result
from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period, mid_year_before
from indicators.period.codes import parse_period
from returnonce.numbers import PLACES

Evaluate = Callable[[FigureKey], Result]
UNIT = 10**PLACES


def find_formula_cycle(code: str, catalogue: Mapping[str, Indicator]) -> tuple[str, ...] | None:
    """The chain of formulas that leads from an indicator back to itself, or None.

    A formula that only leads *to* a cycle has none of its own.
    """
    return _chain((code,), code, catalogue)


def _chain(path: tuple[str, ...], goal: str, catalogue: Mapping[str, Indicator]) -> tuple[str, ...] | None:
    indicator = catalogue.get(path[-1])
    for term in indicator.formula.terms if indicator and indicator.formula else ():
        if term.indicator == goal:
            return (*path, goal)
        if term.indicator not in path and (chain := _chain((*path, term.indicator), goal, catalogue)):
            return chain
    return None


def find_term_period(period: Period, term: FormulaTerm) -> Period:
    """The period that a term reads."""
    if term.period == "previous":
        return period.previous()
    return mid_year_before(period) if term.period == "mid_year_before" else period


def find_term_key(key: FigureKey, term: FormulaTerm) -> FigureKey:
    """The key of the figure that a term reads, for a key of the indicator with the formula."""
    period = find_term_period(parse_period(key.period), term)
    return key._replace(indicator=term.indicator, period=period.code)


class TermResult(NamedTuple):
    """A term, the figure it reads, and the ``per`` of that figure's indicator."""

    term: FormulaTerm
    figure: Result
    per: int

    @property
    def readable(self) -> bool:
        """True when the figure has the part that the term reads; 0 of 0 has every part."""
        part = None if self.term.part == "value" else self.term.part
        return self.figure.is_addable and (part is None or getattr(self.figure, part) is not None)

    @property
    def amount(self) -> Fraction | None:
        """The part that is read, in exact millionths; None for the share of an empty cohort."""
        if self.term.part == "value":
            return self.figure.exact
        return Fraction(getattr(self.figure, self.term.part))

    @property
    def split(self) -> tuple[int, int] | None:
        """Numerator and denominator where a share is read."""
        counts = (self.figure.numerator, self.figure.denominator)
        if self.term.part != "value" or counts[0] is None or counts[1] is None:
            return None
        return counts[0], counts[1]


def evaluate_formula(key: FigureKey, catalogue: Mapping[str, Indicator], evaluate: Evaluate) -> Result | None:
    """The result, or why there is none; None for an indicator without a formula."""
    indicator = catalogue[key.indicator]
    if indicator.formula is None:
        return None
    if chain := find_formula_cycle(key.indicator, catalogue):
        return no_result(reasons.circular_formula(chain))
    if unknown := [t.indicator for t in indicator.formula.terms if t.indicator not in catalogue]:
        return no_result(reasons.not_in_catalogue(unknown[0]))
    terms = indicator.formula.terms
    term_results = [TermResult(t, evaluate(find_term_key(key, t)), catalogue[t.indicator].per) for t in terms]
    if missing := [_name_term(term, key, catalogue) for term in term_results if not term.readable]:
        return no_result(reasons.missing_terms(missing))
    return _KINDS[indicator.formula.kind](indicator, term_results)


def _name_term(term: TermResult, key: FigureKey, catalogue: Mapping[str, Indicator]) -> str:
    period = find_term_period(parse_period(key.period), term.term)
    when = f" for {period.label()}" if term.term.period != "same" else ""
    title = f"'{catalogue[term.term.indicator].title}'{when}"
    if term.figure.is_addable:
        return f"the {term.term.part} of {title}"
    symbol = term.figure.symbol or "not_available"
    return title + ("" if symbol == "not_available" else f" ({reasons.SYMBOL_WORDS[symbol]})")


def _ratio(indicator: Indicator, terms: Sequence[TermResult]) -> Result:
    over, under = (term.amount for term in terms)
    result = _start_result(terms)
    if over is None or under is None:
        return _empty(result)
    if over.denominator == under.denominator == 1:
        return exact_values.compute_share(indicator, replace(result, numerator=int(over), denominator=int(under)))
    if under == 0:
        return no_result(reasons.OVER_NOTHING)
    return exact_values.round_exact(indicator, result, over / under * indicator.per * UNIT)


def _difference(indicator: Indicator, terms: Sequence[TermResult]) -> Result:
    amounts = [term.amount for term in terms]
    established = [amount for amount in amounts if amount is not None]
    if len(established) < len(amounts):
        return _empty(_start_result(terms))
    return exact_values.round_exact(indicator, _start_result(terms), established[0] - sum(established[1:], Fraction(0)))


def _complement(indicator: Indicator, terms: Sequence[TermResult]) -> Result:
    term = terms[0]
    if term.split and term.per == indicator.per:
        numerator, denominator = term.split
        complement = replace(_start_result(terms), numerator=denominator - numerator, denominator=denominator)
        return exact_values.compute_share(indicator, complement)
    if term.amount is None:
        return _empty(_start_result(terms))
    return exact_values.round_exact(indicator, _start_result(terms), indicator.per * UNIT - term.amount)


def _sum(indicator: Indicator, terms: Sequence[TermResult]) -> Result:
    splits = [term.split for term in terms if term.split]
    if len(splits) == len(terms):
        return _sum_of_shares(indicator, terms, splits)
    if splits:
        return no_result(reasons.SHARES_AND_COUNTS)
    amounts = [term.amount for term in terms if term.amount is not None]
    return exact_values.round_exact(indicator, _start_result(terms), sum(amounts, Fraction(0)))


def _sum_of_shares(indicator: Indicator, terms: Sequence[TermResult], splits: Sequence[tuple[int, int]]) -> Result:
    denominators = {denominator for _, denominator in splits}
    if len(denominators) > 1:
        return no_result(reasons.UNEQUAL_DENOMINATORS)
    numerator = sum(numerator for numerator, _ in splits)
    whole = replace(_start_result(terms), numerator=numerator, denominator=denominators.pop())
    return exact_values.compute_share(indicator, whole)


def _start_result(terms: Sequence[TermResult]) -> Result:
    return exact_values.combine_metadata([term.figure for term in terms], "formula")


def _empty(result: Result) -> Result:
    return replace(result, symbol="not_applicable", reason=reasons.EMPTY_COHORT)


_KINDS = {"ratio": _ratio, "difference": _difference, "complement": _complement, "sum": _sum}
