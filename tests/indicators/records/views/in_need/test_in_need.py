"""The prepared views of the census, edge by edge."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from indicators.period.arithmetic import financial_year, window
from indicators.records.record_frames import Records
from indicators.records.views import prepare_views
from tests.indicators.records.views.in_need.small_censuses import (
    CONTEXT,
    YEAR,
    assessment,
    census,
    day,
    plan,
    referral,
    review,
)

TYPES = {"date": pl.Date, "int": pl.Int64, "str": pl.String, "bool": pl.Boolean}


def view(name: str, records: Records, *earlier: Records) -> list[dict[str, Any]]:
    return prepare_views(records, CONTEXT, earlier)[name].to_dicts()


def only(name: str, records: Records, *earlier: Records) -> dict[str, Any]:
    (row,) = view(name, records, *earlier)
    return row


def test_views_are_as_described() -> None:
    records = census()
    by_name = {name: dict(frame.schema) for name, frame in prepare_views(records, CONTEXT).items()}
    described = {v.view: {c.name: TYPES[c.type] for c in v.columns} for v in records.record_set.views}
    assert by_name == described


@pytest.mark.parametrize(
    ("start", "end", "two_years"),
    [
        ("2022-09-10", "2024-09-09", False),
        ("2022-09-10", "2024-09-10", True),
        ("2022-05-31", "2024-05-30", False),
        ("2023-03-31", None, True),  # open: two years on the last day
        ("2023-04-01", None, False),
        ("2023-03-01", "2025-04-02", True),  # ends after the year: open on its last day
    ],
)
def test_two_years_are_calendar_years(start: str, end: str | None, two_years: bool) -> None:
    assert only("plans", census(ChildProtectionPlan=[plan(start, end)]))["two_years"] is two_years


def test_two_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    year = financial_year(2025)
    for end, two_years in (("2026-02-27", False), ("2026-02-28", True)):
        records = census(year, "FY2025-26", ChildProtectionPlan=[plan("2024-02-29", end)])
        assert only("plans", records)["two_years"] is two_years


@pytest.mark.parametrize(
    ("start", "end", "started", "ended", "is_open"),
    [
        ("2024-03-31", None, False, False, True),
        ("2024-04-01", None, True, False, True),
        ("2025-03-31", None, True, False, True),
        ("2025-04-01", None, False, False, False),
        ("2024-03-01", "2024-04-01", False, True, False),
        ("2024-03-01", "2025-03-31", False, True, False),  # ended on the day: no longer on a plan
        ("2024-03-01", "2025-04-01", False, False, True),
    ],
)
def test_a_plan_in_the_year(start: str, end: str | None, started: bool, ended: bool, is_open: bool) -> None:
    row = only("plans", census(ChildProtectionPlan=[plan(start, end)]))
    assert (row["started"], row["ended"], row["open"]) == (started, ended, is_open)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        ("2025-03-31", "3-months-or-less"),
        ("2024-12-31", "3-months-or-less"),  # exactly three months
        ("2024-12-30", "3-to-6-months"),
        ("2024-09-30", "6-to-12-months"),  # six months were up on 30 March
        ("2024-10-01", "3-to-6-months"),
        ("2024-04-01", "6-to-12-months"),
        ("2024-03-31", "1-to-2-years"),
        ("2023-04-01", "1-to-2-years"),
        ("2023-03-31", "2-years-or-more"),
    ],
)
def test_lengths_of_open_plans(start: str, length: str) -> None:
    row = only("children-on-plans", census(ChildProtectionPlan=[plan(start)]))
    assert row["length"] == length
    assert row["two_years"] is (length == "2-years-or-more")


def test_a_child_with_two_open_plans_is_one_child_on_the_longer() -> None:
    plans = [plan("2024-11-01", number=1), plan("2022-11-01", number=0)]
    assert only("children-on-plans", census(ChildProtectionPlan=plans))["length"] == "2-years-or-more"


@pytest.mark.parametrize(
    ("start", "reviews", "due", "on_time"),
    [
        ("2025-01-01", [], False, True),
        ("2024-12-31", [], True, True),  # three months today, and due today
        ("2024-12-30", [], True, False),
        ("2024-12-01", ["2025-03-01"], True, True),  # three months to the day
        ("2024-12-01", ["2025-03-02"], True, False),
        ("2024-11-30", ["2025-02-28"], True, True),  # no 30 February
        ("2024-11-30", ["2025-03-01"], True, False),
        ("2024-05-10", ["2024-08-10", "2025-02-10"], True, True),  # then six months to the day
        ("2024-05-10", ["2024-08-10", "2025-02-11"], True, False),
        ("2024-05-10", ["2024-08-10"], True, False),  # the second is overdue
        ("2024-05-10", ["2024-09-30"], True, False),  # late, though none is overdue
        ("2024-07-01", ["2024-09-30"], True, False),  # 30 March was the last day
        ("2024-07-01", ["2024-10-01"], True, True),
        ("2024-05-10", ["2024-10-10", "2024-08-01"], True, True),  # in any order
        ("2024-05-10", ["2024-05-10", "2024-10-10"], True, False),  # the day it started is no review
        ("2024-05-10", ["2024-08-01", "2024-12-01", "2025-04-20"], True, True),  # one still to come
    ],
)
def test_reviews_on_time(start: str, reviews: list[str], due: bool, on_time: bool) -> None:
    records = census(ChildProtectionPlan=[plan(start)], CPPreview=[review(held) for held in reviews])
    row = only("children-on-plans", records)
    assert (row["due_for_review"], row["reviewed_on_time"]) == (due, on_time)


@pytest.mark.parametrize(
    ("start", "authorised", "days", "in_time"),
    [
        ("2024-02-20", "2024-04-25", 45, True),  # over Easter
        ("2024-02-20", "2024-04-26", 46, False),
        ("2024-11-01", "2025-01-08", 45, True),  # over Christmas
        ("2024-11-01", "2025-01-09", 46, False),
        ("2024-06-01", "2024-08-05", 45, True),  # from a Saturday, as if from Monday 3 June
        ("2024-06-03", "2024-06-03", 0, True),
    ],
)
def test_assessments_in_45_working_days(start: str, authorised: str, days: int, in_time: bool) -> None:
    records = census(CINdetails=[referral(start)], Assessment=[assessment(start, authorised)])
    row = only("assessments", records)
    assert (row["completed"], row["working_days"], row["in_time"]) == (True, days, in_time)


def test_the_statutory_clock_runs_from_the_referral() -> None:
    records = census(CINdetails=[referral("2024-06-03")], Assessment=[assessment("2024-06-10", "2024-08-12")])
    row = only("assessments", records)
    assert (row["working_days"], row["working_days_from_referral"]) == (45, 50)
    assert (row["in_time"], row["in_time_from_referral"]) == (True, False)


@pytest.mark.parametrize(
    ("start", "authorised", "completed", "is_open", "overdue"),
    [
        ("2024-03-20", "2024-03-31", False, False, False),
        ("2024-03-20", "2024-04-01", True, False, False),
        ("2025-01-27", None, False, True, False),  # 45 working days on 31 March
        ("2025-01-24", None, False, True, True),
        ("2025-01-24", "2025-04-02", False, True, True),  # authorised after the year: open on its last day
    ],
)
def test_assessments_of_the_year(
    start: str, authorised: str | None, completed: bool, is_open: bool, overdue: bool
) -> None:
    records = census(CINdetails=[referral(start)], Assessment=[assessment(start, authorised)])
    row = only("assessments", records)
    assert (row["completed"], row["open"], row["overdue"]) == (completed, is_open, overdue)


@pytest.mark.parametrize(("conference", "days", "in_time"), [("2024-05-03", 15, True), ("2024-05-07", 16, False)])
def test_conferences_in_15_working_days(conference: str, days: int, in_time: bool) -> None:
    """From Friday 12 April; 6 May is a bank holiday."""
    row = {"LAchildID": "A1", "S47ActualStartDate": day("2024-04-12"), "DateOfInitialCPC": day(conference)}
    single_row = only("enquiries", census(Section47=[row | {"ICPCnotRequired": "false"}]))
    assert (single_row["working_days"], single_row["in_time"], single_row["not_required"]) == (days, in_time, False)


@pytest.mark.parametrize(
    ("before", "received", "repeat"),
    [
        ("2024-04-10", "2025-02-01", True),
        ("2024-03-10", "2025-03-10", True),  # twelve months to the day
        ("2024-03-09", "2025-03-10", False),
        ("2024-06-01", "2024-06-01", False),  # the same day is not before
    ],
)
def test_repeat_referrals(before: str, received: str, repeat: bool) -> None:
    rows = [referral(before, before, number=0), referral(received, number=1), referral(received, child="B2", number=2)]
    view_rows = view("referrals", census(CINdetails=rows))
    assert [row["repeat"] for row in view_rows] == [False, repeat, False]


def test_a_referral_of_the_year_before_is_looked_for_where_it_can_be_found() -> None:
    this = census(CINdetails=[referral("2024-05-01")])
    before = census(financial_year(2023), "FY2023-24", CINdetails=[referral("2023-07-01", "2023-08-01")])
    alone, beside = only("referrals", this), only("referrals", this, before)
    assert (alone["looked_back"], alone["repeat"]) == (False, False)
    assert (beside["looked_back"], beside["repeat"]) == (True, True)


@pytest.mark.parametrize(
    ("closed", "nothing_followed", "is_open"),
    [(None, "0", True), (None, "true", False), ("2025-03-31", "0", False), ("2025-04-01", "false", True)],
)
def test_open_cases(closed: str | None, nothing_followed: str, is_open: bool) -> None:
    rows = [referral("2024-05-01", closed, nothing_followed=nothing_followed)]
    assert only("referrals", census(CINdetails=rows))["open"] is is_open


def test_a_cut_is_judged_by_its_own_last_day() -> None:
    cut = census(window(YEAR.start, YEAR.start.replace(month=9, day=30)), ChildProtectionPlan=[plan("2024-06-30")])
    assert only("children-on-plans", cut)["length"] == "3-months-or-less"
