"""Periods that end within a span, against a slow search day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indicators.period.arithmetic import REGULAR, day, list_periods

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(start=DAYS, length=st.integers(0, 900), kinds=st.sets(st.sampled_from(REGULAR)))
def test_they_are_those_that_end_on_one_of_its_days(start: date, length: int, kinds: set[str]) -> None:
    end = start + timedelta(days=length)
    each_day = [start + timedelta(days=n) for n in range(length + 1)]
    slow = {day(at).latest(kind) for at in each_day for kind in REGULAR if kind in kinds}  # type: ignore[arg-type]
    found = list_periods(kinds, start, end)  # type: ignore[arg-type]
    assert found == sorted(period for period in slow if period.end >= start)
