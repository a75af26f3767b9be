"""What evaluation reads (:class:`EvaluationContext`). Holds definitions only, no figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from indicators.catalogue.factor_sets import FactorSet
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.period.codes import Period

if TYPE_CHECKING:
    from indicators.areas.area_book import AreaBook

#: Whose figure counts for an indicator, an area and a period; None where nobody is named.
OfRecord = Callable[[Indicator, str, Period], str | None]
#: The agencies whose parts together are an area's figure; none where nobody has said.
Suppliers = Callable[[Indicator, str, Period], tuple[str, ...]]


def _no_suppliers(_indicator: Indicator, _area: str, _period: Period) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class EvaluationContext:
    """The definitions that answers rest on."""

    catalogue: dict[str, Indicator]
    areas: AreaBook
    breakdowns: dict[str, Breakdown]
    of_record: OfRecord
    factor_sets: Mapping[str, FactorSet] = field(default_factory=dict)
    suppliers: Suppliers = _no_suppliers


class FigureKey(NamedTuple):
    """One place for a figure."""

    indicator: str
    area: str
    period: str
    breakdown: str
    kind: str


class SourceFigure(NamedTuple):
    """One given figure that an answer rests on; numbers are micros."""

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
    """An answer while it is worked out: numbers in micros, ``exact`` before any rounding."""

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
    """No figure, and why."""
    return Result(symbol="not_available", reason=reason)
