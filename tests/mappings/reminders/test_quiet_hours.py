from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.calendar.working_days import Calendar
from mappings.reminders.quiet_hours import QuietHours
from returnonce.clock import LONDON
from tests.examples import at_most
from tests.shipped import load_calendar

ENGLAND = load_calendar()
MORNING = time(8)


def hours(start: str = "20:00", end: str = "07:00", calendar: Calendar = ENGLAND) -> QuietHours:
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end), MORNING, calendar)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def told(instant: datetime) -> str:
    return instant.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


# 20 November 2026 is a Friday. Christmas Day 2026 is a Friday, its Boxing Day is kept on Monday 28 December.
@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-11-20 12:00", "2026-11-20 12:00"),
        ("2026-11-20 07:00", "2026-11-20 07:00"),
        ("2026-11-20 06:59", "2026-11-20 08:00"),
        ("2026-11-20 00:00", "2026-11-20 08:00"),
        ("2026-11-20 19:59", "2026-11-20 19:59"),
        ("2026-11-20 20:00", "2026-11-23 08:00"),
        ("2026-11-19 22:00", "2026-11-20 08:00"),
        ("2026-11-21 09:00", "2026-11-23 08:00"),
        ("2026-11-22 23:59", "2026-11-23 08:00"),
        ("2026-12-24 21:00", "2026-12-29 08:00"),
        ("2026-12-28 12:00", "2026-12-29 08:00"),
        ("2026-03-28 12:00", "2026-03-30 08:00"),
        ("2026-10-24 12:00", "2026-10-26 08:00"),
    ],
)
def test_what_is_quiet_waits_for_the_next_working_morning(now: str, sent: str) -> None:
    assert told(hours().find_next_moment(london(now))) == sent


@pytest.mark.parametrize(
    ("start", "end", "now", "sent"),
    [
        ("18:00", "09:30", "2026-11-20 09:00", "2026-11-20 09:30"),
        ("18:00", "09:30", "2026-11-20 18:00", "2026-11-23 09:30"),
        ("12:00", "13:00", "2026-11-20 12:30", "2026-11-20 13:00"),
        ("12:00", "13:00", "2026-11-20 03:00", "2026-11-20 03:00"),
        ("07:00", "10:00", "2026-11-20 08:00", "2026-11-20 10:00"),
        ("00:00", "00:00", "2026-11-20 03:00", "2026-11-20 03:00"),
        ("00:00", "00:00", "2026-11-21 03:00", "2026-11-23 08:00"),
    ],
)
def test_a_contact_has_its_own_quiet_hours(start: str, end: str, now: str, sent: str) -> None:
    assert told(hours(start, end).find_next_moment(london(now))) == sent


@pytest.mark.parametrize(
    ("now", "deadline", "sent"),
    [
        # There is time enough: as ever.
        ("2026-11-19 22:00", "2026-11-20 17:00", "2026-11-20 08:00"),
        # The next morning would be too late, and the quiet ends before the deadline.
        ("2026-11-19 22:00", "2026-11-20 07:30", "2026-11-20 07:00"),
        ("2026-11-20 05:00", "2026-11-20 08:00", "2026-11-20 07:00"),
        # No hour is left before the deadline: it cannot be avoided.
        ("2026-11-21 09:00", "2026-11-22 17:00", "2026-11-23 08:00"),
        ("2026-11-19 22:00", "2026-11-20 06:00", "2026-11-20 08:00"),
    ],
)
def test_a_reminder_comes_before_its_deadline_where_it_can(now: str, deadline: str, sent: str) -> None:
    assert told(hours().find_moment_before(london(now), london(deadline))) == sent


@pytest.mark.parametrize(
    ("wanted", "deadline", "posted"),
    [
        # A working day is its own.
        ("2026-11-20", "2026-11-27 17:00", "2026-11-20"),
        # A weekend's waits for Monday.
        ("2026-11-21", "2026-11-28 17:00", "2026-11-23"),
        ("2026-12-25", "2027-01-08 17:00", "2026-12-29"),
        # Monday would be after the deadline, or in its very hour: Friday it is.
        ("2026-11-21", "2026-11-22 17:00", "2026-11-20"),
        ("2026-11-22", "2026-11-23 07:30", "2026-11-20"),
        ("2026-11-22", "2026-11-23 08:00", "2026-11-20"),
        ("2026-11-22", "2026-11-23 08:01", "2026-11-23"),
        ("2026-12-26", "2026-12-27 23:59", "2026-12-24"),
        # The day after a deadline has none of its own.
        ("2026-11-21", None, "2026-11-23"),
    ],
)
def test_the_day_on_which_a_reminder_is_posted(wanted: str, deadline: str | None, posted: str) -> None:
    limit = london(deadline) if deadline else None
    assert hours().find_posting_day(date.fromisoformat(wanted), limit).isoformat() == posted


@settings(max_examples=at_most(40))
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(1, 15 * 24 * 60),  # noqa: DTZ001
)  # fmt: skip
def test_never_in_quiet_hours_and_never_after_the_deadline_if_a_minute_is_left(now: datetime, minutes: int) -> None:
    """Against a walk over every quarter of an hour."""
    start = now.replace(tzinfo=UTC, second=0, microsecond=0)
    deadline, usual = start + timedelta(minutes=minutes), hours()
    sent = usual.find_moment_before(start, deadline)
    assert sent >= start
    assert not usual.is_quiet(sent)
    quarter = start.replace(minute=start.minute // 15 * 15) + timedelta(minutes=15)
    walk = (quarter + timedelta(minutes=15 * n) for n in range(minutes // 15))
    if any(moment < deadline and not usual.is_quiet(moment) for moment in walk):
        assert sent < deadline


@settings(max_examples=at_most(40))
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 28), st.integers(0, 24 * 60 - 1))
def test_a_posting_day_is_a_working_day_before_the_deadline(due: date, days: int, minute: int) -> None:
    deadline = datetime.combine(due, time(minute // 60, minute % 60), LONDON)
    posted = hours().find_posting_day(due - timedelta(days=days), deadline)
    assert ENGLAND.is_working(posted)
    assert hours().find_morning(posted) < deadline
