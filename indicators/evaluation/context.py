"""What evaluation reads (:class:`EvaluationContext`). Holds definitions only, no figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from indicators.areas.area_book import AreaBook
from indicators.catalogue.factor_sets import FactorSet
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.catalogue.wholes import Whole
from indicators.period.arithmetic import Period

#: Whose figure counts for an indicator, an area and a period; None where nobody is named.
OfRecord = Callable[[Indicator, str, Period], str | None]
#: The agencies whose parts together are an area's figure; none where nobody has said.
Suppliers = Callable[[Indicator, str, Period], tuple[str, ...]]


def _no_suppliers(_indicator: Indicator, _area: str, _period: Period) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class EvaluationContext:
    """The definitions that evaluation reads."""

    catalogue: Mapping[str, Indicator]
    areas: AreaBook
    breakdowns: Mapping[str, Breakdown]
    of_record: OfRecord
    factor_sets: Mapping[str, FactorSet] = field(default_factory=dict)
    suppliers: Suppliers = _no_suppliers
    wholes: Mapping[str, Whole] = field(default_factory=dict)
