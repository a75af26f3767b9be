"""Deadlines on days on which the clocks change, and what is said of days and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from mappings.calendar.working_days import Calendar
from mappings.progress.progress import deadline_instant
from mappings.progress.states import (
    describe_lateness,
    format_hour,
    format_instant,
    make_working_day_counter,
)
from returnonce.count_text import format_days_from_today

EASTER = Calendar({date(2010, 4, 2): "Good Friday", date(2010, 4, 5): "Easter Monday"}, 2000, 2030)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2010, 3, 26), "17:00", "2010-03-26 17:00"),
        (date(2010, 3, 28), "00:30", "2010-03-28 00:30"),
        (date(2010, 3, 28), "02:00", "2010-03-28 01:00"),
        (date(2010, 3, 29), "17:00", "2010-03-29 16:00"),
        (date(2010, 10, 31), "01:30", "2010-10-31 01:30"),
        (date(2010, 10, 31), "17:00", "2010-10-31 17:00"),
        (date(2012, 2, 29), "23:59", "2012-02-29 23:59"),
        (date(2010, 6, 1), None, "2010-06-01 16:00"),
        (None, "17:00", None),
    ],
)
def test_a_deadline_is_an_hour_on_a_clock_in_london(day: date | None, at: str | None, expected: str | None) -> None:
    """Worked out by hand; an hour that the clocks repeat is taken at its second time."""
    assert deadline_instant(day, at) == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2010-04-01 20:00", "late by less than a day"),
        ("2010-04-02 12:00", "1 day late (no working day)"),
        ("2010-04-05 12:00", "4 days late (no working day)"),
        ("2010-04-06 12:00", "5 days late (1 working day)"),
        ("2010-04-06 22:59", "5 days late (1 working day)"),
        ("2010-04-06 23:00", "6 days late (2 working days)"),
        ("2012-04-06 12:00", "736 days late"),
    ],
)
def test_lateness_in_days_and_working_days(until: str, said: str) -> None:
    """Due on Thursday 1 April 2010; Easter follows."""
    assert (
        describe_lateness(
            date(2010, 4, 1), datetime.fromisoformat(until).replace(tzinfo=UTC), make_working_day_counter(EASTER)
        )
        == said
    )


def test_instants_hours_and_days_in_words() -> None:
    assert format_instant(datetime(2026, 11, 27, 17, tzinfo=UTC)) == "Friday 27 November 2026, 5pm"
    assert [format_hour(time(*at)) for at in ((0,), (12,), (9, 30), (23, 59, 59))] == [
        "12am",
        "12pm",
        "9:30am",
        "11:59:59pm",
    ]
    assert [format_days_from_today(n) for n in (-2, -1, 0, 1, 6)] == [
        "2 days ago",
        "yesterday",
        "today",
        "tomorrow",
        "in 6 days",
    ]
