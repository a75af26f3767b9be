"""The result of an evaluation, and the given figures that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class SourceFigure(NamedTuple):
    """One given figure that a result rests on. Numbers are in millionths."""

    indicator: str
    area: str
    period: str
    breakdown: str
    agency: str | None
    file: str | None
    file_name: str | None
    locator: str | None
    numerator: int | None
    denominator: int | None
    value: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A figure while it is worked out: numbers in millionths, ``exact`` before any rounding."""

    numerator: int | None = None
    denominator: int | None = None
    value: int | None = None
    exact: Fraction | None = None
    symbol: str | None = None
    reason: str | None = None
    status: str | None = None
    rounded_to: int | None = None
    lower: int | None = None
    upper: int | None = None
    note: str | None = None
    provenance: str | None = None
    published: bool = False
    agency: str | None = None
    disagreement: str | None = None
    sources: tuple[SourceFigure, ...] = ()

    @property
    def is_addable(self) -> bool:
        """True when it may enter a sum; an empty cohort, 0 of 0, may."""
        return self.symbol is None or (self.numerator == 0 and self.denominator == 0)


def no_result(reason: str) -> Result:
    """A result without a number, and the reason why."""
    return Result(symbol="not_available", reason=reason)
