"""Which profiles are due, and which were done in time."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.records.view_context import ViewContext
from indicators.records.views.treatment import prepare
from tests.indicators.records.views.treatment.small_records import Episode, records_from


def tops(*episodes: Episode) -> list[dict[str, Any]]:
    return prepare(records_from(*episodes), ViewContext())["tops"].to_dicts()


def states(*episodes: Episode) -> dict[str, str]:
    return {one["stage"]: one["state"] for one in tops(*episodes)}


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2014-10-17", "out-of-time"),
        ("2014-10-18", "in-time"),
        ("2014-11-15", "in-time"),
        ("2014-11-16", "out-of-time"),
        (None, "missing"),
    ],
    ids=["15 days before", "14 days before", "14 days after", "15 days after", "undated"],
)
def test_a_start_profile_lies_within_14_days_of_the_first_intervention(day: str | None, state: str) -> None:
    held = Episode("2014-10-20", started="2014-11-01", tops=[("S", day), ("R", "2014-11-01")])
    assert states(held)["S"] == state


def test_one_in_time_is_enough() -> None:
    assert states(Episode("2014-11-01", tops=[("S", "2014-12-24"), ("S", "2014-11-02")]))["S"] == "in-time"


@pytest.mark.parametrize(("triaged", "due"), [("2014-03-31", False), ("2014-04-01", True), ("2015-04-01", False)])
def test_a_start_profile_is_due_of_journeys_begun_in_the_period(triaged: str, due: bool) -> None:
    assert ("S" in states(Episode(triaged, "2015-04-10", "85"))) == due


# Triaged on 1 May 2014: week 5 is 5 June, week 26 is 30 October, six months are over on 1 November.
@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2014-06-04", "out-of-time"),
        ("2014-06-05", "in-time"),
        ("2014-10-30", "in-time"),
        ("2014-10-31", "out-of-time"),
    ],
)
def test_a_review_lies_between_5_and_26_weeks(day: str, state: str) -> None:
    assert states(Episode("2014-05-01", tops=[("S", "2014-05-02"), ("R", day)]))["R"] == state


@pytest.mark.parametrize(
    ("episode", "due"),
    [
        (Episode("2014-05-01", tops=[("S", "2014-09-02")]), True),
        (Episode("2014-05-01"), False),
        (Episode("2014-05-01", "2014-11-01", "85", tops=[("S", "2014-05-02")]), True),
        (Episode("2014-05-01", "2014-10-31", "85", tops=[("S", "2014-05-02")]), False),
        (Episode("2013-09-30", tops=[("S", "2013-10-02")]), False),
        (Episode("2013-10-01", tops=[("S", "2013-10-02")]), True),
        (Episode("2014-10-01", tops=[("S", "2014-10-02")]), False),
    ],
    ids=["start profile late", "no start profile", "left that day", "left before", "last year", "1 April", "next year"],
)
def test_a_review_is_due_of_who_stays_six_months_and_had_a_start_profile(episode: Episode, due: bool) -> None:
    assert ("R" in states(episode)) == due


@pytest.mark.parametrize(
    ("reason", "day", "state"),
    [
        ("80", "2014-08-18", "in-time"),
        ("80", "2014-09-15", "in-time"),
        ("80", "2014-09-16", "out-of-time"),
        ("80", None, "missing"),
        ("85", "2014-09-01", None),
        ("83", "2014-09-01", None),
    ],
)
def test_an_exit_profile_is_due_at_a_planned_exit(reason: str, day: str | None, state: str | None) -> None:
    held = Episode("2014-05-01", "2014-09-01", reason, tops=[("E", day)])
    assert states(held).get("E") == state


@pytest.mark.parametrize(
    ("second", "agencies", "double"),
    [
        (Episode("2014-06-01", agency="N0002"), 2, True),
        (Episode("2014-08-01", agency="N0002"), 2, False),
        (Episode("2014-08-10", agency="N0002"), 2, False),
        (Episode("2014-06-01", agency="N0002", coordinates="N"), 1, False),
        (Episode("2014-06-01"), 1, False),
    ],
    ids=["together", "handed over", "one after the other", "says no", "one agency"],
)
def test_two_agencies_that_coordinate_the_same_days(second: Episode, agencies: int, double: bool) -> None:
    (start,) = [one for one in tops(Episode("2014-05-01", "2014-08-01", "83"), second) if one["stage"] == "S"]
    assert (start["coordinators"], start["double_coordinator"]) == (agencies, double)


def test_a_handover_is_none_whichever_agency_comes_first() -> None:
    held = Episode("2014-05-01", "2014-08-01", "83", agency="N0002"), Episode("2014-08-01", agency="N0001")
    assert [one["double_coordinator"] for one in tops(*held) if one["stage"] == "S"] == [False]


def test_nobody_may_coordinate() -> None:
    (start,) = tops(Episode("2014-11-01", coordinates=None))
    assert (start["coordinators"], start["double_coordinator"]) == (0, False)


def test_each_names_the_episode_that_it_is_due_in() -> None:
    first = Episode("2014-05-01", "2014-06-01", "83")
    last = Episode("2014-06-02", "2014-09-01", "80", agency="N0002", client="5")
    named = {one["stage"]: (one["AGNCY"], one["CLIENTID"], one["EPISODID"]) for one in tops(first, last)}
    assert named == {"S": ("N0001", "1", "0"), "E": ("N0002", "5", "1")}
