"""The edges of the inspection lists' figures, drawn as small tables on one day: Tuesday 16 March 2021."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from indicators.records.views import prepare_views
from indicators.records.views.inspection_lists import VIEWS
from tests.indicators.records.views.inspection_lists.small_workbooks import CHILD, CONTEXT, DAY, figures, workbook
from tests.shipped import load_record_set

TYPES = {"date": pl.Date, "int": pl.Int64, "str": pl.String, "bool": pl.Boolean}
CONTACT, SOURCE = "Date of Contact", "Contact Source"
ASSESSED, AUTHORISED = "Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"
DISCUSSED = "Strategy discussion initiating Section 47 Enquiry Start Date"
CONFERENCE = "Date of Initial Child Protection Conference"
PLAN, PLAN_END = "Child Protection Plan Start Date", "Child Protection Plan End Date"


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def filled(number: int) -> dict[str, Any]:
    """A row with something in every column."""
    record_set = load_record_set("inspection-lists")
    cells = {"date": date(2021, 1, 4), "integer": 1, "postcode": "NG1 1AA"}
    return {
        name: next(iter(record_set.codes[column.code_list])) if column.code_list else cells.get(column.type, "x")
        for name, column in record_set.tables[f"List {number}"].columns.items()
    }


def test_the_views_are_as_described() -> None:
    record_set = load_record_set("inspection-lists")
    described = {view.view: {c.name: TYPES[c.type] for c in view.columns} for view in record_set.views}
    whole = workbook({number: [filled(number)] for number in range(1, 12)})
    prepared = {name: dict(frame.schema) for name, frame in prepare_views(whole, CONTEXT).items()}
    assert prepared == described
    assert set(prepared) == set(VIEWS)


@pytest.mark.parametrize(
    ("contact", "counted"),
    [("2020-09-16", 0), ("2020-09-17", 1), ("2021-03-16", 1), ("2021-03-17", 0)],
)
def test_half_a_year_to_the_day(contact: str, counted: int) -> None:
    assert figures(workbook({1: [{CONTACT: day(contact)}]}))["contacts"] == (counted, None)


@pytest.mark.parametrize(
    ("on", "first"),
    [
        ("2021-08-31", "2021-03-01"),
        ("2020-08-31", "2020-03-01"),
        ("2021-02-28", "2020-09-01"),
        ("2021-03-31", "2020-10-01"),
        ("2021-09-30", "2021-04-01"),
    ],
)
def test_half_a_year_is_six_whole_months(on: str, first: str) -> None:
    start = day(first)
    assert start is not None
    rows = [{CONTACT: start}, {CHILD: "B", CONTACT: date.fromordinal(start.toordinal() - 1)}]
    assert figures(workbook({1: rows}, day(on) or DAY))["contacts"] == (1, None)


def test_a_contact_is_counted_as_often_as_it_was_made_but_a_repeated_row_once() -> None:
    one = {CONTACT: day("2021-01-04"), SOURCE: "g) Police"}
    rows = [one, one, one | {SOURCE: "Police"}, one | {CHILD: "B"}]
    derived_figures = figures(workbook({1: rows}))
    assert (derived_figures["contacts"], derived_figures["contacts-children"]) == ((3, None), (2, None))
    assert derived_figures["contacts-from-police"] == (3, 3)


def test_an_unknown_source_is_nobody_s_and_stays_counted() -> None:
    rows = [{CONTACT: DAY, SOURCE: source} for source in ("q) 6: Police", "nobody knows", "k) Unknown")]
    derived_figures = figures(workbook({1: rows}))
    assert derived_figures["contacts-from-police"] == (1, 3)
    assert derived_figures["contacts-source-unknown"] == (1, 3)


@pytest.mark.parametrize(("setting", "repeats"), [(2, (1, 3)), (1, (2, 3))])
def test_what_a_repeat_referral_is_can_be_set(setting: int, repeats: tuple[int, int]) -> None:
    count = "Number of Referrals in Last 12 Months"
    rows = [{CHILD: name, "Date of referral": DAY, count: n} for name, n in (("A", 0), ("B", 1), ("C", 2))]
    assert figures(workbook({3: rows}, referrals_that_repeat=setting))["referrals-repeat"] == repeats


@pytest.mark.parametrize(
    ("start", "end", "in_time"),
    [
        # The 45th working day after Monday 4 January 2021 is Monday 8 March.
        ("2021-01-04", "2021-03-05", 1),
        ("2021-01-04", "2021-03-08", 1),
        ("2021-01-04", "2021-03-09", 0),
        # Christmas Day, the Monday after Boxing Day and New Year's Day do not count.
        ("2020-12-07", "2021-02-11", 1),
        ("2020-12-07", "2021-02-12", 0),
    ],
)
def test_forty_five_working_days(start: str, end: str, in_time: int) -> None:
    derived_figures = figures(workbook({4: [{ASSESSED: day(start), AUTHORISED: day(end)}]}))
    assert derived_figures["assessments-in-45-days"] == (in_time, 1)


@pytest.mark.parametrize(
    ("start", "overdue"), [("2021-01-11", 1), ("2021-01-12", 0), ("2021-03-16", 0), ("2021-03-17", 0)]
)
def test_an_open_assessment_is_overdue_from_the_forty_sixth_day_on(start: str, overdue: int) -> None:
    rows = [{ASSESSED: day(start)}, {CHILD: "B", ASSESSED: day("2020-10-01"), AUTHORISED: day("2021-03-16")}]
    assert figures(workbook({4: rows}))["assessments-overdue"] == (overdue, None)


@pytest.mark.parametrize(
    ("start", "end", "listed"),
    [
        ("2019-05-16", "2020-09-16", 0),
        ("2019-05-16", "2020-09-17", 1),
        ("2019-05-16", None, 1),
        ("2019-05-16", "2021-03-17", 1),
        ("2021-03-17", None, 0),
    ],
)
def test_assessments_open_or_authorised(start: str, end: str | None, listed: int) -> None:
    rows = [{ASSESSED: day(start), AUTHORISED: day(end)}]
    assert figures(workbook({4: rows}))["assessments"] == (listed, None)


@pytest.mark.parametrize(
    ("conference", "expected"),
    [
        (None, (0, 0)),
        ("2021-01-25", (1, 1)),  # the fifteenth working day after 4 January
        ("2021-01-26", (0, 1)),
        ("2021-03-17", (0, 0)),  # not held by the day
    ],
)
def test_conferences_within_fifteen_working_days(conference: str | None, expected: tuple[int, int]) -> None:
    rows = [
        {DISCUSSED: day("2021-01-04"), CONFERENCE: day(conference)},
        {CHILD: "B", DISCUSSED: day("2020-09-15"), CONFERENCE: day("2020-09-16")},
    ]
    assert figures(workbook({5: rows}))["conferences-in-15-days"] == expected


@pytest.mark.parametrize(
    ("start", "length"),
    [
        ("2021-03-16", "3-months-or-less"),
        ("2020-12-16", "3-months-or-less"),
        ("2020-12-15", "3-to-6-months"),
        ("2020-09-16", "3-to-6-months"),
        ("2020-09-15", "6-to-12-months"),
        ("2020-03-17", "6-to-12-months"),
        ("2020-03-16", "1-to-2-years"),
        ("2019-03-17", "1-to-2-years"),
        ("2019-03-16", "2-years-or-more"),
    ],
)
def test_how_long_a_plan_has_been_open(start: str, length: str) -> None:
    derived_figures = figures(workbook({7: [{PLAN: day(start)}]}))
    assert {code for code, figure in derived_figures.items() if code.startswith("cpp-open-") and figure == (1, 1)} == {
        f"cpp-open-{length}"
    }


@pytest.mark.parametrize(
    ("start", "end", "open_plans", "ended", "two_years"),
    [
        ("2019-01-04", None, 1, 0, (0, 0)),
        ("2019-01-04", "2021-03-17", 1, 0, (0, 0)),
        ("2019-01-04", "2021-03-16", 0, 1, (1, 1)),
        ("2019-01-04", "2021-01-04", 0, 1, (1, 1)),
        ("2019-01-04", "2021-01-03", 0, 1, (0, 1)),
        ("2019-01-04", "2020-09-15", 0, 0, (0, 0)),
        ("2021-03-17", None, 0, 0, (0, 0)),
    ],
)
def test_plans_that_are_open_and_that_ended(
    start: str, end: str | None, open_plans: int, ended: int, two_years: tuple[int, int]
) -> None:
    derived_figures = figures(workbook({7: [{PLAN: day(start), PLAN_END: day(end)}]}))
    assert (derived_figures["cpp-open"], derived_figures["plans-ended"]) == ((open_plans, None), (ended, None))
    assert derived_figures["plans-ended-2-years"] == two_years


def test_a_child_with_two_open_plans_is_one_child() -> None:
    rows = [{PLAN: day("2021-01-04")}, {PLAN: day("2021-02-01")}]
    assert figures(workbook({7: rows}))["cpp-open"] == (1, None)


def test_only_plans_of_three_months_are_asked_for_a_review() -> None:
    review = "Date of latest review conference"
    rows = [
        {CHILD: "A", PLAN: day("2020-12-16"), review: day("2020-09-17")},
        {CHILD: "B", PLAN: day("2020-12-16"), review: day("2020-09-16")},
        {CHILD: "C", PLAN: day("2020-12-17"), review: day("2021-02-01")},
    ]
    assert figures(workbook({7: rows}))["plans-reviewed-six-months"] == (1, 2)


def test_a_case_is_closed_by_its_date_or_by_its_status() -> None:
    status, closed = "Case Status", "CIN Closure Date"
    rows = [
        {CHILD: "A", status: "c) Child in need plan"},
        {CHILD: "B", status: "e) Closed episode"},
        {CHILD: "C", status: "c) Child in need plan", closed: DAY},
        {CHILD: "D", closed: day("2021-03-17")},
        {CHILD: "E", "CIN Start Date": day("2021-03-17")},
    ]
    derived_figures = figures(workbook({6: rows}))
    assert (derived_figures["children-in-need"], derived_figures["children-in-need-closed"]) == ((2, None), (1, None))


def test_dates_of_last_visits_that_lie_ahead_are_not_counted() -> None:
    visit, seen = "Date of Last Social Work Visit", "Date Child Was Last Seen"
    rows = [{CHILD: "A", visit: DAY}, {CHILD: "B", visit: day("2021-03-06")}, {CHILD: "C", visit: day("2021-03-17")}]
    assert figures(workbook({8: rows}))["looked-after-days-since-visit"] == (10, 2)
    assert figures(workbook({6: [{seen: day("2021-03-17")}]}))["children-in-need-seen-recorded"] == (0, 1)


def test_return_interviews_are_of_those_who_were_missing() -> None:
    missing = "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
    offered = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
    accepted = "Did the child accept a Return Interview after their last missing episode (Y/N)?"
    rows = [
        {CHILD: "A", missing: 2, offered: "a) Yes", accepted: "b) No"},
        {CHILD: "B", missing: 1, offered: "No"},
        {CHILD: "C", missing: 0, offered: "Yes", accepted: "Yes"},
    ]
    derived_figures = figures(workbook({8: rows}))
    assert derived_figures["looked-after-return-interview-offered"] == (1, 2)
    assert derived_figures["looked-after-return-interview-accepted"] == (1, 2)


def test_who_is_excluded_is_not_in_the_base() -> None:
    rows = [{CHILD: str(n), "LA in Touch": touch} for n, touch in enumerate(("a) Yes", "b) No", "c) Died", None))]
    assert figures(workbook({9: rows}))["care-leavers-in-touch"] == (1, 3)


def test_a_child_waits_from_the_order_to_the_placement() -> None:
    order, placed, gone = (
        "Date of Placement Order", "Date Placed for Adoption",
        "Date of Decision that Child Should No Longer be Placed for Adoption",
    )  # fmt: skip
    rows = [
        {CHILD: "A", order: DAY},
        {CHILD: "B", order: DAY, placed: DAY},
        {CHILD: "C", order: day("2020-01-01"), gone: DAY},
        {CHILD: "D", order: day("2021-03-17")},
        {CHILD: "E", order: DAY, placed: day("2021-03-17")},
    ]
    assert figures(workbook({10: rows}))["adoption-waiting"] == (2, None)


def test_durations_the_wrong_way_round_are_left_out() -> None:
    rows = [
        {"Date Stage 1 started": day("2020-06-01"), "Date Stage 1 ended": day("2020-06-11")},
        {"Date Stage 1 started": day("2020-06-11"), "Date Stage 1 ended": day("2020-06-01")},
    ]
    assert figures(workbook({11: rows}))["adopters-stage-1-days"] == (10, 1)


def test_a_list_without_rows_gives_no_figure() -> None:
    assert figures(workbook({})) == {}
    assert set(figures(workbook({2: [filled(2)]}))) == {
        "early-help", "early-help-completed", "early-help-days-to-complete",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({"Placement Location": "b) Out"}, True),
        ({"Placement Location": None}, False),  # the template wants it filled
        ({"Placement Location": "somewhere"}, False),
    ],
)
def test_a_column_that_tells_nothing_gives_no_figure(row: dict[str, Any], known: bool) -> None:
    assert ("looked-after-out-of-area" in figures(workbook({8: [row]}))) is known


def test_a_column_that_may_be_empty_is_counted_as_none() -> None:
    assert figures(workbook({8: [{}]}))["looked-after-permanence-plan"] == (0, 1)
