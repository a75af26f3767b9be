"""Made-up children in need as the tables of one year's census."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from demo.synthetic.codes import codes_of
from demo.synthetic.looked_after_tables import SEXES, Rows
from demo.synthetic.referrals import ChildInNeed, NeedAssessment, ProtectionEnquiry, ProtectionPlan, Referral
from demo.synthetic.yearly_answers import Row
from indicators.period.arithmetic import Period
from indicators.records.record_frames import ID, PARENT
from indicators.records.record_sets import RecordSet
from indicators.records.views.months_and_ages import age_on

YES, NO = "1", "0"


def census_rows(children: Iterable[ChildInNeed], year: Period, record_set: RecordSet, department: str) -> Rows:
    """The census as it would have been made at the end of that year, table by table."""
    census = _Census(year, record_set)
    census.add("Header", None, _heading(year, department))
    for child in children:
        census.child(child)
    return census.tables


def _heading(year: Period, department: str) -> Row:
    return {
        "Collection": "CIN",
        "Year": str(year.end.year),
        "ReferenceDate": year.end,
        "SourceLevel": "L",
        "LEA": department,
        "SoftwareCode": "made up",
        "Release": "1",
        "SerialNo": "001",
        "DateTime": f"{year.end}T12:00:00",
    }


class _Census:
    """The tables while they fill. A row knows its ordinal, and the ordinal of the row that it is nested in."""

    def __init__(self, year: Period, record_set: RecordSet) -> None:
        self.year = year
        self.sexes = codes_of(record_set, "Child", "Sex")
        self.tables: Rows = {name: [] for name in record_set.tables}
        self.whose: Row = {}

    def add(self, table: str, parent: int | None, row: Row) -> int:
        """One more row; returns its ordinal."""
        at = len(self.tables[table])
        self.tables[table].append({ID: at, PARENT: parent} | row)
        return at

    def child(self, child_in_need: ChildInNeed) -> None:
        """A child, if a case of theirs was open in the year."""
        needs = [need for need in child_in_need.needs if self._open(need)]
        if not needs or (child_in_need.expected and child_in_need.expected <= self.year.end):
            return
        self.whose = {"LAchildID": child_in_need.child.number}
        at = self.add("Child", None, self.whose | self._identity(child_in_need))
        for code in child_in_need.child.disabilities or (() if child_in_need.expected else ("NONE",)):
            self.add("Disability", at, self.whose | {"Disability": code})
        for need in needs:
            self._need(at, need)

    def _open(self, need: Referral) -> bool:
        if need.nothing_done and need.referred < self.year.start:
            return False
        return need.referred <= self.year.end and (need.closed or date.max) >= self.year.start

    def _day_if_past(self, day: date | None) -> date | None:
        return day if day and day <= self.year.end else None

    def _identity(self, child_in_need: ChildInNeed) -> Row:
        child = child_in_need.child
        at_school = not child_in_need.expected and age_on(child.born, date(self.year.start.year, 8, 31)) >= 4
        sex = "U" if child_in_need.expected else child.sex
        return {
            "UPN": child.upn if at_school else None,
            "UPNunknown": None if at_school else "UN1",
            "PersonBirthDate": None if child_in_need.expected else child.born,
            "ExpectedPersonBirthDate": child_in_need.expected,
            "Sex": sex if sex in self.sexes else SEXES.get(sex, "0"),
            "Ethnicity": child.ethnic,
        }

    def _need(self, child: int, need: Referral) -> None:
        closed = self._day_if_past(need.closed)
        row: Row = {
            "CINreferralDate": need.referred,
            "ReferralSource": need.source,
            "PrimaryNeedCode": need.code,
            "CINclosureDate": closed,
            "ReasonForClosure": need.why_closed if closed else None,
            "ReferralNFA": YES if need.nothing_done else NO,
        }
        at = self.add("CINdetails", child, self.whose | row)
        for assessment in need.assessments:
            self._assessment(at, assessment)
        for began, ended in need.helped:
            if self._within(began, ended):
                plan: Row = {"CINPlanStartDate": began, "CINPlanEndDate": self._day_if_past(ended)}
                self.add("CINPlanDates", at, self.whose | plan)
        for enquiry in need.enquiries:
            self._enquiry(at, enquiry)
        for protected in need.protected:
            self._plan(at, protected)

    def _within(self, began: date, ended: date | None) -> bool:
        return began <= self.year.end and (ended or date.max) >= self.year.start

    def _assessment(self, need: int, need_assessment: NeedAssessment) -> None:
        if not self._within(need_assessment.began, need_assessment.completed):
            return
        done = self._day_if_past(need_assessment.completed)
        row: Row = {"AssessmentActualStartDate": need_assessment.began, "AssessmentAuthorisationDate": done}
        at = self.add("Assessment", need, self.whose | row)
        for factor in need_assessment.factors if done else ():
            self.add("AssessmentFactor", at, self.whose | {"AssessmentFactors": factor})

    def _enquiry(self, need: int, protection_enquiry: ProtectionEnquiry) -> None:
        if not self._within(protection_enquiry.began, protection_enquiry.conference or protection_enquiry.began):
            return
        row: Row = {
            "S47ActualStartDate": protection_enquiry.began,
            "InitialCPCtarget": protection_enquiry.due,
            "DateOfInitialCPC": self._day_if_past(protection_enquiry.conference),
            "ICPCnotRequired": NO if protection_enquiry.due else YES,
        }
        self.add("Section47", need, self.whose | row)

    def _plan(self, need: int, protection_plan: ProtectionPlan) -> None:
        if not self._within(protection_plan.began, protection_plan.ended):
            return
        row: Row = {
            "CPPstartDate": protection_plan.began,
            "CPPendDate": self._day_if_past(protection_plan.ended),
            "InitialCategoryOfAbuse": protection_plan.first,
            "LatestCategoryOfAbuse": protection_plan.latest,
            "NumberOfPreviousCPP": protection_plan.before,
        }
        at = self.add("ChildProtectionPlan", need, self.whose | row)
        for day in protection_plan.reviews:
            if day <= self.year.end:
                self.add("CPPreview", at, self.whose | {"CPPreviewDate": day})
