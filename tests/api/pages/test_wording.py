"""Dates, hours, numbers and states in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.wording import (
    STATES,
    due_words,
    figure_words,
    hour_words,
    instant_words,
    line_words,
    number_words,
    round_to,
    title_with_period,
)
from indicators.period.codes import parse_period
from mappings.progress.states import STATES as KNOWN
from returnonce.count_text import format_days_from_today
from returnonce.numbers import parse_micro


@pytest.mark.parametrize(
    ("at", "said"),
    [("17:00", "5pm"), ("09:30", "9:30am"), ("12:00", "midday"), ("00:00", "midnight"), ("23:59", "11:59pm"),
     ("12:30", "12:30pm"), ("00:05", "12:05am"), (None, "")],
)  # fmt: skip
def test_an_hour(at: str | None, said: str) -> None:
    assert hour_words(at) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(6, "in 6 days"), (1, "tomorrow"), (0, "today"), (-1, "yesterday"), (-3, "3 days ago"), (1500, "in 1,500 days")],
)
def test_days(days: int, said: str) -> None:
    assert format_days_from_today(days) == said


def test_a_due_date_says_all() -> None:
    day = date(2026, 11, 27)
    assert due_words(day, "17:00", 6) == "Friday 27 November 2026, 5pm (in 6 days)"
    assert due_words(day, "17:00", 6, settled=True) == "Friday 27 November 2026, 5pm"
    assert due_words(None, None, None) == "No date yet: it is counted from an event"


@pytest.mark.parametrize(
    ("instant", "said"),
    [(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thursday 2 July 2026, 12:30am"),
     (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), "Friday 20 November 2026, midday")],
)  # fmt: skip
def test_an_instant_is_told_by_londons_clocks(instant: datetime, said: str) -> None:
    assert instant_words(instant) == said


@given(st.integers(-(10**15), 10**15))
def test_a_number_says_exactly_what_it_is(micro: int) -> None:
    assert parse_micro(number_words(micro).replace(",", "").replace("\u2212", "-")) == micro


@pytest.mark.parametrize(
    ("row", "said"),
    [({"value": 11_000_000, "numerator": 39_000_000, "denominator": 351_000_000}, "11% (39 of 351)"),
     ({"value": -500_000}, "\u22120.5%"),
     ({"numerator": 1_234_000_000, "denominator": 5_000_000_000}, "1,234 of 5,000"),
     ({"symbol": "rounds_to_zero"}, "Low: rounds to zero, and is not zero"), ({}, "Not available"),
     ({"value": 0}, "0%")],
)  # fmt: skip
def test_a_figure(row: dict[str, object], said: str) -> None:
    assert figure_words(row, "%") == said


def test_every_state_has_its_words_and_colour() -> None:
    assert set(STATES) == set(KNOWN)
    assert len({words for words, _, _ in STATES.values()}) == len(STATES)


@pytest.mark.parametrize(
    ("title", "period", "said"),
    [("National Indicator Set, 2009-10", "FY2009-10", "National Indicator Set, 2009-10"),
     ("Vital Signs", "FY2009-10-Q1", "Vital Signs: April to June 2009 (quarter 1 of 2009-10)"),
     ("Schools", "AY2009-10", "Schools: 2009-10 (academic year)")],
)  # fmt: skip
def test_a_title_names_its_period_once(title: str, period: str, said: str) -> None:
    assert title_with_period(title, parse_period(period)) == said


def test_a_line_is_named_by_its_return() -> None:
    titles = {"national-indicators": "National Indicator Set"}
    assert line_words("national-indicators NI 117", titles) == "NI 117 of National Indicator Set"
    assert line_words("national-indicators", titles) == "National Indicator Set"
    assert line_words("gone X", titles) == "X of gone"


@pytest.mark.parametrize(("micro", "decimals", "rounded"), [
    (12_850_000, 1, 12_900_000), (-12_850_000, 1, -12_900_000), (1_234_567, 0, 1_000_000), (5, 6, 5),
    (150_000, None, 200_000),
])  # fmt: skip
def test_rounds_halves_away_from_zero(micro: int, decimals: int | None, rounded: int) -> None:
    assert round_to(micro, decimals) == rounded
