"""Which rows the lists have on a day, and what their columns say: drawn as small tables on 31 March 2025."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.exports.records.annex_a.small import care, cells, child, day, episode, in_need, told
from tests.indicators.records.views.in_need.small_censuses import assessment, plan, referral, review

ID, STARTED, CEASED = "Child Unique ID", "Date Started to be Looked After", "Date Ceased to be Looked After"


@pytest.mark.parametrize(
    ("received", "listed"), [("2024-09-30", False), ("2024-10-01", True), ("2025-03-31", True), ("2025-04-01", False)]
)
def test_referrals_of_half_a_year(received: str, listed: bool) -> None:
    assert bool(told("List 3", need=in_need(CINdetails=[referral(received)]))) is listed


def test_a_referral_is_told_with_who_it_is_about_and_how_many_there_were() -> None:
    first = referral("2024-04-02") | {"ReferralSource": "6"}
    second = referral("2025-01-02", nothing_followed="1", number=1) | {"ReferralSource": "2A"}
    [row] = told("List 3", need=in_need(CINdetails=[first, second]))
    assert row == {
        ID: "A1", "Gender": "b) Female", "Ethnicity": "c) Asian or Asian British", "Date of Birth": date(2012, 5, 5),
        "Age of Child (Years)": 12, "Date of referral": date(2025, 1, 2), "Referral Source": "b) Schools",
        "Referral NFA?": "Yes", "Number of Referrals in Last 12 Months": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2024-05-01", "2024-09-30", []),
        ("2024-05-01", "2024-10-01", [(date(2024, 5, 1), date(2024, 10, 1))]),
        ("2024-05-01", "2025-04-01", [(date(2024, 5, 1), None)]),
        ("2024-05-01", None, [(date(2024, 5, 1), None)]),
        ("2025-04-01", None, []),
    ],
)
def test_assessments_open_or_authorised(start: str, end: str | None, shown: list[tuple[Any, ...]]) -> None:
    rows = told("List 4", need=in_need(CINdetails=[referral("2024-05-01")], Assessment=[assessment(start, end)]))
    columns = ("Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation")
    assert cells(rows, *columns) == shown


def enquiry(start: str, conference: str | None = None, *, not_required: str = "0") -> dict[str, Any]:
    held = {"S47ActualStartDate": day(start), "DateOfInitialCPC": day(conference), "ICPCnotRequired": not_required}
    return {"LAchildID": "A1", "_parent": 0} | held


@pytest.mark.parametrize(
    ("conference", "plan_start", "result"),
    [
        (None, None, None),
        ("2025-01-20", "2025-01-20", "Yes"),
        ("2025-01-20", None, "No"),
        ("2025-01-20", "2024-12-01", "No"),
        ("2025-01-20", "2025-02-01", "Unknown"),
        ("2025-04-01", "2025-04-01", None),
    ],
)
def test_whether_a_conference_made_a_plan(conference: str | None, plan_start: str | None, result: str | None) -> None:
    made = [plan(plan_start)] if plan_start else []
    held = in_need(
        CINdetails=[referral("2024-05-01")], Section47=[enquiry("2025-01-04", conference)], ChildProtectionPlan=made
    )
    column = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
    assert cells(told("List 5", need=held), column) == [(result,)]


@pytest.mark.parametrize(
    ("start", "conference", "not_required", "closed", "listed"),
    [
        ("2024-10-01", None, "0", None, 1),
        ("2024-09-30", None, "0", None, 1),  # still open
        ("2024-09-30", None, "1", None, 0),
        ("2024-09-30", "2024-10-10", "0", None, 0),
        ("2024-09-30", None, "0", "2025-01-01", 0),
    ],
)
def test_older_enquiries_while_they_are_open(
    start: str, conference: str | None, not_required: str, closed: str | None, listed: int
) -> None:
    held = in_need(
        CINdetails=[referral("2024-05-01", closed)], Section47=[enquiry(start, conference, not_required=not_required)]
    )
    assert len(told("List 5", need=held)) == listed


@pytest.mark.parametrize(
    ("tables", "status"),
    [
        ({}, None),
        ({"Assessment": [assessment("2025-01-01", None)]}, "d) Open assessment"),
        ({"CINPlanDates": [{"CINPlanStartDate": day("2025-01-01"), "_parent": 0}]}, "c) Child in need plan"),
        ({"ChildProtectionPlan": [plan("2025-01-01")]}, "b) Child Protection plan"),
        ({"ChildProtectionPlan": [plan("2025-01-01", "2025-03-31")]}, None),
        ({"ChildProtectionPlan": [plan("2025-04-01")]}, None),
    ],
)
def test_the_status_of_a_case(tables: dict[str, Any], status: str | None) -> None:
    held = in_need(CINdetails=[referral("2024-05-01")], **tables)
    assert cells(told("List 6", need=held), "Case Status") == [(status,)]
    in_care = care(Header=[child()], Episodes=[episode("2025-01-01")])
    assert cells(told("List 6", in_care, held), "Case Status") == [("a) Looked after child",)]


@pytest.mark.parametrize(
    ("closed", "nothing_followed", "shown"),
    [
        (None, "0", [(None, None)]),
        (None, "1", []),
        ("2024-09-30", "0", []),
        ("2024-10-01", "0", [(date(2024, 10, 1), "e) Closed episode")]),
        ("2025-04-01", "0", [(None, None)]),
    ],
)
def test_cases_open_or_closed(closed: str | None, nothing_followed: str, shown: list[tuple[Any, ...]]) -> None:
    held = in_need(CINdetails=[referral("2024-05-01", closed, nothing_followed=nothing_followed)])
    assert cells(told("List 6", need=held), "CIN Closure Date", "Case Status") == shown


def test_a_plan_is_told_with_its_latest_review_by_the_day() -> None:
    held = in_need(
        CINdetails=[referral("2024-05-01")],
        ChildProtectionPlan=[plan("2024-05-20", previous=1)],
        CPPreview=[review("2024-08-01"), review("2025-01-20"), review("2025-04-20")],
    )
    [row] = told("List 7", need=held)
    assert row["Date of latest review conference"] == date(2025, 1, 20)
    assert (row["Initial Category of Abuse"], row["Number of Previous Child Protection Plans"]) == ("a) Neglect", 1)


@pytest.mark.parametrize(
    ("end", "reason", "shown"),
    [
        (None, None, [(None, None)]),
        ("2025-04-01", "E4A", [(None, None)]),
        ("2025-03-31", "E4A", [(date(2025, 3, 31), "d) Returned home to live with parents or relatives")]),
        ("2024-10-01", "E11", [(date(2024, 10, 1), "a) Adopted")]),
        ("2024-09-30", "E11", []),
    ],
)
def test_children_in_care_or_just_left(end: str | None, reason: str | None, shown: list[tuple[Any, ...]]) -> None:
    held = care(Header=[child()], Episodes=[episode("2024-04-10", end, REC=reason)])
    assert cells(told("List 8", held), CEASED, "Reason Ceased to be Looked After") == shown


def test_short_breaks_are_left_out() -> None:
    assert told("List 8", care(Header=[child()], Episodes=[episode("2025-01-01", LS="V4")])) == []


def test_dates_are_told_only_as_far_as_the_returns_reach() -> None:
    went_on = [episode("2024-04-01", "2024-10-01", rne="P"), episode("2024-10-01", rne="L", LS="E1")]
    columns = (STARTED, "Start date of current legal status", "Start Date of Most Recent Placement")
    alone = care(Header=[child()], Episodes=went_on)
    assert cells(told("List 8", alone), *columns) == [(None, date(2024, 10, 1), date(2024, 4, 1))]
    before = care(2023, "FY2023-24", Episodes=[episode("2023-06-01", "2024-04-01")])
    assert cells(told("List 8", alone, None, before), *columns) == [
        (date(2023, 6, 1), date(2024, 10, 1), date(2024, 4, 1))
    ]


def test_an_episode_that_goes_on_from_before_tells_when_it_began() -> None:
    held = care(Header=[child()], Episodes=[episode("2015-06-01", rne="L")])
    columns = (STARTED, "Start date of current legal status", "Start Date of Most Recent Placement")
    assert cells(told("List 8", held), *columns) == [(None, date(2015, 6, 1), None)]


def test_a_second_period_of_care_within_the_year() -> None:
    again = "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
    home, back = episode("2024-01-01", "2024-06-01", REC="E4A"), episode("2024-08-01")
    assert cells(told("List 8", care(Header=[child()], Episodes=[home, back])), again) == [("Yes",)]
    assert cells(told("List 8", care(Header=[child()], Episodes=[back])), again) == [("No",)]


def test_placements_are_counted_by_carer_and_temporary_ones_are_not() -> None:
    moves = [
        episode("2024-04-10", "2024-06-01", PL_POST="NG1 1AA"),
        episode("2024-06-01", "2024-06-08", rne="P", PLACE="T2", PL_POST="NG9 9AA"),
        episode("2024-06-08", "2024-09-01", rne="P", PL_POST="NG1 1AA"),
        episode("2024-09-01", "2024-11-01", rne="T", PL_POST="NG2 2AA"),
        episode("2024-11-01", rne="P", PLACE="K2", PLACE_PROVIDER="PR1", PL_POST="ng33aa", URN="SC1"),
    ]
    [row] = told("List 8", care(Header=[child()], Episodes=moves))
    assert row["Number of Placements in the Last 12 months"] == 2
    assert (row["Placement Type"], row["Placement Provider"]) == ("h) Children’s Homes", "a) Own LA")
    assert (row["Placement postcode"], row["URN of Placement"]) == ("NG3 3AA", "SC1")


def test_what_else_list_8_counts() -> None:
    held = care(
        Header=[child()],
        Episodes=[episode("2024-04-10")],
        Reviews=[{"CHILD": "A1", "REVIEW": day(at)} for at in ("2024-06-01", "2025-03-31", "2025-04-01")],
        UASC=[{"CHILD": "A1", "DUC": day("2024-04-01")}],
        Missing=[
            {"CHILD": "A1", "MISSING": kind, "MIS_START": day(at)}
            for kind, at in (("M", "2024-03-31"), ("M", "2024-05-01"), ("A", "2024-05-03"), ("A", "2024-06-03"))
        ],
        SWEpisodes=[{"CHILD": "A1", "SW_ID": name, "SW_DECOM": day(at)}
                    for name, at in (("SW1", "2024-04-10"), ("SW2", "2025-01-10"), ("SW3", "2025-04-10"))],
    )  # fmt: skip
    [row] = told("List 8", held)
    missing, absent = (
        f"Number of Episodes the Child has been '{kind}' from their Placement in the last 12 months"
        for kind in ("Missing", "Absent")
    )
    assert (row[missing], row[absent], row["Date of Latest Statutory Review"]) == (1, 2, date(2025, 3, 31))
    assert row["Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"] == "Yes"
    assert row["Allocated Worker"] == "SW2"


@pytest.mark.parametrize(("said", "told_as"), [("NONE", "No"), ("AUT", "Yes"), (None, "Unknown")])
def test_a_disability_is_known_from_the_census(said: str | None, told_as: str) -> None:
    known = [{"LAchildID": "A1", "Disability": said, "_parent": 0}] if said else []
    held = care(Header=[child()], Episodes=[episode("2024-04-10")])
    column = "Does the Child have a Disability"
    assert cells(told("List 8", held, in_need(Disability=known)), column) == [(told_as,)]
    assert cells(told("List 8", held), column) == [("Unknown",)]


def test_care_leavers_as_the_return_knows_them() -> None:
    rows = [
        {"CHILD": name, "IN_TOUCH": touch, "ACTIV": active, "ACCOM": home}
        for name, touch, active, home in (
            ("A1", "YES", "F2", "B1"), ("B2", "DIED", "0", "0"), ("C3", "REFU", "0", "0"), ("D4", "RHOM", "G5", "Z2"),
        )
    ]  # fmt: skip
    output = told("List 9", care(Header=[child("A1", "2006-01-01")], OC3=rows))
    columns = (ID, "LA in Touch", "Type of Accommodation", "Suitability of Accommodation", "Activity Status")
    education = "F2: Full time in education other than higher"
    assert cells(output, *columns) == [
        ("A1", "a) In touch", "a) With parents or relatives", "a) Suitable", education),
        ("C3", "b) Not in touch", None, "c) Not in touch or not recorded", None),
        ("D4", "d) Exclude", "o) With Former Foster Carer", "b) Not suitable",
         "G5: Not in education, employment or training - other"),
    ]  # fmt: skip


ADOPTED = [
    episode("2022-01-01", "2022-09-01", PLACE="U5"),
    episode("2022-09-01", "2023-02-01", rne="L", LS="E1", PLACE="U5"),
    episode("2023-02-01", "2024-05-17", rne="P", LS="E1", PLACE="A5", REC="E12"),
]


@pytest.mark.parametrize(("adopted", "listed"), [("2024-03-31", 0), ("2024-04-01", 1), ("2024-05-17", 1)])
def test_adopted_in_the_year(adopted: str, listed: int) -> None:
    held = care(Header=[child()], Episodes=[*ADOPTED[:2], ADOPTED[2] | {"DEC": day(adopted)}])
    assert len(told("List 10", held)) == listed


def test_an_adoption_from_care_to_order() -> None:
    held = care(
        Header=[child()],
        Episodes=ADOPTED,
        AD1=[{"CHILD": "A1", "DATE_INT": day("2022-06-01"), "DATE_MATCH": day("2023-01-05")}],
        PlacedAdoption=[{"CHILD": "A1", "DATE_PLACED": day("2022-06-02")}],
    )
    [row] = told("List 10", held)
    dates = {name: cell for name, cell in row.items() if name.startswith("Date") and name != "Date of Birth"}
    assert [cell.isoformat() for cell in dates.values()] == [
        "2022-01-01", "2022-06-02", "2022-09-01", "2023-01-05", "2023-02-01", "2024-05-17", "2022-01-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ceased", "shown"),
    [
        (None, [(None, None)]),
        ("2024-03-31", []),
        ("2024-04-01", [(date(2024, 4, 1), "b) Court did not make a PO")]),
        ("2025-04-01", [(None, None)]),
    ],
)
def test_a_decision_that_stands_or_was_reversed(ceased: str | None, shown: list[tuple[Any, ...]]) -> None:
    decision = {
        "CHILD": "A1", "DATE_PLACED": day("2023-05-01"), "DATE_PLACED_CEASED": day(ceased),
        "REASON_PLACED_CEASED": "RD2" if ceased else None,
    }  # fmt: skip
    held = care(Header=[child()], Episodes=[episode("2023-01-01")], PlacedAdoption=[decision])
    columns = (
        "Date of Decision that Child Should No Longer be Placed for Adoption",
        "Reason Why Child No Longer Placed for Adoption",
    )
    assert cells(told("List 10", held), *columns) == shown


def test_lists_that_neither_return_holds_are_empty() -> None:
    held = care(Header=[child()], Episodes=[episode("2024-04-10")]), in_need(CINdetails=[referral("2025-01-01")])
    assert [told(name, *held) for name in ("List 1", "List 2", "List 11")] == [[], [], []]
