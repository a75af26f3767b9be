"""Whether a period fits an indicator: parts of its own period do, another kind of year does not."""

from __future__ import annotations

from indicators.catalogue.indicator import Indicator
from indicators.period.arithmetic import Period

#: The kinds of period that figures of an indicator may have, by the kind that it is measured over.
_FITTING: dict[str, frozenset[str]] = {
    "financial_year": frozenset({"financial_year", "quarter", "month"}),
    "academic_year": frozenset({"academic_year", "month"}),
    "calendar_year": frozenset({"calendar_year", "quarter", "month"}),
    "quarter": frozenset({"quarter", "month", "financial_year"}),
    "month": frozenset({"month", "quarter", "financial_year"}),
    "day": frozenset({"day"}),
    "window": frozenset({"window"}),
}
_MEASURED = {
    "financial_year": "over a financial year, as FY2009-10",
    "academic_year": "over an academic year, as AY2009-10",
    "calendar_year": "over a calendar year, as CY2009",
    "quarter": "over a quarter, as FY2009-10-Q3",
    "month": "over a month, as 2009-M10",
    "day": "on a day, as 2009-03-31",
    "window": "over a run of days, as 2009-04-01..2010-03-31",
}


def period_fits(indicator: Indicator, period: Period) -> bool:
    """True unless the catalogue knows the indicator's kind of period and this is another."""
    kinds = _FITTING.get(indicator.period_kind)
    return kinds is None or period.kind in kinds


def describe_period_kind(indicator: Indicator) -> str:
    """The indicator's kind of period in words, with an example."""
    return _MEASURED[indicator.period_kind]
