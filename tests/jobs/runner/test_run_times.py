from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.runner.run_times import day_start, find_next_slot, list_slots, london_instant
from mappings.definitions.job_definitions import Job
from returnonce.clock import LONDON

DAILY = {"code": "daily", "title": "Daily", "task": "count"}
MINUTE = timedelta(minutes=1)
HALF_HOUR = 30 * MINUTE


def duty(**said: object) -> Job:
    return Job.model_validate(DAILY | said)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def walls(at: time) -> dict[date, datetime]:
    """The slow way: every half hour of three years is looked at, and the first of its day from ``at`` on is taken."""
    found: dict[date, datetime] = {}
    instant = utc("2023-12-31T00:00")
    while instant < utc("2027-01-02T00:00"):
        local = instant.astimezone(LONDON)
        if local.time() >= at:
            found.setdefault(local.date(), instant)
        instant += HALF_HOUR
    return found


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        ("2026-01-15", "02:30", "2026-01-15T02:30"),
        ("2026-07-15", "02:30", "2026-07-15T01:30"),
        # Clocks go from 1am to 2am: what does not exist is the next minute that does.
        ("2026-03-29", "00:59", "2026-03-29T00:59"),
        ("2026-03-29", "01:00", "2026-03-29T01:00"),
        ("2026-03-29", "01:30", "2026-03-29T01:00"),
        ("2026-03-29", "01:59", "2026-03-29T01:00"),
        ("2026-03-29", "02:00", "2026-03-29T01:00"),
        ("2026-03-29", "02:30", "2026-03-29T01:30"),
        # Clocks go from 2am to 1am: of a time that comes twice, the first.
        ("2026-10-25", "00:59", "2026-10-24T23:59"),
        ("2026-10-25", "01:00", "2026-10-25T00:00"),
        ("2026-10-25", "01:59", "2026-10-25T00:59"),
        ("2026-10-25", "02:00", "2026-10-25T02:00"),
    ],
)
def test_a_wall_time_is_one_instant(day: str, at: str, instant: str) -> None:
    assert london_instant(date.fromisoformat(day), time.fromisoformat(at)) == utc(instant)


@pytest.mark.parametrize("at", ["00:00", "00:30", "01:00", "01:30", "02:00", "23:30"])
def test_three_years_of_a_wall_time_are_as_looked_up_by_the_half_hour(at: str) -> None:
    slow = [slot for day, slot in sorted(walls(time.fromisoformat(at)).items()) if 2024 <= day.year <= 2026]
    since, until = utc("2023-12-31T23:59:59"), utc("2026-12-31T23:59")
    assert list(list_slots(duty(at=at), since, until)) == slow
    assert len(slow) == 366 + 365 + 365


def test_the_span_leaves_out_its_beginning_and_holds_its_end() -> None:
    first, second = utc("2026-01-15T02:30"), utc("2026-01-16T02:30")
    assert list(list_slots(duty(at="02:30"), first, second)) == [second]
    assert list(list_slots(duty(at="02:30"), first - MINUTE, second - MINUTE)) == [first]
    assert list(list_slots(duty(at="02:30"), second, first)) == []


def test_minutes_are_counted_through_summer_time() -> None:
    for day in (utc("2026-03-29T00:00"), utc("2026-10-25T00:00")):
        found = list(list_slots(duty(every=5), day, day + timedelta(hours=4)))
        assert found == [day + 5 * MINUTE * n for n in range(1, 49)]


@pytest.mark.parametrize(
    ("days", "years", "expected"),
    [
        (["04-01"], (2024, 2026), ["2024-04-01", "2025-04-01", "2026-04-01"]),
        (["04-01", "09-01"], (2026, 2026), ["2026-04-01", "2026-09-01"]),
        (["02-29"], (2023, 2025), ["2023-02-28", "2024-02-29", "2025-02-28"]),
        (["02-29", "02-28"], (2023, 2024), ["2023-02-28", "2024-02-28", "2024-02-29"]),
    ],
)
def test_days_of_the_year(days: list[str], years: tuple[int, int], expected: list[str]) -> None:
    since, until = utc(f"{years[0] - 1}-12-31T12:00"), utc(f"{years[1]}-12-31T12:00")
    texts = [f"{slot.astimezone(LONDON):%Y-%m-%d}" for slot in list_slots(duty(at="00:05", days=days), since, until)]
    assert texts == expected


@given(
    every=st.integers(1, 1440),
    since=st.integers(0, 5_000_000).map(lambda n: utc("2020-01-01T00:00") + n * MINUTE),
    span=st.integers(0, 3000),
    cut=st.integers(0, 3000),
)
def test_a_span_in_two_parts_holds_the_same_slots(every: int, since: datetime, span: int, cut: int) -> None:
    until, middle = since + span * MINUTE, since + min(cut, span) * MINUTE
    for one in (duty(every=every), duty(at="01:30")):
        whole = list(list_slots(one, since, until))
        assert whole == [*list_slots(one, since, middle), *list_slots(one, middle, until)]
        assert all(since < slot <= until for slot in whole)
        assert whole == sorted(set(whole))


@pytest.mark.parametrize(
    "said", [{"at": "23:59", "days": ["02-29"]}, {"at": "00:00"}, {"every": 1440}, {"at": "01:30", "days": ["03-29"]}]
)
def test_there_is_always_a_next_time(said: dict[str, object]) -> None:
    after = utc("2026-03-01T00:00")
    for _ in range(5):
        following = find_next_slot(duty(**said), after)
        assert following > after
        assert list(list_slots(duty(**said), after, following)) == [following]
        after = following


def test_a_day_begins_at_midnight_in_london() -> None:
    assert day_start(utc("2026-07-15T12:00")) == utc("2026-07-14T23:00")
    assert day_start(utc("2026-07-14T23:00")) == utc("2026-07-14T23:00")
    assert day_start(utc("2026-07-14T22:59")) == utc("2026-07-13T23:00")
