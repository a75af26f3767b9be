"""Due rules: what each kind says of itself, what it refuses, and the instants that they make."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from indicators.period.codes import parse_period
from mappings.calendar.closures_and_terms import (
    ClosedDay,
    Term,
    apply_closed_days,
    read_closed_days,
    read_leads,
    read_terms,
)
from mappings.calendar.deadlines import Deadline, format_hour
from mappings.calendar.due_dates import compute_due_date, describe_rule
from mappings.calendar.due_rules import DueRule
from mappings.calendar.working_days import Calendar
from returnonce.clock import LONDON
from returnonce.errors import Refused
from tests.shipped import load_calendar, load_event_kinds

ENGLAND = load_calendar()
TERMS = tuple(
    Term.model_validate({"term": name, "from": first, "to": last, "source": "made up"})
    for name, first, last in (
        ("autumn", "2025-09-02", "2025-12-19"),
        ("spring", "2026-01-05", "2026-03-27"),
        ("summer", "2026-04-13", "2026-07-21"),
    )
)


def rule(**given: Any) -> DueRule:
    return DueRule.model_validate({"anchor": "period_end", "assumed": True, "source": "test"} | given)


@pytest.mark.parametrize(
    ("made", "period", "said"),
    [
        (
            {"on": {"month": 5, "day": 31}},
            "FY2018-19",
            "The first 31 May after Sunday 31 March 2019, the end of 2018-19 (financial year): Friday 31 May 2019.",
        ),
        (
            {"on": {"month": 5, "day": 31}, "roll": "previous"},
            "FY2020-21",
            "The first 31 May after Wednesday 31 March 2021, the end of 2020-21 (financial year): Monday 31 May 2021; "
            "nobody works that day (Spring Bank Holiday), so it moves back to Friday 28 May 2021.",
        ),
        (
            {"last_working_day_of": 7, "roll": "none"},
            "FY2010-11",
            "The last working day of July next after Thursday 31 March 2011, the end of 2010-11 (financial year): "
            "Friday 29 July 2011.",
        ),
        (
            {"nth": {"weekday": "thursday", "n": 3, "month": 1}, "working_days": 10},
            "CY2009",
            "10 working days after the third Thursday of January next after Thursday 31 December 2009, the end of 2009 "
            "(calendar year): Thursday 4 February 2010, leaving out weekends.",
        ),
        (
            {"months": 1, "working_days": -2},
            "FY2009-10",
            "2 working days before 1 month after Wednesday 31 March 2010, the end of 2009-10 (financial year): "
            "Wednesday 28 April 2010, leaving out weekends.",
        ),
        (
            {"anchor": "snapshot", "snapshot": {"month": 3, "day": 31}, "working_days": 3},
            "FY2009-10",
            "3 working days after Wednesday 31 March 2010, the snapshot day (31 March) of 2009-10 (financial year): "
            "Wednesday 7 April 2010, leaving out weekends, Good Friday (2 April) and Easter Monday (5 April).",
        ),
        (
            {"anchor": "period_start", "months": 1},
            "2010-M04",
            "1 month after Thursday 1 April 2010, the start of April 2010: Saturday 1 May 2010; nobody works that day, "
            "so it moves on to Tuesday 4 May 2010.",
        ),
        (
            {"anchor": "term_end", "term": "autumn", "working_days": 5},
            "AY2025-26",
            "5 working days after Friday 19 December 2025, the end of the autumn term in 2025-26 (academic year): "
            "Tuesday 30 December 2025, leaving out weekends, Christmas Day (25 December) and Boxing Day (26 December).",
        ),
        (
            {"anchor": "term_start", "days": 14, "roll": "none"},
            "AY2025-26",
            "14 days after Tuesday 2 September 2025, the start of term in 2025-26 (academic year): "
            "Tuesday 16 September 2025.",
        ),
    ],
)
def test_each_kind_of_rule_explains_itself(made: dict[str, Any], period: str, said: str) -> None:
    assert compute_due_date(rule(**made), parse_period(period), ENGLAND, terms=TERMS).explanation == said


@pytest.mark.parametrize(
    ("made", "period", "said"),
    [
        (
            {"anchor": "term_end", "term": "autumn", "working_days": 5},
            "AY2024-25",
            "5 working days after the end of the autumn term in 2024-25 (academic year); there is no date until the "
            "place's terms.tsv has it.",
        ),
        (
            {"anchor": "snapshot", "snapshot": {"month": 1, "day": 15}},
            "2010-M02",
            "On the snapshot day (15 January) of February 2010; there is no date until a period that holds such a day "
            "is given.",
        ),
        (
            {"anchor": "event", "event": "inspection-notice", "working_days": 3},
            "2010-02-01",
            "3 working days after the notice of inspection; there is no date until its day is known.",
        ),
    ],
)
def test_without_an_anchor_there_is_no_date_and_it_says_what_is_missing(
    made: dict[str, Any], period: str, said: str
) -> None:
    deadline = compute_due_date(rule(**made), parse_period(period), ENGLAND, terms=TERMS, kinds=load_event_kinds())
    assert (deadline.date, deadline.explanation, deadline.instant, deadline.words) == (None, said, None, "no date yet")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"working_days": 10}, "10 working days after the period ends"),
        ({"on": {"month": 5, "day": 31}}, "The first 31 May after the period ends"),
        ({"anchor": "event", "event": "scrutiny-meeting", "days": -6}, "6 days before the scrutiny meeting"),
        ({"anchor": "term_start", "term": "spring", "days": 1}, "1 day after the spring term begins"),
        ({}, "The day the period ends"),
    ],
)  # fmt: skip
def test_a_rule_is_said_by_itself(made: dict[str, Any], said: str) -> None:
    assert describe_rule(rule(**made), load_event_kinds()) == said


@pytest.mark.parametrize(
    "made",
    [
        {"event": "inspection-notice"},
        {"term": "autumn"},
        {"anchor": "snapshot"},
        {"snapshot": {"month": 1, "day": 1}},
        {"on": {"month": 1, "day": 1}, "last_working_day_of": 3},
        {"on": {"month": 13, "day": 1}},
        {"nth": {"weekday": "friday", "n": 5, "month": 1}},
        {"last_working_day_of": 0},
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(made: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule(**made)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        # Winter, summer, and the nights on which the clocks change.
        ("2010-01-29", "17:00", "2010-01-29T17:00"),
        ("2019-05-31", "17:00", "2019-05-31T16:00"),
        ("2019-04-01", "00:00", "2019-03-31T23:00"),
        ("2026-03-29", "00:30", "2026-03-29T00:30"),
        # Left out: 1am to 2am on 29 March 2026, 28 March 2027.
        ("2026-03-29", "01:30", "2026-03-29T01:30"),
        ("2027-03-28", "01:00", "2027-03-28T01:00"),
        ("2026-03-29", "02:30", "2026-03-29T01:30"),
        # Twice: 1am to 2am on 25 October 2026; the later one counts.
        ("2026-10-25", "00:59", "2026-10-24T23:59"),
        ("2026-10-25", "01:30", "2026-10-25T01:30"),
        ("2026-10-25", "02:00", "2026-10-25T02:00"),
        ("2026-10-25", "23:59", "2026-10-25T23:59"),
    ],
)
def test_an_hour_in_london_is_an_instant(day: str, at: str, utc: str) -> None:
    due = Deadline(date.fromisoformat(day), time.fromisoformat(at), "x", assumed=False)
    assert due.instant == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@given(st.dates(date(2008, 1, 1), date(2030, 12, 31)), st.times())
def test_a_deadline_is_never_before_a_clock_on_the_wall_shows_it(day: date, at: time) -> None:
    instant = Deadline(day, at, "x", assumed=False).instant
    assert instant is not None
    local = instant.astimezone(LONDON).replace(tzinfo=None)
    assert (local - datetime.combine(day, at)).total_seconds() in {0, 3600}


@pytest.mark.parametrize(
    ("at", "said"),
    [("17:00", "5pm"), ("23:59", "11:59pm"), ("12:00", "midday"), ("00:00", "midnight"), ("00:30", "12:30am"),
     ("12:05", "12:05pm"), ("09:00", "9am")],
)  # fmt: skip
def test_hours_in_words(at: str, said: str) -> None:
    assert format_hour(time.fromisoformat(at)) == said


def _own(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_place_closes_on_a_proclaimed_day_and_opens_on_a_holiday(tmp_path: Path) -> None:
    rows = (
        "date\tname\twhat\tsource\n2029-06-04\tDay of the accession\tclosed\tproclamation\n"
        "2028-12-26\tBoxing Day\topened\tthe council\n2028-12-23\tSaturday before Christmas\topened\tthe council\n"
    )
    own = apply_closed_days(ENGLAND, read_closed_days(_own(tmp_path / "home", "closed_days.tsv", rows)))
    # Friday 1 June 2029; Monday 4 is proclaimed.
    due = compute_due_date(rule(working_days=1), parse_period("2029-06-01"), own)
    assert due.date == date(2029, 6, 5)
    assert "Day of the accession (4 June)" in due.explanation
    # Friday 22 December 2028: Saturday 23 and Tuesday 26 are worked, Monday 25 is not.
    assert compute_due_date(rule(working_days=2), parse_period("2028-12-22"), own).date == date(2028, 12, 26)
    assert ENGLAND.closure_reason(date(2028, 12, 26)) == "Boxing Day"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("closed_days.tsv", "date\tname\twhat\tsource\n2029-06-04\tx\tshut\ty\n", "row 2: column what"),
        ("closed_days.tsv", "date\tname\twhat\tsource\n2029-06-04\tx\tclosed\ty\n2029-06-04\tx\topened\ty\n",
         "row 3: 2029-06-04 is given twice"),
        ("terms.tsv", "term\tfrom\tto\tsource\nautumn\t2025-12-19\t2025-09-02\ty\n", "row 2: column to"),
        ("leads.tsv", "return\tworking_days\tsource\ncrc\t3\ty\ncrc\t4\ty\n", "row 3: crc is given twice"),
    ],
)  # fmt: skip
def test_a_wrong_row_of_a_place_is_refused(tmp_path: Path, name: str, text: str, expected: str) -> None:
    folder = _own(tmp_path / "home", name, text)
    with pytest.raises(Refused, match=expected):
        (read_closed_days(folder), read_terms(folder), read_leads(folder))


def test_terms_are_read(tmp_path: Path) -> None:
    folder = _own(tmp_path / "home", "terms.tsv", "term\tfrom\tto\tsource\nautumn\t2025-09-02\t2025-12-19\tx\n")
    assert [(term.name, term.first) for term in read_terms(folder)] == [("autumn", date(2025, 9, 2))]
    assert read_leads(folder) == read_closed_days(folder) == ()


def test_a_calendar_without_days_of_its_own_is_the_nations() -> None:
    assert apply_closed_days(ENGLAND, ()) is ENGLAND
    assert Calendar({}, 2000, 2030).is_working(date(2010, 12, 27))


def test_a_count_tells_the_days_that_are_worked_although_they_are_holidays() -> None:
    def opened(*days: str) -> Calendar:
        told = [{"date": day, "name": "census", "what": "opened", "source": "made up"} for day in days]
        return apply_closed_days(ENGLAND, tuple(ClosedDay.model_validate(one) for one in told))

    ten, year = rule(working_days=10), parse_period("FY2009-10")
    both = compute_due_date(ten, year, opened("2010-04-10", "2010-04-05", "2010-04-07"))
    assert both.date == date(2010, 4, 14)
    assert both.explanation.endswith(
        "leaving out weekends and Good Friday (2 April), but counting Monday 5 April and Saturday 10 April, "
        "which are worked."
    )
    # The day reached is told too; one that is worked anyhow is not.
    assert compute_due_date(rule(working_days=7), year, opened("2010-04-10", "2010-04-12")).explanation.endswith(
        "Easter Monday (5 April), but counting Saturday 10 April, which is worked."
    )
