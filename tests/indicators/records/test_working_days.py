"""Working days over Easter and Christmas, and a second way to count them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.records.working_days import working_days
from tests.indicators.records.views.in_need import oracle
from tests.shipped import load_calendar

HOLIDAYS = frozenset(load_calendar().days)
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


def counted(start: date | None, end: date | None) -> int | None:
    frame = pl.DataFrame({"start": [start], "end": [end]}, schema={"start": pl.Date, "end": pl.Date})
    count = frame.select(working_days(pl.col("start"), pl.col("end"), HOLIDAYS)).item()
    assert count is None or isinstance(count, int)
    return count


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-03-03", "2025-03-03", 0),  # a Monday, done the same day
        ("2025-03-03", "2025-03-04", 1),
        ("2025-03-07", "2025-03-10", 1),  # Friday to Monday
        ("2025-03-08", "2025-03-10", 0),  # begun on a Saturday: as if on Monday
        ("2025-03-08", "2025-03-11", 1),
        ("2025-03-06", "2025-03-09", 2),  # done on a Sunday: as if on Monday
        ("2024-03-28", "2024-04-02", 1),  # Maundy Thursday to the Tuesday after Easter
        ("2024-02-20", "2024-04-25", 45),  # 2 days off at Easter
        ("2024-02-20", "2024-04-26", 46),
        ("2024-12-24", "2024-12-27", 1),  # Christmas Day and Boxing Day
        ("2024-11-01", "2025-01-08", 45),  # 3 days off at Christmas and New Year
        ("2024-11-01", "2025-01-09", 46),
        ("2023-05-05", "2023-05-09", 1),  # the coronation's Monday
        ("2025-03-04", "2025-03-03", None),  # reversed
    ],
)
def test_days_off_do_not_count(start: str, end: str, days: int | None) -> None:
    assert counted(date.fromisoformat(start), date.fromisoformat(end)) == days


def test_a_missing_date_gives_no_count() -> None:
    assert counted(None, date(2025, 3, 3)) is None
    assert counted(date(2025, 3, 3), None) is None


@given(DAYS, DAYS)
def test_counted_twice(one: date, other: date) -> None:
    start, end = sorted((one, other))
    assert counted(start, end) == oracle.working_days(start, end, HOLIDAYS)
