"""The four nations' bank holidays: the tables, two libraries and the statutes, held against each other."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from mappings.calendar.due_dates import compute_due_date
from mappings.calendar.due_rules import DueRule
from mappings.calendar.working_days import NATIONS, SUBDIVISIONS, Nation, add_working_days, compute_bank_holidays
from tests.mappings.calendar.statute import bank_holidays
from tests.shipped import load_calendar, load_calendars

YEARS = range(2008, 2029)
DIVISIONS = {
    "england": BankHolidays.ENGLAND_AND_WALES,
    "wales": BankHolidays.ENGLAND_AND_WALES,
    "scotland": BankHolidays.SCOTLAND,
    "northern-ireland": BankHolidays.NORTHERN_IRELAND,
}
#: Where GOV.UK's list, as that library keeps it, says otherwise than we do, and why we do not follow it.
NOT_ON_GOV_UK = {
    # Proclaimed after the list was made; the other library has it.
    ("scotland", "2026-06-15"),
}


@cache
def gov_uk(nation: Nation) -> frozenset[date]:
    official_holidays = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISIONS[nation])
    return frozenset(each["date"] for each in official_holidays)


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("year", YEARS)
def test_the_table_is_what_the_statutes_say(nation: Nation, year: int) -> None:
    assert {day for day in load_calendar(nation=nation).days if day.year == year} == bank_holidays(nation, year)


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("year", YEARS)
def test_the_table_is_what_holidays_says_of_weekdays(nation: Nation, year: int) -> None:
    library_holidays = country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year)
    weekdays = {day for day in library_holidays if day.weekday() < 5 and day.year == year}
    assert {day for day in load_calendar(nation=nation).days if day.year == year} == weekdays


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("year", range(2012, 2029))
def test_the_table_is_what_gov_uk_says_from_2012_on(nation: Nation, year: int) -> None:
    ours = {day for day in load_calendar(nation=nation).days if day.year == year}
    theirs = {day for day in gov_uk(nation) if day.year == year}
    assert {(nation, str(day)) for day in ours ^ theirs} <= NOT_ON_GOV_UK


def test_gov_uk_knows_nothing_before_2012_and_so_calls_christmas_a_working_day() -> None:
    assert min(min(gov_uk(nation)) for nation in NATIONS).year == 2012
    england = BankHolidays(use_cached_holidays=True)
    assert england.is_work_day(date(2009, 12, 25), division=BankHolidays.ENGLAND_AND_WALES)
    assert load_calendar().closure_reason(date(2009, 12, 25)) == "Christmas Day"


def test_holidays_names_the_saturday_as_well_as_its_substitute() -> None:
    library_holidays = country_holidays("GB", subdiv="ENG", years=2026)
    assert {date(2026, 12, 26), date(2026, 12, 28)} <= set(library_holidays)
    # Both are left out all the same, one of them as a Saturday, and neither is counted twice.
    assert add_working_days(date(2026, 12, 24), 1, load_calendar()) == date(2026, 12, 29)
    assert load_calendar().closure_reason(date(2026, 12, 26)) == "Saturday"


def test_holidays_would_make_days_before_1971_too_so_the_table_begins_in_2008() -> None:
    assert {calendar.first_year for calendar in load_calendars().values()} == {2008}
    assert {calendar.last_year for calendar in load_calendars().values()} == {2028}


def test_wales_keeps_the_days_of_england() -> None:
    assert load_calendar(nation="wales").days == load_calendar().days


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("year", range(2029, 2041))
def test_later_years_are_the_statutes_without_proclamations(nation: Nation, year: int) -> None:
    weekdays = {day for day in compute_bank_holidays(nation, year) if day.weekday() < 5}
    assert weekdays == bank_holidays(nation, year)


@pytest.mark.parametrize("nation", NATIONS)
def test_every_table_says_where_each_day_comes_from_and_holds_weekdays_only(nation: Nation) -> None:
    calendar = load_calendar(nation=nation)
    assert all(day.weekday() < 5 and name for day, name in calendar.days.items())
    assert calendar.nation == nation


@given(st.sampled_from(NATIONS), st.dates(date(2008, 4, 1), date(2035, 9, 30)), st.integers(-30, 30).filter(bool))
def test_working_days_agree_with_a_slow_count_in_every_nation(nation: Nation, day: date, count: int) -> None:
    way = timedelta(days=1 if count > 0 else -1)
    left, reached = abs(count), day
    while left:
        reached += way
        struck = reached.isoweekday() in {6, 7} or reached in bank_holidays(nation, reached.year)
        left -= not struck
    assert add_working_days(day, count, load_calendar(nation=nation)) == reached


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize(("roll", "step"), [("next", 1), ("previous", -1), ("none", 0)])
def test_a_deadline_on_any_holiday_since_2009_goes_where_the_rule_says(nation: Nation, roll: str, step: int) -> None:
    rule = DueRule.model_validate({"anchor": "period_end", "roll": roll, "assumed": False, "source": "made up"})
    for year in range(2009, 2028):
        for holiday in bank_holidays(nation, year):
            expected = holiday
            while step and (expected.weekday() > 4 or expected in bank_holidays(nation, expected.year)):
                expected += timedelta(days=step)
            due = compute_due_date(rule, parse_period(str(holiday)), load_calendar(nation=nation))
            assert due.date == expected
            assert ("nobody works that day (" in due.explanation) is (step != 0)
