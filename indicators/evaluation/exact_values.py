"""Exact arithmetic on results: a share from its parts, a sum of parts, one rounding at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.evaluation.results import Result, SourceFigure
from indicators.figures.figure_key import FigureKey
from returnonce.numbers import PLACES, ratio_micro, round_half_up

#: From best to worst; what rests on several figures is as good as the worst.
STATUS_ORDER = ("final", "provisional", "estimated", "local_estimate")


def compute_share(indicator: Indicator, result: Result) -> Result:
    """Fill in the value of a numerator over a denominator; an empty cohort is not applicable."""
    numerator, denominator = result.numerator, result.denominator
    if numerator is None or denominator is None:
        return result
    if denominator == 0:
        empty = numerator == 0
        symbol = "not_applicable" if empty else "not_available"
        reason = reasons.EMPTY_COHORT if empty else reasons.OVER_NOTHING
        return replace(result, value=None, exact=None, symbol=symbol, reason=reason)
    value = ratio_micro(numerator, denominator, per=indicator.per, decimals=indicator.decimals)
    exact = Fraction(numerator, denominator) * indicator.per * 10**PLACES
    return replace(result, value=value, exact=exact, symbol=None, reason=None)


def recompute_given(indicator: Indicator, result: Result) -> Result:
    """A given figure: recalculated from its parts where it has them, else as printed."""
    printed = result.value is not None and not indicator.parts
    return result if result.symbol or printed else compute_share(indicator, result)


def attach_source(
    result: Result, key: FigureKey, *, file: str | None, file_name: str | None, locator: str | None
) -> Result:
    """A given figure with itself as its only source."""
    numbers = (result.numerator, result.denominator, result.value)
    origin = (result.agency, file, file_name, locator)
    return replace(result, sources=(SourceFigure(*key[:4], *origin, *numbers),))


def round_exact(indicator: Indicator, result: Result, exact: Fraction) -> Result:
    """A value calculated exactly and rounded once, to the indicator's decimals."""
    step = 10 ** (PLACES - indicator.decimals)
    value = round_half_up(exact.numerator, exact.denominator * step) * step
    return replace(result, value=value, exact=exact, symbol=None, reason=None)


def combine_metadata(parts: Sequence[Result], provenance: str) -> Result:
    """What a figure inherits from its parts: everything but its numbers."""
    agencies = sorted({name for part in parts for name in (part.agency or "").split(", ") if name})
    doubts = list(dict.fromkeys(p.disagreement for p in parts if p.disagreement))
    return Result(
        status=find_worst_status([p.status for p in parts]),
        rounded_to=max((p.rounded_to for p in parts if p.rounded_to is not None), default=None),
        provenance=provenance,
        published=any(p.published for p in parts),
        agency=", ".join(agencies) or None,
        disagreement=" ".join(doubts[: reasons.MOST_NAMES]) or None,
        sources=_distinct([source for part in parts for source in part.sources]),
    )


def _distinct(sources: Sequence[SourceFigure]) -> tuple[SourceFigure, ...]:
    return tuple(dict.fromkeys(sources))


def find_worst_status(statuses: Sequence[str | None]) -> str | None:
    """The least certain of several statuses."""
    established = [status for status in statuses if status is not None]
    return max(established, key=STATUS_ORDER.index, default=None)


def add_results(indicator: Indicator, parts: Sequence[Result]) -> Result:
    """The sum of parts that all add: numerators and denominators, or values of a plain count.

    A sum of several rounded figures is an estimate, whatever its parts were called.
    """
    whole = combine_metadata(parts, "rolled_up")
    if sum(p.rounded_to is not None for p in parts) > 1:
        whole = replace(whole, status=find_worst_status([whole.status, "estimated"]))
    if indicator.parts:
        numerator = sum(p.numerator or 0 for p in parts)
        denominator = sum(p.denominator or 0 for p in parts)
        return compute_share(indicator, replace(whole, numerator=numerator, denominator=denominator))
    exact = sum((p.exact for p in parts if p.exact is not None), Fraction(0))
    if exact.denominator == 1:
        return replace(whole, value=int(exact), exact=exact)
    return round_exact(indicator, whole, exact)
