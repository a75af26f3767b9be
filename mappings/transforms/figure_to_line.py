"""From one indicator's figure to the line's printed value: the rule itself, and what the bulk form falls back on.

:mod:`mappings.transforms.figure_to_line_frames` does the same for whole frames; tests hold it to this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from mappings.transforms.notation import Transform, parse_fraction
from returnonce.numbers import PLACES, round_half_up


@dataclass(frozen=True)
class Operands:
    """What a transform reads: a figure, the baseline's value, the other indicators' values."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    baseline: Fraction | None = None
    others: tuple[Fraction | None, ...] = ()

    def exact(self, per: int) -> Fraction | None:
        """The unrounded value: from the parts where there are parts."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return self.numerator * per / self.denominator if self.denominator else None


@dataclass(frozen=True)
class PrintedValue:
    """A line's figure: parts where they pass through, the value in micros at the line's decimals,
    ``text`` for a coded line, or ``reason`` why there is no value."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: int | None = None
    text: str | None = None
    reason: str | None = None


def round_to(value: Fraction, decimals: int) -> int:
    """Micros, rounded half away from zero to ``decimals`` places."""
    step: int = 10 ** (PLACES - decimals)
    return round_half_up(value.numerator * 10**decimals, value.denominator) * step


def compute_line_value(transform: Transform, operands: Operands, *, per: int, decimals: int) -> PrintedValue:
    """The line's figure from the canonical one. ``per`` is the indicator's, ``decimals`` the line's."""
    return _FUNCTIONS[transform.name](transform, operands, per, decimals)


def _print_value(value: Fraction | None, decimals: int, operands: Operands) -> PrintedValue:
    if value is not None:
        return PrintedValue(operands.numerator, operands.denominator, round_to(value, decimals))
    if operands.denominator == 0 and operands.numerator is not None:
        return PrintedValue(
            operands.numerator, operands.denominator, reason="nobody is in the denominator, so there is no share"
        )
    return PrintedValue(reason="the figure has no value")


def _copy(_: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    return _print_value(operands.exact(per), decimals, operands)


def _scale(transform: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    value, factor = operands.exact(per), transform.factor
    return _print_value(value if value is None or factor is None else value * factor, decimals, operands)


def _complement(_: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    value = operands.exact(per)
    turned = replace(operands, numerator=complement_numerator(operands))
    return _print_value(None if value is None else per - value, decimals, turned)


def complement_numerator(operands: Operands) -> Fraction | None:
    if operands.numerator is None or operands.denominator is None:
        return None
    return operands.denominator - operands.numerator


def _part(transform: Transform, operands: Operands, _per: int, decimals: int) -> PrintedValue:
    part = operands.numerator if transform.part == "numerator" else operands.denominator
    if part is None:
        return PrintedValue(reason=f"the figure was given without its {transform.part}")
    return PrintedValue(value=round_to(part, decimals))


def _percent_change(transform: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    value, base = operands.exact(per), operands.baseline
    if value is None or base is None:
        return PrintedValue(
            reason=f"there is no figure for the baseline {transform.baseline}" if base is None else "no value"
        )
    if base == 0:
        return PrintedValue(reason=f"the baseline {transform.baseline} is zero, so there is no percentage change")
    return PrintedValue(value=round_to(transform.direction * 100 * (value - base) / base, decimals))


def _sum(transform: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    values = (operands.exact(per), *operands.others)
    missing = [code for code, value in zip(("this one", *transform.others), values, strict=True) if value is None]
    if missing:
        return PrintedValue(reason=f"there is no figure to add for {', '.join(missing)}")
    return PrintedValue(value=round_to(sum((v for v in values if v is not None), Fraction()), decimals))


def _difference(transform: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    value = operands.exact(per)
    subtrahend = operands.others[0] if operands.others else None
    if value is None or subtrahend is None:
        return PrintedValue(reason=f"there is no figure to subtract for {transform.others[0]}")
    return PrintedValue(value=round_to(value - subtrahend, decimals))


def _rank_band(transform: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    value = operands.exact(per)
    if value is None or transform.beyond is None:
        return PrintedValue(reason="the figure has no value")
    rank = next((rank for edge, rank in transform.bands if value <= edge), transform.beyond)
    return PrintedValue(value=round_to(rank, decimals))


def _code_text(transform: Transform, operands: Operands, per: int, decimals: int) -> PrintedValue:
    value = operands.exact(per)
    text = dict(transform.codes).get(value) if value is not None else None
    if value is None or text is None:
        return PrintedValue(reason="the figure is not one of the codes that the line knows")
    try:
        return PrintedValue(value=round_to(parse_fraction(text), decimals), text=text)
    except ValueError:  # a word: the value stays the code, and the word goes beside it
        return PrintedValue(value=round_to(value, PLACES), text=text)


_FUNCTIONS: dict[str, Callable[[Transform, Operands, int, int], PrintedValue]] = {
    "copy": _copy,
    "part": _part,
    "scale": _scale,
    "complement": _complement,
    "percent_change_from_baseline": _percent_change,
    "percent_reduction_from_baseline": _percent_change,
    "sum": _sum,
    "difference": _difference,
    "rank_band": _rank_band,
    "code_map": _code_text,
}
