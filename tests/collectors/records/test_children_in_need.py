"""Every rule of the census, broken once in a small census that breaks none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from collectors.records.content_checks import check_records
from indicators.period.arithmetic import Period, financial_year
from indicators.records.record_frames import build_records
from tests.shipped import load_record_set

SET = "children-in-need"
READ_ON = date(2025, 5, 1)
YEAR = financial_year(2024)
Edit = dict[str, Any]
Rows = dict[str, list[Edit]]


def sound() -> Rows:
    """One child with a closed and an open case, and one not yet born: nothing is wrong."""
    return {
        "Header": [{"Collection": "CIN", "Year": "2025", "ReferenceDate": YEAR.end, "SourceLevel": "L", "LEA": "891"}],
        "Child": [
            {
                "LAchildID": "A1",
                "UPN": "A123456789012",
                "PersonBirthDate": date(2015, 5, 5),
                "Sex": "F",
                "Ethnicity": "WBRI",
            },
            {
                "LAchildID": "B2",
                "UPNunknown": "UN1",
                "ExpectedPersonBirthDate": date(2025, 6, 1),
                "Sex": "U",
                "Ethnicity": "NOBT",
            },
        ],
        "Disability": [{"LAchildID": "A1", "Disability": "AUT", "_parent": 0}],
        "CINdetails": [
            {
                "LAchildID": "A1",
                "CINreferralDate": date(2024, 4, 3),
                "CINclosureDate": date(2024, 5, 3),
                "ReasonForClosure": "RC7",
                "ReferralSource": "6",
                "PrimaryNeedCode": "N1",
                "ReferralNFA": "0",
                "_parent": 0,
            },
            {
                "LAchildID": "A1",
                "CINreferralDate": date(2024, 6, 3),
                "ReferralSource": "6",
                "PrimaryNeedCode": "N1",
                "ReferralNFA": "0",
                "_parent": 0,
            },
            {
                "LAchildID": "B2",
                "CINreferralDate": date(2025, 3, 3),
                "ReferralSource": "3A",
                "ReferralNFA": "1",
                "_parent": 1,
            },
        ],
        "Assessment": [
            {
                "LAchildID": "A1",
                "AssessmentActualStartDate": date(2024, 6, 4),
                "AssessmentAuthorisationDate": date(2024, 7, 4),
                "_parent": 1,
            },
            {
                "LAchildID": "A1",
                "AssessmentActualStartDate": date(2024, 8, 5),
                "AssessmentAuthorisationDate": date(2024, 9, 5),
                "_parent": 1,
            },
        ],
        "AssessmentFactor": [{"LAchildID": "A1", "AssessmentFactors": "18B", "_parent": 0}],
        "CINPlanDates": [
            {
                "LAchildID": "A1",
                "CINPlanStartDate": date(2024, 6, 5),
                "CINPlanEndDate": date(2024, 6, 20),
                "_parent": 1,
            },
            {
                "LAchildID": "A1",
                "CINPlanStartDate": date(2024, 6, 20),
                "CINPlanEndDate": date(2024, 6, 25),
                "_parent": 1,
            },
        ],
        "Section47": [
            {
                "LAchildID": "A1",
                "S47ActualStartDate": date(2024, 6, 10),
                "DateOfInitialCPC": date(2024, 7, 1),
                "InitialCPCtarget": date(2024, 7, 1),
                "ICPCnotRequired": "0",
                "_parent": 1,
            },
            {"LAchildID": "A1", "S47ActualStartDate": date(2024, 7, 10), "ICPCnotRequired": "1", "_parent": 1},
        ],
        "ChildProtectionPlan": [
            {
                "LAchildID": "A1",
                "CPPstartDate": date(2024, 7, 1),
                "CPPendDate": date(2024, 12, 2),
                "NumberOfPreviousCPP": 0,
                "InitialCategoryOfAbuse": "NEG",
                "LatestCategoryOfAbuse": "NEG",
                "_parent": 1,
            },
            {
                "LAchildID": "A1",
                "CPPstartDate": date(2024, 12, 2),
                "NumberOfPreviousCPP": 1,
                "InitialCategoryOfAbuse": "NEG",
                "LatestCategoryOfAbuse": "NEG",
                "_parent": 1,
            },
        ],
        "CPPreview": [{"LAchildID": "A1", "CPPreviewDate": date(2024, 9, 2), "_parent": 0}],
    }


def broken(rows: Rows, period: Period = YEAR, version: str = "FY2024-25") -> dict[str, tuple[str, int]]:
    """Rules that find something, with the table and how many rows."""
    marks = check_records(build_records(load_record_set(SET, version), period, rows), read_on=READ_ON)
    own = marks.filter(marks["code"].str.starts_with(f"{SET}:"))
    return {
        code.removeprefix(f"{SET}:"): (table, count)
        for code, table, count in own.group_by("code", "table").len().iter_rows()
    }


def edited(*edits: tuple[str, int, Edit]) -> Rows:
    """The sound census with some rows' cells changed; a row after the last is a new one."""
    rows = sound()
    for table, at, cells in edits:
        if at == len(rows[table]):
            rows[table].append({})
        rows[table][at] = rows[table][at] | cells
    return rows


def d(month: int, day: int, year: int = 2024) -> date:
    return date(year, month, day)


CLOSED = {"CINclosureDate": d(3, 3, 2025), "ReasonForClosure": "RC7"}
NOTHING_FOLLOWED = ("CINdetails", 1, {"ReferralNFA": "1"})
AFTER_ASSESSMENT = ("CINdetails", 1, {"CINclosureDate": d(3, 3, 2025), "ReasonForClosure": "RC8"})
LATER = d(4, 2, 2025)

CASES: list[tuple[str, list[tuple[str, int, Edit]]]] = [
    ("died-before-born", [("Child", 0, {"PersonDeathDate": d(5, 4, 2015)})]),
    ("born-after-the-year", [("Child", 0, {"PersonBirthDate": d(4, 1, 2025)})]),
    ("died-outside-the-year", [("Child", 0, {"PersonDeathDate": d(4, 1, 2025)})]),
    ("birth-date-missing", [("Child", 0, {"PersonBirthDate": None})]),
    ("birth-date-twice", [("Child", 0, {"ExpectedPersonBirthDate": d(5, 5, 2015)})]),
    ("upn-shared", [("Child", 1, {"UPN": "A123456789012"})]),
    ("closed-before-referred", [("CINdetails", 0, {"CINclosureDate": d(4, 2)})]),
    ("closed-outside-the-year", [("CINdetails", 1, CLOSED | {"CINclosureDate": LATER})]),
    ("closure-without-reason", [("CINdetails", 0, {"ReasonForClosure": None})]),
    ("reason-without-closure", [("CINdetails", 1, {"ReasonForClosure": "RC7"})]),
    ("need-missing", [("CINdetails", 1, {"PrimaryNeedCode": None})]),
    ("conference-before-referral", [("CINdetails", 0, {"DateOfInitialCPC": d(4, 2)})]),
    ("conference-outside-the-year", [("CINdetails", 0, {"DateOfInitialCPC": LATER})]),
    ("assessment-authorised-before-it-started", [("Assessment", 0, {"AssessmentAuthorisationDate": d(6, 3)})]),
    ("assessment-authorised-outside-the-year", [("Assessment", 1, {"AssessmentAuthorisationDate": LATER})]),
    ("assessment-open-though-closed",
     [("CINdetails", 1, CLOSED), ("Assessment", 1, {"AssessmentAuthorisationDate": None})]),
    ("no-factors-beside-one", [("AssessmentFactor", 1, {"LAchildID": "A1", "AssessmentFactors": "21", "_parent": 0})]),
    ("in-need-plan-ends-before-it-starts", [("CINPlanDates", 0, {"CINPlanEndDate": d(6, 4)})]),
    ("in-need-plan-one-day", [("CINPlanDates", 1, {"CINPlanEndDate": d(6, 20)})]),
    ("in-need-plan-ends-outside-the-year", [("CINPlanDates", 1, {"CINPlanEndDate": LATER})]),
    ("in-need-plan-after-closure", [("CINdetails", 1, CLOSED | {"CINclosureDate": d(6, 24)}),
                                    ("CINPlanDates", 1, {"CINPlanEndDate": None})]),
    ("conference-before-enquiry", [("Section47", 0, {"DateOfInitialCPC": d(6, 7)})]),
    ("enquiry-conference-outside-the-year",
     [("Section47", 1, {"DateOfInitialCPC": LATER, "ICPCnotRequired": "0"})]),
    ("conference-on-a-weekend", [("Section47", 0, {"DateOfInitialCPC": d(6, 29)})]),
    ("conference-target-on-a-weekend", [("Section47", 0, {"InitialCPCtarget": d(6, 30)})]),
    ("conference-though-not-required", [("Section47", 0, {"ICPCnotRequired": "1"})]),
    ("plan-ends-before-it-starts", [("ChildProtectionPlan", 0, {"CPPendDate": d(6, 30)})]),
    ("previous-plans-below-zero", [("ChildProtectionPlan", 0, {"NumberOfPreviousCPP": -1})]),
    ("plan-one-day", [("ChildProtectionPlan", 1, {"CPPendDate": d(12, 2)})]),
    ("plan-ends-outside-the-year", [("ChildProtectionPlan", 1, {"CPPendDate": LATER})]),
    ("plan-open-though-closed", [("CINdetails", 1, CLOSED)]),
    ("plan-though-no-further-action", [NOTHING_FOLLOWED]),
    ("previous-plan-not-counted", [("ChildProtectionPlan", 1, {"NumberOfPreviousCPP": 0})]),
    ("review-before-plan", [("CPPreview", 0, {"CPPreviewDate": d(7, 1)})]),
    ("review-after-plan", [("CPPreview", 0, {"CPPreviewDate": d(12, 3)})]),
    ("review-after-the-year", [("CPPreview", 0, {"CPPreviewDate": LATER, "_parent": 1})]),
]  # fmt: skip


def test_nothing_of_ours_is_wrong_with_a_sound_census() -> None:
    """Official rules about the whole return (how many disabilities are used) are broken by any small one."""
    marks = check_records(build_records(load_record_set(SET, "FY2024-25"), YEAR, sound()), read_on=READ_ON)
    assert [code for code in marks["code"] if ":rule-" not in code] == []


@pytest.mark.parametrize(("rule", "edits"), CASES)
def test_a_rule_finds_what_breaks_it(rule: str, edits: list[tuple[str, int, Edit]]) -> None:
    assert rule in broken(edited(*edits))


def test_every_rule_of_the_year_is_broken_once() -> None:
    rules = {rule.rule for rule in load_record_set(SET, "FY2024-25").rules}
    assert rules == {rule for rule, _ in CASES}


def test_to_2023_24_the_sex_of_a_child_not_yet_born_is_0() -> None:
    rows = edited(("Child", 0, {"Sex": "2"}), ("Child", 1, {"Sex": "9"}))
    before = broken(rows, financial_year(2023), "FY2023-24")
    assert before["rule-8750"] == ("Child", 1)


def test_only_one_row_that_contradicts_itself_refuses_a_census() -> None:
    rules = {rule.rule for rule in load_record_set(SET).rules if rule.severity == "error"}
    assert rules == {
        "died-before-born", "closed-before-referred", "assessment-authorised-before-it-started",
        "in-need-plan-ends-before-it-starts", "conference-before-enquiry", "plan-ends-before-it-starts",
        "previous-plans-below-zero",
    }  # fmt: skip
