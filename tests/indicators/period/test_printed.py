"""Whatever a page prints for a period is read as that period."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.wording import period_words
from indicators.period.arithmetic import (
    Period,
    academic_year,
    calendar_year,
    day,
    financial_year,
    month,
    quarter,
    window,
)
from indicators.period.printed import read_period
from returnonce.errors import Refused

YEARS = st.integers(1950, 2090)
DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))
PERIODS = st.one_of(
    YEARS.map(financial_year), YEARS.map(academic_year), YEARS.map(calendar_year), DAYS.map(day),
    st.builds(quarter, YEARS, st.integers(1, 4)), st.builds(month, YEARS, st.integers(1, 12)),
    st.lists(DAYS, min_size=2, max_size=2, unique=True).map(lambda pair: window(*sorted(pair))),
)  # fmt: skip


@given(PERIODS)
def test_a_period_is_read_from_its_code_its_label_and_its_words(period: Period) -> None:
    for text in (period.code, period.label(), period_words(period), f"  {period.label().upper()} "):
        assert read_period(text) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2009-10", "FY2009-10"),
        ("2009/10", "FY2009-10"),
        ("2009\u201310", "FY2009-10"),
        ("1999-00", "FY1999-00"),
        ("financial year 2009-10", "FY2009-10"),
        ("academic year 2009-10", "AY2009-10"),
        ("April to June 2010", "FY2010-11-Q1"),
        ("January to March 2010", "FY2009-10-Q4"),
    ],
)
def test_plain_words_are_read(text: str, code: str) -> None:
    assert read_period(text).code == code


def test_a_pair_of_years_is_the_academic_year_where_nothing_else_is_asked_for() -> None:
    assert read_period("2009-10", kinds={"academic_year"}).code == "AY2009-10"
    assert read_period("2009-10", kinds={"academic_year", "financial_year"}).code == "FY2009-10"


@pytest.mark.parametrize("text", ["", "2009", "2009-12", "Marchember 2010", "31 February 2010", "May to July 2010"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_period(text)
