"""Our period codes as SDMX time periods."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from returnonce.errors import Refused

_MONTHS = {"financial_year": 12, "academic_year": 12, "quarter": 3}


@lru_cache(maxsize=4096)
def time_period(code: str) -> str:
    """``2009``, ``2009-04``, ``2009-03-31``, else first day and length: ``2009-04-01/P1Y``, ``…/P3M``, ``…/P91D``.

    What is no period of ours stays as it is.
    """
    try:
        return _format_period(parse_period(code))
    except Refused:
        return code


def _format_period(period: Period) -> str:
    if period.kind == "calendar_year":
        return f"{period.start:%Y}"
    if period.kind == "month":
        return f"{period.start:%Y-%m}"
    if period.kind == "day":
        return period.start.isoformat()
    months = _MONTHS.get(period.kind)
    if months is None:
        return f"{period.start}/P{(period.end - period.start + timedelta(days=1)).days}D"
    return f"{period.start}/P1Y" if months == 12 else f"{period.start}/P{months}M"
