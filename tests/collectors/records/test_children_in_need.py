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
    ("reference-date-not-31-march", [("Header", 0, {"ReferenceDate": d(7, 21)})]),
    ("died-before-born", [("Child", 0, {"PersonDeathDate": d(5, 4, 2015)})]),
    ("born-after-the-year", [("Child", 0, {"PersonBirthDate": d(4, 1, 2025)})]),
    ("died-outside-the-year", [("Child", 0, {"PersonDeathDate": d(4, 1, 2025)})]),
    ("birth-date-missing", [("Child", 0, {"PersonBirthDate": None})]),
    ("birth-date-twice", [("Child", 0, {"ExpectedPersonBirthDate": d(5, 5, 2015)})]),
    ("older-than-25", [("Child", 0, {"PersonBirthDate": d(5, 5, 1998)})]),
    ("unborn-sex-u", [("Child", 1, {"Sex": "F"})]),
    ("upn-shape", [("Child", 0, {"UPN": "A12345678901"})]),
    ("former-upn-shape", [("Child", 0, {"FormerUPN": "1234567890123"})]),
    ("upn-shared", [("Child", 1, {"UPN": "A123456789012"})]),
    ("upn-and-why-missing", [("Child", 0, {"UPN": None})]),
    ("child-id-shape", [("Child", 1, {"LAchildID": "B/2"})]),
    ("no-disability-beside-one", [("Disability", 1, {"LAchildID": "A1", "Disability": "NONE", "_parent": 0})]),
    ("closed-before-referred", [("CINdetails", 0, {"CINclosureDate": d(4, 2)})]),
    ("referred-after-the-year", [("CINdetails", 2, {"CINreferralDate": LATER})]),
    ("closed-outside-the-year", [("CINdetails", 1, CLOSED | {"CINclosureDate": LATER})]),
    ("closure-without-reason", [("CINdetails", 0, {"ReasonForClosure": None})]),
    ("reason-without-closure", [("CINdetails", 1, {"ReasonForClosure": "RC7"})]),
    ("referrals-overlap", [("CINdetails", 0, {"CINclosureDate": d(6, 4)})]),
    ("referrals-overlap", [("CINdetails", 0, {"CINclosureDate": None, "ReasonForClosure": None})]),
    ("referred-long-before-birth", [("CINdetails", 2, {"CINreferralDate": d(8, 24)})]),
    ("referred-after-death", [("Child", 1, {"PersonDeathDate": d(3, 2, 2025)})]),
    ("need-missing", [("CINdetails", 1, {"PrimaryNeedCode": None})]),
    ("died-without-date", [("CINdetails", 0, {"ReasonForClosure": "RC2"})]),
    ("no-further-action-with-need-to-act", [("Child", 0, {"UPN": None, "UPNunknown": "UN7"})]),
    ("conference-before-referral", [("CINdetails", 0, {"DateOfInitialCPC": d(4, 2)})]),
    ("conference-outside-the-year", [("CINdetails", 0, {"DateOfInitialCPC": LATER})]),
    ("conference-though-closed-after-assessment",
     [("CINdetails", 0, {"DateOfInitialCPC": d(4, 9), "ReasonForClosure": "RC9"})]),
    ("conference-though-no-further-action", [("CINdetails", 2, {"DateOfInitialCPC": d(3, 10, 2025)})]),
    ("no-further-action-of-an-earlier-year", [("CINdetails", 0, {"ReferralNFA": "1", "CINreferralDate": d(3, 24)})]),
    ("assessment-authorised-before-it-started", [("Assessment", 0, {"AssessmentAuthorisationDate": d(6, 3)})]),
    ("assessment-before-referral", [("Assessment", 0, {"AssessmentActualStartDate": d(6, 2)})]),
    ("assessment-starts-after-the-year", [("Assessment", 1, {"AssessmentActualStartDate": LATER})]),
    ("assessment-authorised-outside-the-year", [("Assessment", 1, {"AssessmentAuthorisationDate": LATER})]),
    ("assessment-open-since-last-year",
     [("Assessment", 0, {"AssessmentActualStartDate": d(3, 3), "AssessmentAuthorisationDate": None})]),
    ("assessment-open-though-closed",
     [("CINdetails", 1, CLOSED), ("Assessment", 1, {"AssessmentAuthorisationDate": None})]),
    ("assessment-after-closure", [("CINdetails", 1, CLOSED | {"CINclosureDate": d(9, 4)})]),
    ("assessment-though-no-further-action", [NOTHING_FOLLOWED]),
    ("assessments-overlap", [("Assessment", 0, {"AssessmentAuthorisationDate": d(8, 5)})]),
    ("assessments-overlap", [("Assessment", 0, {"AssessmentAuthorisationDate": None})]),
    ("factors-of-an-open-assessment", [("Assessment", 0, {"AssessmentAuthorisationDate": None})]),
    ("no-factors-beside-one", [("AssessmentFactor", 1, {"LAchildID": "A1", "AssessmentFactors": "21", "_parent": 0})]),
    ("factor-withdrawn", [("AssessmentFactor", 0, {"AssessmentFactors": "18A"})]),
    ("in-need-plan-ends-before-it-starts", [("CINPlanDates", 0, {"CINPlanEndDate": d(6, 4)})]),
    ("in-need-plan-one-day", [("CINPlanDates", 1, {"CINPlanEndDate": d(6, 20)})]),
    ("in-need-plan-starts-after-the-year", [("CINPlanDates", 1, {"CINPlanStartDate": LATER})]),
    ("in-need-plan-ends-outside-the-year", [("CINPlanDates", 1, {"CINPlanEndDate": LATER})]),
    ("in-need-plan-before-referral", [("CINPlanDates", 0, {"CINPlanStartDate": d(6, 2)})]),
    ("in-need-plans-overlap", [("CINPlanDates", 0, {"CINPlanEndDate": d(6, 21)})]),
    ("in-need-plan-though-no-further-action", [NOTHING_FOLLOWED]),
    ("in-need-plan-after-closure", [("CINdetails", 1, CLOSED | {"CINclosureDate": d(6, 24)})]),
    ("in-need-plan-though-closed-after-assessment", [AFTER_ASSESSMENT]),
    ("conference-before-enquiry", [("Section47", 0, {"DateOfInitialCPC": d(6, 7)})]),
    ("enquiry-before-referral", [("Section47", 0, {"S47ActualStartDate": d(6, 2)})]),
    ("enquiry-starts-after-the-year", [("Section47", 1, {"S47ActualStartDate": LATER})]),
    ("enquiry-open-since-last-year",
     [("Section47", 1, {"S47ActualStartDate": d(3, 3), "ICPCnotRequired": "0"})]),
    ("enquiry-conference-outside-the-year",
     [("Section47", 1, {"DateOfInitialCPC": LATER, "ICPCnotRequired": "0"})]),
    ("conference-on-a-weekend", [("Section47", 0, {"DateOfInitialCPC": d(6, 29)})]),
    ("conference-target-on-a-weekend", [("Section47", 0, {"InitialCPCtarget": d(6, 30)})]),
    ("conference-though-not-required", [("Section47", 0, {"ICPCnotRequired": "1"})]),
    ("conference-recorded-twice", [("CINdetails", 1, {"DateOfInitialCPC": d(7, 1)})]),
    ("enquiries-overlap", [("Section47", 0, {"DateOfInitialCPC": d(7, 11)})]),
    ("enquiries-overlap", [("Section47", 0, {"DateOfInitialCPC": None})]),
    ("enquiry-open-though-closed", [("CINdetails", 1, CLOSED), ("Section47", 1, {"ICPCnotRequired": "0"})]),
    ("enquiry-after-closure", [("CINdetails", 1, CLOSED | {"CINclosureDate": d(7, 9)})]),
    ("enquiry-though-no-further-action", [NOTHING_FOLLOWED]),
    ("enquiry-though-closed-after-assessment", [AFTER_ASSESSMENT]),
    ("plan-ends-before-it-starts", [("ChildProtectionPlan", 0, {"CPPendDate": d(6, 30)})]),
    ("previous-plans-below-zero", [("ChildProtectionPlan", 0, {"NumberOfPreviousCPP": -1})]),
    ("plan-one-day", [("ChildProtectionPlan", 1, {"CPPendDate": d(12, 2)})]),
    ("plan-starts-after-the-year", [("ChildProtectionPlan", 1, {"CPPstartDate": LATER})]),
    ("plan-ends-outside-the-year", [("ChildProtectionPlan", 1, {"CPPendDate": LATER})]),
    ("plan-before-referral", [("ChildProtectionPlan", 0, {"CPPstartDate": d(6, 2)})]),
    ("plan-open-though-closed", [("CINdetails", 1, CLOSED)]),
    ("plan-ends-after-closure", [("CINdetails", 1, CLOSED | {"CINclosureDate": d(12, 1)})]),
    ("plan-though-no-further-action", [NOTHING_FOLLOWED]),
    ("plan-though-closed-after-assessment", [AFTER_ASSESSMENT]),
    ("plans-overlap", [("ChildProtectionPlan", 0, {"CPPendDate": d(12, 3)})]),
    ("plans-overlap", [("ChildProtectionPlan", 0, {"CPPendDate": None})]),
    ("plan-after-death", [("Child", 0, {"PersonDeathDate": d(12, 1)})]),
    ("previous-plan-not-counted", [("ChildProtectionPlan", 1, {"NumberOfPreviousCPP": 0})]),
    ("review-before-plan", [("CPPreview", 0, {"CPPreviewDate": d(7, 1)})]),
    ("review-after-plan", [("CPPreview", 0, {"CPPreviewDate": d(12, 3)})]),
    ("review-after-the-year", [("CPPreview", 0, {"CPPreviewDate": LATER, "_parent": 1})]),
]  # fmt: skip


def test_nothing_is_wrong_with_a_sound_census() -> None:
    assert check_records(build_records(load_record_set(SET, "FY2024-25"), YEAR, sound()), read_on=READ_ON).is_empty()


@pytest.mark.parametrize(("rule", "edits"), CASES)
def test_a_rule_finds_what_breaks_it(rule: str, edits: list[tuple[str, int, Edit]]) -> None:
    assert rule in broken(edited(*edits))


def test_every_rule_of_the_year_is_broken_once() -> None:
    rules = {rule.rule for rule in load_record_set(SET, "FY2024-25").rules}
    assert rules == {rule for rule, _ in CASES}


def test_to_2023_24_the_sex_of_a_child_not_yet_born_is_0() -> None:
    rows = edited(("Child", 0, {"Sex": "2"}), ("Child", 1, {"Sex": "9"}))
    before = broken(rows, financial_year(2023), "FY2023-24")
    assert before["unborn-sex-0"] == ("Child", 1)
    assert "unborn-sex-u" not in before


def test_only_one_row_that_contradicts_itself_refuses_a_census() -> None:
    rules = {rule.rule for rule in load_record_set(SET).rules if rule.severity == "error"}
    assert rules == {
        "died-before-born", "closed-before-referred", "assessment-authorised-before-it-started",
        "in-need-plan-ends-before-it-starts", "conference-before-enquiry", "plan-ends-before-it-starts",
        "previous-plans-below-zero",
    }  # fmt: skip
