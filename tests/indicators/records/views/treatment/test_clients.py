"""Who is in treatment, whether it is effective, and who comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indicators.records.view_context import ViewContext
from indicators.records.views.treatment import prepare
from tests.indicators.records.views.treatment.small_records import Episode, records_from

#: Somebody else's episode, by which the records reach to the end of a month.
ELSE = {"client": "99", "initials": "ZZ"}


def clients(*episodes: Episode, period: str = "FY2014-15", **settings: Any) -> list[dict[str, Any]]:
    named = {name.replace("_", "-"): value for name, value in settings.items()}
    views = prepare(records_from(*episodes, settings=named, period=period), ViewContext())
    return views["clients"].sort("start").to_dicts()


@pytest.mark.parametrize(
    ("triaged", "ended", "there", "began"),
    [
        ("2013-05-01", "2014-03-31", False, False),
        ("2013-05-01", "2014-04-01", True, False),
        ("2013-05-01", None, True, False),
        ("2014-04-01", None, True, True),
        ("2015-03-31", None, True, True),
        ("2015-04-01", None, False, False),
    ],
)
def test_in_treatment_on_any_day_of_the_period(triaged: str, ended: str | None, there: bool, began: bool) -> None:
    client_rows = clients(Episode(triaged, ended, "85" if ended else None))
    assert [one["began"] for one in client_rows] == ([began] if there else [])


def test_one_person_at_two_agencies_is_one_client_by_the_latest_journey() -> None:
    first = Episode("2014-04-10", "2014-05-01", "80", drugs=["1000"])
    second = Episode("2014-11-01", agency="N0002", client="7", drugs=["7000"])
    (one,) = clients(first, second)
    assert (one["start"], one["client_group"], one["completed"]) == (date(2014, 11, 1), "alcohol-only", False)


@pytest.mark.parametrize(
    ("born", "triaged", "age", "adult"),
    [
        ("1996-04-01", "2013-12-01", 18, True),
        ("1996-04-02", "2013-12-01", 17, False),
        ("1996-09-10", "2014-09-10", 18, True),
        ("1996-09-10", "2014-09-09", 17, False),
        ("1996-02-29", "2015-02-28", 18, True),
        (None, "2014-09-09", None, None),
    ],
)
def test_age_is_that_of_the_first_day_in_the_period(
    born: str | None, triaged: str, age: int | None, adult: bool | None
) -> None:
    (one,) = clients(Episode(triaged, born=born))
    assert (one["age"], one["adult"]) == (age, adult)


# Triaged on 1 May.
@pytest.mark.parametrize(
    ("ended", "reason", "state"),
    [
        ("2014-07-23", "85", "not-effective"),  # 83 days
        ("2014-07-24", "85", "effective"),  # 84 days
        ("2014-07-25", "85", "effective"),  # 85 days
        ("2014-05-20", "80", "effective"),
        ("2014-05-20", "83", "not-effective"),
        ("2014-05-20", None, "not-effective"),
        (None, "80", "effective"),
    ],
)
def test_effective_is_twelve_weeks_or_completed(ended: str | None, reason: str | None, state: str) -> None:
    assert [one["effective"] for one in clients(Episode("2014-05-01", ended, reason))] == [state]


@pytest.mark.parametrize(
    ("triaged", "state"),
    [("2015-01-08", "not-yet-known"), ("2015-01-07", "not-yet-known"), ("2015-01-06", "effective")],
    ids=["82 days", "83 days", "84 days"],
)
def test_who_is_still_there_at_the_end_is_effective_after_twelve_weeks(triaged: str, state: str) -> None:
    assert [one["effective"] for one in clients(Episode(triaged, reason="80"))] == [state]


def test_records_that_reach_further_settle_it() -> None:
    open_one, later = Episode("2015-03-01"), Episode("2015-05-02", **ELSE)
    assert clients(open_one, later)[0]["effective"] == "effective"
    assert clients(open_one, later)[0]["reaches"] == date(2015, 5, 31)


def test_records_reach_as_far_as_every_agency_does() -> None:
    open_one, later = Episode("2015-03-01"), Episode("2015-05-02", agency="N0002", **ELSE)
    assert clients(open_one, later)[0]["reaches"] == date(2015, 3, 31)
    client_rows = clients(open_one, later, records_reach=date(2015, 6, 15))
    assert client_rows[0]["reaches"] == date(2015, 6, 15)


def test_an_appointment_that_lies_ahead_is_no_reach() -> None:
    ahead = Episode("2015-03-01", interventions=[("95", "2015-03-01", "2015-03-01", "2015-03-01"),
                                                 ("94", "2015-03-01", "2015-09-01", None)])  # fmt: skip
    assert clients(ahead)[0]["reaches"] == date(2015, 3, 31)


@pytest.mark.parametrize(
    ("triaged", "ended", "weeks"),
    [("2014-05-01", "2014-07-30", "not-effective"), ("2014-05-01", "2014-07-31", "effective")],
)
def test_retention_may_run_from_the_first_intervention(triaged: str, ended: str, weeks: str) -> None:
    late = Episode(triaged, ended, "85", started="2014-05-08")
    assert [one["effective"] for one in clients(late, retention_start="first-intervention")] == [weeks]


# Completed on 31 August 2014: six months end on 28 February, 182 days on 1 March.
@pytest.mark.parametrize(
    ("back_on", "counted", "returned"),
    [
        ("2015-02-27", "calendar-months", True),
        ("2015-02-28", "calendar-months", True),
        ("2015-03-01", "calendar-months", False),
        ("2015-02-28", "days", True),
        ("2015-03-01", "days", True),
        ("2015-03-02", "days", False),
    ],
)
def test_coming_back_within_six_months(back_on: str, counted: str, returned: bool) -> None:
    done, back = Episode("2014-05-01", "2014-08-31", "80"), Episode(back_on, agency="N0002")
    (one,) = clients(done, back, re_presentation=counted)
    assert (one["completed_in_first_half"], one["returned_in_first_half"]) == (True, returned)
    assert (one["completed"], one["returned"]) == (False, None)


@pytest.mark.parametrize(
    ("back_on", "returned"),
    [("2015-09-19", True), ("2015-09-20", True), ("2015-09-21", False)],
    ids=["six months less a day", "six months", "six months and a day"],
)
def test_coming_back_after_the_period(back_on: str, returned: bool) -> None:
    done, back = Episode("2014-05-01", "2015-03-20", "80"), Episode(back_on, drugs=["7000"], lives="A10B")
    (one,) = clients(done, back)
    assert (one["completed"], one["returned"]) == (True, returned)


def test_going_on_in_time_is_not_coming_back() -> None:
    done, on = Episode("2014-05-01", "2014-08-31", "80"), Episode("2014-09-21", "2015-01-01", "85", agency="N0002")
    (one,) = clients(done, on)
    assert (one["completed_in_first_half"], one["returned_in_first_half"]) == (False, None)


@pytest.mark.parametrize(
    ("last_seen", "known"),
    [(None, False), ("2015-08-31", False), ("2015-09-01", True), ("2015-09-30", True)],
)
def test_who_stays_away_is_known_only_when_six_months_are_over(last_seen: str | None, known: bool) -> None:
    others = [Episode(last_seen, **ELSE)] if last_seen else []
    (one, *_) = clients(Episode("2014-05-01", "2015-03-20", "80"), *others)
    assert (one["completed"], one["returned"]) == (True, False if known else None)


def test_the_last_day_of_six_months_is_enough() -> None:
    (one, *_) = clients(Episode("2014-05-01", "2015-03-31", "80"), Episode("2015-09-02", **ELSE))
    assert (one["reaches"], one["returned"]) == (date(2015, 9, 30), False)


def test_of_the_first_half_too_it_may_not_be_known_yet() -> None:
    done = Episode("2014-05-01", "2014-08-31", "80")
    assert clients(done)[0]["returned_in_first_half"] is False
    assert clients(done, records_reach=date(2014, 12, 31))[0]["returned_in_first_half"] is None


def test_half_of_a_calendar_year_ends_on_30_june() -> None:
    june = Episode("2014-02-01", "2014-06-30", "80")
    july = Episode("2014-02-01", "2014-07-01", "80", client="2", initials="CD")
    completed_in_first_halfs_by_end = {
        one["end"]: one["completed_in_first_half"] for one in clients(june, july, period="CY2014")
    }
    assert completed_in_first_halfs_by_end == {date(2014, 6, 30): True, date(2014, 7, 1): False}


def test_a_journey_that_ends_after_the_period_is_not_completed_in_it() -> None:
    (one,) = clients(Episode("2014-05-01", "2015-04-01", "80"))
    assert (one["exit"], one["completed"], one["returned"]) == ("planned", False, None)
