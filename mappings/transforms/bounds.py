"""The interval and the rounding of a line's figure, turned with its value into those of the indicator's, and back."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from mappings.transforms.figure_to_line import Operands
from mappings.transforms.notation import Transform
from returnonce.errors import Refused


class Bounds(NamedTuple):
    """``lower`` and ``upper``: the interval of the value. ``step``: what the number was rounded to."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    step: Fraction | None = None

    def turn(self, change: Callable[[Fraction], Fraction]) -> Bounds:
        """Both ends through a change of the value, in order again; what was the wrong way round stays so."""
        if self.lower is None or self.upper is None:
            only = {name: change(end) for name in ("lower", "upper") if (end := getattr(self, name)) is not None}
            return self._replace(**only)
        first, second = sorted(map(change, (self.lower, self.upper)), reverse=self.lower > self.upper)
        return self._replace(lower=first, upper=second)


def recover_bounds(transform: Transform, bounds: Bounds, operands: Operands, *, per: int) -> Bounds:
    """The bounds of the indicator's figure from those of a line. ``operands``: what the row gave, with the baseline.

    Raises:
        Refused: a code, or the step of a change, has no such thing.
    """
    if bounds == Bounds():
        return bounds
    if transform.name == "scale" and transform.factor is not None:
        turned = bounds.turn(lambda end: end / (transform.factor or 1))
        return turned._replace(step=_scale_step(bounds.step, 1 / transform.factor, operands))
    if transform.name == "complement":
        flipped = bounds.turn(lambda end: per - end)
        # One end alone is a fault of the row, which is said of the end that was given.
        return flipped if None not in (bounds.lower, bounds.upper) else bounds
    if transform.name == "part":
        return bounds.turn(_share_of_part(transform, operands, per))
    if transform.baseline and bounds.step is None and operands.baseline is not None:
        base = operands.baseline
        return bounds.turn(lambda change: base * (1 + transform.direction * change / 100))
    raise Refused(
        f"An interval or a rounding cannot be turned back through {transform.text}.",
        mend="Leave lower, upper and rounded_to empty on this line, or send the indicator itself.",
    )


def scale_step(transform: Transform, step: Fraction | None, figure: Operands) -> Fraction | None:
    """What the line's own number is rounded to, of a figure that was rounded to ``step``."""
    return step if transform.factor is None else _scale_step(step, transform.factor, figure)


def _scale_step(step: Fraction | None, factor: Fraction, figure: Operands) -> Fraction | None:
    """Where there are parts, it is these that were rounded, and they are not scaled."""
    return step if step is None or figure.denominator is not None else step * factor


def _share_of_part(transform: Transform, operands: Operands, per: int) -> Callable[[Fraction], Fraction]:
    """From one part of a share to the share, with the other part as it was given."""
    other = operands.denominator if transform.part == "numerator" else operands.numerator

    def change(part: Fraction) -> Fraction:
        over, under = (part, other) if transform.part == "numerator" else (other, part)
        return Fraction(0) if not under or over is None else over * per / under

    return change
