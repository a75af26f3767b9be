"""From an indicator's figure to the line's printed value, one figure at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from mappings.transforms.notation import Transform, fraction
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
class Printed:
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


def forward(transform: Transform, given: Operands, *, per: int, decimals: int) -> Printed:
    """The line's figure from the canonical one. ``per`` is the indicator's, ``decimals`` the line's."""
    return _FORWARD[transform.name](transform, given, per, decimals)


def _valued(value: Fraction | None, decimals: int, given: Operands) -> Printed:
    if value is not None:
        return Printed(given.numerator, given.denominator, round_to(value, decimals))
    if given.denominator == 0 and given.numerator is not None:
        return Printed(given.numerator, given.denominator, reason="nobody is in the denominator, so there is no share")
    return Printed(reason="the figure has no value")


def _copy(_: Transform, given: Operands, per: int, decimals: int) -> Printed:
    return _valued(given.exact(per), decimals, given)


def _scale(transform: Transform, given: Operands, per: int, decimals: int) -> Printed:
    value, factor = given.exact(per), transform.factor
    return _valued(value if value is None or factor is None else value * factor, decimals, given)


def _complement(_: Transform, given: Operands, per: int, decimals: int) -> Printed:
    value = given.exact(per)
    turned = replace(given, numerator=rest(given))
    return _valued(None if value is None else per - value, decimals, turned)


def rest(given: Operands) -> Fraction | None:
    if given.numerator is None or given.denominator is None:
        return None
    return given.denominator - given.numerator


def _part(transform: Transform, given: Operands, _per: int, decimals: int) -> Printed:
    part = given.numerator if transform.part == "numerator" else given.denominator
    if part is None:
        return Printed(reason=f"the figure was given without its {transform.part}")
    return Printed(value=round_to(part, decimals))


def _change(transform: Transform, given: Operands, per: int, decimals: int) -> Printed:
    value, base = given.exact(per), given.baseline
    if value is None or base is None:
        return Printed(
            reason=f"there is no figure for the baseline {transform.baseline}" if base is None else "no value"
        )
    if base == 0:
        return Printed(reason=f"the baseline {transform.baseline} is zero, so there is no percentage change")
    return Printed(value=round_to(transform.direction * 100 * (value - base) / base, decimals))


def _sum(transform: Transform, given: Operands, per: int, decimals: int) -> Printed:
    values = (given.exact(per), *given.others)
    missing = [code for code, value in zip(("this one", *transform.others), values, strict=True) if value is None]
    if missing:
        return Printed(reason=f"there is no figure to add for {', '.join(missing)}")
    return Printed(value=round_to(sum((v for v in values if v is not None), Fraction()), decimals))


def _difference(transform: Transform, given: Operands, per: int, decimals: int) -> Printed:
    value = given.exact(per)
    other = given.others[0] if given.others else None
    if value is None or other is None:
        return Printed(reason=f"there is no figure to subtract for {transform.others[0]}")
    return Printed(value=round_to(value - other, decimals))


def _band(transform: Transform, given: Operands, per: int, decimals: int) -> Printed:
    value = given.exact(per)
    if value is None or transform.beyond is None:
        return Printed(reason="the figure has no value")
    rank = next((rank for edge, rank in transform.bands if value <= edge), transform.beyond)
    return Printed(value=round_to(rank, decimals))


def _code(transform: Transform, given: Operands, per: int, decimals: int) -> Printed:
    value = given.exact(per)
    text = dict(transform.codes).get(value) if value is not None else None
    if value is None or text is None:
        return Printed(reason="the figure is not one of the codes that the line knows")
    try:
        return Printed(value=round_to(fraction(text), decimals), text=text)
    except ValueError:  # a word: the value stays the code, and the word goes beside it
        return Printed(value=round_to(value, PLACES), text=text)


_FORWARD: dict[str, Callable[[Transform, Operands, int, int], Printed]] = {
    "copy": _copy,
    "part": _part,
    "scale": _scale,
    "complement": _complement,
    "percent_change_from_baseline": _change,
    "percent_reduction_from_baseline": _change,
    "sum": _sum,
    "difference": _difference,
    "rank_band": _band,
    "code_map": _code,
}
