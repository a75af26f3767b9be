"""Ages by birthday, and months back from a day."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from indicators.records.views.months_and_ages import age_on_expr, months_before, whole_months_from


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2020-03-31", "2025-03-31", 5),
        ("2020-04-01", "2025-03-31", 4),
        ("2020-03-30", "2025-03-31", 5),
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2025-03-31", "2025-03-31", 0),
    ],
)
def test_age_is_reached_on_the_birthday(born: str, day: str, years: int) -> None:
    frame = pl.DataFrame({"born": [date.fromisoformat(born)]})
    assert frame.select(age_on_expr(pl.col("born"), date.fromisoformat(day))).item() == years


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2025-03-31", 30, "2022-09-30"),
        ("2025-03-31", 24, "2023-03-31"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2025-01-15", 1, "2024-12-15"),
        ("2025-12-31", 12, "2024-12-31"),
    ],
)
def test_months_back_end_with_the_month_where_there_is_no_such_day(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)


def test_twelve_months_to_31_march_begin_on_1_april() -> None:
    assert whole_months_from(date(2025, 3, 31), 12) == date(2024, 4, 1)
    assert whole_months_from(date(2024, 12, 31), 24) == date(2023, 1, 1)
