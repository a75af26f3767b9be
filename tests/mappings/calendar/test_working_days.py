"""Due dates: bank holidays as they fell, working days as a slow count finds them, moves explained."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from mappings.calendar.due_dates import compute_due_date
from mappings.calendar.due_rules import DueRule
from mappings.calendar.working_days import Calendar, add_months, add_working_days
from returnonce.errors import Refused
from tests.shipped import load_calendar

ENGLAND = load_calendar()
INSIDE = st.dates(date(2008, 3, 1), date(2028, 10, 31))


def _rule(**given: Any) -> DueRule:
    return DueRule.model_validate({"anchor": "period_end", "assumed": True, "source": "test"} | given)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2009-12-25", "Christmas Day"),
        ("2009-12-26", "Saturday"),
        ("2009-12-28", "Boxing Day (substitute day)"),
        ("2010-12-27", "Christmas Day (substitute day)"),
        ("2011-04-29", "Wedding of William and Catherine"),
        ("2012-06-04", "Spring Bank Holiday"),
        ("2012-05-28", None),
        ("2020-05-08", "May Day"),
        ("2020-05-04", None),
        ("2022-09-19", "State Funeral of Queen Elizabeth II"),
        ("2023-05-08", "Coronation of Charles III"),
        ("2026-12-28", "Boxing Day (substitute day)"),
        ("2010-04-01", None),
        ("2010-04-04", "Sunday"),
    ],
)
def test_days_on_which_nobody_works(day: str, why: str | None) -> None:
    assert ENGLAND.closure_reason(date.fromisoformat(day)) == why


def _easter(year: int) -> date:
    """Anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(2008, 2029))
def test_every_year_has_its_easter_and_at_least_eight_days(year: int) -> None:
    easter = _easter(year)
    assert ENGLAND.days[easter - timedelta(days=2)] == "Good Friday"
    assert ENGLAND.days[easter + timedelta(days=1)] == "Easter Monday"
    # New Year's Day on a Saturday is taken on the Monday after, in its own year.
    assert sum(day.year == year for day in ENGLAND.days) >= 8


def test_the_table_holds_weekdays_only() -> None:
    assert all(day.weekday() < 5 for day in ENGLAND.days)
    assert (ENGLAND.first_year, ENGLAND.last_year) == (2008, 2028)


def _slow_working_days(day: date, count: int) -> date:
    """Write out every day of two months, strike the ones nobody works, and count along."""
    way = 1 if count > 0 else -1
    near = [day + timedelta(days=way * n) for n in range(1, 63)]
    struck = [d for d in near if d.isoweekday() not in {6, 7} and d not in ENGLAND.days]
    return struck[abs(count) - 1]


@given(INSIDE, st.integers(-25, 25).filter(bool))
def test_working_days_agree_with_a_slow_count(day: date, count: int) -> None:
    assert add_working_days(day, count, ENGLAND) == _slow_working_days(day, count)


@given(INSIDE, st.integers(0, 20), st.sampled_from(["next", "previous"]))
def test_a_rolled_day_is_a_working_day(day: date, days: int, roll: str) -> None:
    due = compute_due_date(_rule(days=days, roll=roll), parse_period(day.isoformat()), ENGLAND)
    assert due.date is not None
    assert ENGLAND.is_working(due.date)
    assert abs((due.date - day - timedelta(days=days)).days) <= 5


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2011-03-31", 4, "2011-07-31"),
        ("2010-06-30", 1, "2010-07-31"),
        ("2010-10-31", 4, "2011-02-28"),
        ("2011-01-30", 1, "2011-02-28"),
        ("2011-12-15", 1, "2012-01-15"),
        ("2012-03-31", -1, "2012-02-29"),
    ],
)
def test_months(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("rule", "period", "due", "said"),
    [
        (
            {"working_days": 10},
            "FY2009-10",
            "2010-04-16",
            "10 working days after Wednesday 31 March 2010, the end of 2009-10 (financial year): Friday 16 April 2010, "
            "leaving out weekends, Good Friday (2 April) and Easter Monday (5 April).",
        ),
        (
            {"working_days": 1},
            "2009-12-24",
            "2009-12-29",
            "1 working day after Thursday 24 December 2009, the day itself: Tuesday 29 December 2009, leaving out "
            "weekends, Christmas Day (25 December) and Boxing Day (substitute day) (28 December).",
        ),
        (
            {"working_days": 3},
            "2009-M10",
            "2009-11-04",
            "3 working days after Saturday 31 October 2009, the end of October 2009: Wednesday 4 November 2009, "
            "leaving out weekends.",
        ),
        (
            {"months": 4, "roll": "previous"},
            "FY2010-11",
            "2011-07-29",
            "4 months after Thursday 31 March 2011, the end of 2010-11 (financial year): Sunday 31 July 2011; nobody "
            "works that day, so it moves back to Friday 29 July 2011.",
        ),
        (
            {"days": 85},
            "FY2009-10-Q2",
            "2009-12-24",
            "85 days after Wednesday 30 September 2009, the end of July to September 2009 (quarter 2 of 2009-10): "
            "Thursday 24 December 2009.",
        ),
        (
            {"days": 86},
            "FY2009-10-Q2",
            "2009-12-29",
            "86 days after Wednesday 30 September 2009, the end of July to September 2009 (quarter 2 of 2009-10): "
            "Friday 25 December 2009; nobody works that day (Christmas Day), so it moves on to "
            "Tuesday 29 December 2009.",
        ),
        (
            {"days": 86, "roll": "none"},
            "FY2009-10-Q2",
            "2009-12-25",
            "86 days after Wednesday 30 September 2009, the end of July to September 2009 (quarter 2 of 2009-10): "
            "Friday 25 December 2009.",
        ),
        (
            {},
            "CY2010",
            "2010-12-31",
            "On Friday 31 December 2010, the end of 2010 (calendar year).",
        ),
    ],
)
def test_a_due_date_explains_itself(rule: dict[str, Any], period: str, due: str, said: str) -> None:
    deadline = compute_due_date(_rule(**rule), parse_period(period), ENGLAND)
    assert (str(deadline.date), deadline.explanation) == (due, said)
    assert (deadline.at, deadline.zone, deadline.assumed) == (time(17), "Europe/London", True)


def test_an_event_has_no_date_until_its_day_is_given() -> None:
    rule = _rule(anchor="event", working_days=2, at="12:00", assumed=False)
    waiting = compute_due_date(rule, parse_period("FY2024-25"), ENGLAND)
    assert (waiting.date, waiting.at) == (None, time(12))
    assert waiting.explanation == "2 working days after the event; there is no date until its day is known."
    given = compute_due_date(rule, parse_period("FY2024-25"), ENGLAND, event=date(2024, 9, 20))
    assert given.date == date(2024, 9, 24)
    assert "Friday 20 September 2024, the event:" in given.explanation


def test_before_the_table_is_refused() -> None:
    with pytest.raises(Refused, match="outside the table of bank holidays, 2008 to 2028"):
        compute_due_date(_rule(working_days=5), parse_period("FY2006-07"), ENGLAND)


def test_after_the_table_the_library_answers_and_the_date_says_so() -> None:
    deadline = compute_due_date(_rule(working_days=5), parse_period("CY2028"), ENGLAND)
    # 31 December 2028 is a Sunday, 1 January 2029 a Monday: 2, 3, 4, 5 and 8 January are worked.
    assert deadline.date == date(2029, 1, 8)
    assert "New Year's Day (1 January)" in deadline.explanation
    assert deadline.explanation.endswith("after 2028 are worked out by a library, not yet proclaimed.")


def test_after_a_table_of_no_nation_is_refused() -> None:
    with pytest.raises(Refused, match="2000 to 2010"):
        compute_due_date(_rule(working_days=5), parse_period("CY2010"), Calendar({}, 2000, 2010))


def test_an_hour_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="'5pm' is not an hour"):
        compute_due_date(_rule(at="5pm"), parse_period("FY2009-10"), ENGLAND)


def test_a_proclaimed_day_is_one_more_row(tmp_path: Path) -> None:
    path = tmp_path / "england-bank-holidays.csv"
    path.write_text("date,name,source\n2010-04-02,Good Friday,x\n2010-04-06,Proclaimed day,x\n", encoding="utf-8")
    own = load_calendar(tmp_path)
    assert add_working_days(date(2010, 4, 1), 2, own) == date(2010, 4, 7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,name,source\n", "is empty"),
        ("date,name,source\n04/22/2010,Good Friday,x\n", "row 2: column date: '04/22/2010' is not a date"),
        ("date,name,source\n2010-04-02,,x\n", "row 2: column name"),
        ("date,name,source\n2010-04-02,Good Friday,x\n2010-04-02,Another,x\n", "row 3: 2010-04-02 is given twice"),
        ("day\n2010-04-02\n", "row 2: column date"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "england-bank-holidays.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=message):
        load_calendar(tmp_path)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_calendar(tmp_path)
