"""A scale of values from the bottom of a picture to its top, with a few round ticks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

#: About so many ticks, and the first figures of their distance.
TICKS = 4
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class ValueScale:
    """From ``low`` at the pixel ``bottom`` to ``high`` at the pixel ``top``; ticks lie ``step`` apart."""

    low: Fraction
    high: Fraction
    step: Fraction
    top: int
    bottom: int

    def place(self, value: Fraction) -> int:
        """Pixels down."""
        return self.bottom - round((value - self.low) * (self.bottom - self.top) / (self.high - self.low))

    def ticks(self) -> list[Fraction]:
        """From the lowest to the highest."""
        return [self.low + self.step * number for number in range(int((self.high - self.low) / self.step) + 1)]

    def write(self, value: Fraction) -> str:
        """A tick in words: as many decimals as the step has, thousands parted, a true minus sign."""
        decimals = next(places for places in range(12) if (self.step * 10**places).denominator == 1)
        text = f"{Decimal(abs(value).numerator) / abs(value).denominator:,.{decimals}f}"
        return f"\u2212{text}" if value < 0 else text


def make_scale(values: Iterable[Fraction], *, top: int, bottom: int) -> ValueScale:
    """Round ends around all values, of which there is one at least; a share of nothing else than itself gets room."""
    known = list(values)
    low, high = min(known), max(known)
    step = round_step((high - low or abs(high) or Fraction(1)) / TICKS)
    first, last = low // step * step, -(-high // step) * step
    return ValueScale(Fraction(first), Fraction(max(last, first + step)), step, top, bottom)


def round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 5, 10, 20, … and of 0.5, 0.2, 0.1, … that is not less."""
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(power * first for first in (*STEPS, 10) if power * first >= least)
