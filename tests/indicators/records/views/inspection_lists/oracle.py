"""The figures of the inspection lists, worked out slowly: plain Python over rows, from the indicators' own words.

Nothing here knows of views. A row is a dictionary by the template's headings; a list that has no
rows, or lacks a heading, gives no figure that rests on it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Figure = tuple[int, int | None]

CHILD, ADOPTER = "Child Unique ID", "Individual adopter identifier"
POLICE = {"g) Police", "q) 6: Police", "6", "police"}
SCHOOLS = {"b) Schools", "c) Education Services", "e) 2A: Schools", "2B"}
HEALTH = {"d) Health Services", "j) 3D: Health services", "3A"}
NOBODY = {"j) Anonymous", "k) Unknown", "t) 9: Anonymous", "10"}
YES = {"Yes", "a) Yes", "Y"}
ABUSE = {"a) Abuse or neglect", "N1 - Abuse or Neglect", "N1"}
FOSTER = {"a) Foster Placement", "f) U6: Foster placement - not FFA", "U1"}


def add_months(day: date, months: int) -> date:
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_day_after(start: date, number: int, holidays: frozenset[date]) -> date:
    """The working day that is so many after ``start``; a start on no working day counts as the next one."""
    at = start
    while at.weekday() > 4 or at in holidays:
        at += timedelta(1)
    while number:
        at += timedelta(1)
        number -= at.weekday() < 5 and at not in holidays
    return at


class Lists:
    """Eleven lists on a day."""

    def __init__(self, lists: dict[int, list[Row]], day: date, holidays: frozenset[date], repeats_from: int) -> None:
        self.lists = {number: _once(rows) for number, rows in lists.items()}
        self.day, self.holidays, self.repeats_from = day, holidays, repeats_from
        self.half, self.year = (add_months(day + timedelta(days=1), -months) for months in (6, 12))

    def in_half(self, at: date | None) -> bool:
        return at is not None and self.half <= at <= self.day

    def in_year(self, at: date | None) -> bool:
        return at is not None and self.year <= at <= self.day

    def past(self, at: date | None) -> bool:
        return at is not None and at <= self.day

    def in_time(self, start: date | None, end: date | None, limit: int) -> bool:
        """No later than the last working day allowed; a weekend after that day is part of the next."""
        if start is None or end is None:
            return False
        over = working_day_after(start, limit + 1, self.holidays)
        return start <= end and working_day_after(end, 0, self.holidays) < over

    def figures(self) -> dict[str, Figure]:
        found: dict[str, Figure] = {}
        for number, work in _LISTS.items():
            if rows := self.lists.get(number):
                found |= work(self, rows)
        return found


def _once(rows: Iterable[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if row not in kept:
            kept.append(row)
    return kept


def people(rows: Sequence[Row], heading: str = CHILD) -> int:
    return len({row[heading] for row in rows})


def whole_days(pairs: Iterable[tuple[date | None, date | None]]) -> Figure:
    """Days from the first to the second, added up, over the pairs that are whole and in order."""
    lengths = [(end - start).days for start, end in pairs if start and end and start <= end]
    return sum(lengths), len(lengths)


def contacts(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    held = [row for row in rows if lists.in_half(row["Date of Contact"])]
    sources = [row["Contact Source"] for row in held]
    parts = {"police": POLICE, "schools": SCHOOLS, "health": HEALTH}
    shares = {f"contacts-from-{name}": (sum(s in codes for s in sources), len(held)) for name, codes in parts.items()}
    return shares | {
        "contacts": (len(held), None),
        "contacts-children": (people(held), None),
        "contacts-source-unknown": (sum(source in NOBODY for source in sources), len(held)),
    }


def early_help(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    return {
        "early-help": (len(rows), None),
        "early-help-completed": (sum(row["Assessment completion date"] is not None for row in rows), len(rows)),
        "early-help-days-to-complete": whole_days(
            (row["Assessment start date"], row["Assessment completion date"]) for row in rows
        ),
    }


def referrals(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    held = [row for row in rows if lists.in_half(row["Date of referral"])]
    counts = [row["Number of Referrals in Last 12 Months"] for row in held]
    return {
        "referrals": (len(held), None),
        "referrals-repeat": (sum(count is not None and count >= lists.repeats_from for count in counts), len(held)),
        "referrals-no-further-action": (sum(row["Referral NFA?"] in YES for row in held), len(held)),
        "referrals-from-police": (sum(row["Referral Source"] in POLICE for row in held), len(held)),
        "referrals-from-schools": (sum(row["Referral Source"] in SCHOOLS for row in held), len(held)),
    }


def assessments(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    def ends(row: Row) -> tuple[date | None, date | None]:
        return row["Continuous Assessment Start Date"], row["Continuous Assessment Date of Authorisation"]

    done = [row for row in rows if lists.in_half(ends(row)[1])]
    waiting = [row for row in rows if lists.past(ends(row)[0]) and not lists.past(ends(row)[1])]
    support = "Was the child assessed as requiring LA children's social care support?"
    return {
        "assessments": (len([row for row in rows if row in done or row in waiting]), None),
        "assessments-in-45-days": (sum(lists.in_time(*ends(row), 45) for row in done), len(done)),
        "assessments-overdue": (sum(not lists.in_time(ends(row)[0], lists.day, 45) for row in waiting), None),
        "assessments-child-seen": (
            sum(row["Child Seen During Continuous Assessment"] in YES for row in rows), len(rows),
        ),
        "assessments-support-needed": (sum(row[support] in YES for row in done), len(done)),
    }  # fmt: skip


def section_47(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    start = "Strategy discussion initiating Section 47 Enquiry Start Date"
    conference = "Date of Initial Child Protection Conference"
    result = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
    held = [row for row in rows if lists.in_half(row[start])]
    led = [row for row in held if lists.past(row[conference])]
    unnecessary = "Was an Initial Child Protection Conference deemed unnecessary?"
    many = [row["Number of Section 47 Enquiries in the last 12 months"] for row in held]
    return {
        "section-47-enquiries": (len(held), None),
        "conferences-in-15-days": (sum(lists.in_time(row[start], row[conference], 15) for row in led), len(led)),
        "conferences-to-plan": (sum(row[result] in YES for row in led), len(led)),
        "section-47-no-conference": (sum(row[unnecessary] in YES for row in held), len(held)),
        "section-47-repeat": (sum(count is not None and count >= 2 for count in many), len(held)),
    }


def children_in_need(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    closed = {"e) Closed episode", "Closed episode"}
    held = [
        row
        for row in rows
        if (row["CIN Start Date"] is None or lists.past(row["CIN Start Date"]))
        and not lists.past(row["CIN Closure Date"])
        and row["Case Status"] not in closed
    ]
    seen = [row for row in held if lists.past(row["Date Child Was Last Seen"])]
    everyone = people(held)
    return {
        "children-in-need": (everyone, None),
        "children-in-need-closed": (sum(lists.in_half(row["CIN Closure Date"]) for row in rows), None),
        "children-in-need-seen-recorded": (people(seen), everyone),
        "children-in-need-days-since-seen": whole_days((row["Date Child Was Last Seen"], lists.day) for row in seen),
        "children-in-need-abuse-neglect": (people([r for r in held if r["Primary Need Code"] in ABUSE]), everyone),
        "children-in-need-disabled": (
            people([row for row in held if row["Does the Child have a Disability"] in YES]), everyone,
        ),
    }  # fmt: skip


def plans(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    start, end = "Child Protection Plan Start Date", "Child Protection Plan End Date"
    powers = "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"
    held = [row for row in rows if lists.past(row[start]) and not lists.past(row[end])]
    ended = [row for row in rows if lists.in_half(row[end])]
    settled = [row for row in held if add_months(row[start], 3) <= lists.day]
    everyone, day = people(held), lists.day

    def lasting(test: Callable[[date], bool]) -> Figure:
        return people([row for row in held if test(row[start])]), everyone

    return {
        "cpp-open": (everyone, None),
        "cpp-open-3-months-or-less": lasting(lambda at: day <= add_months(at, 3)),
        "cpp-open-3-to-6-months": lasting(lambda at: add_months(at, 3) < day <= add_months(at, 6)),
        "cpp-open-6-to-12-months": lasting(lambda at: add_months(at, 6) < day < add_months(at, 12)),
        "cpp-open-1-to-2-years": lasting(lambda at: add_months(at, 12) <= day < add_months(at, 24)),
        "cpp-open-2-years-or-more": lasting(lambda at: add_months(at, 24) <= day),
        "plans-ended": (len(ended), None),
        "plans-ended-2-years": (
            sum(row[start] is not None and add_months(row[start], 24) <= row[end] for row in ended), len(ended),
        ),
        "plans-open-previous": (
            people([row for row in held if (row["Number of Previous Child Protection Plans"] or 0) >= 1]), everyone,
        ),
        "plans-reviewed-six-months": (
            sum(lists.in_half(row["Date of latest review conference"]) for row in settled), len(settled),
        ),
        "plans-days-since-visit": whole_days((row["Date of the Last Statutory Visit"], day) for row in held),
        "plans-seen-alone": (people([row for row in held if row["Was the Child Seen Alone?"] in YES]), everyone),
        "plans-emergency-powers": (people([row for row in held if row[powers] in YES]), everyone),
    }  # fmt: skip


def children_in_care(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    left = "Date Ceased to be Looked After"
    missing = "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
    absent = "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"
    again = "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
    uasc = "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"
    offered = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
    accepted = "Did the child accept a Return Interview after their last missing episode (Y/N)?"
    held = [row for row in rows if not lists.past(row[left])]
    gone = [row for row in held if (row[missing] or 0) >= 1]
    asked = [row for row in held if row[offered] in YES]

    def share(test: Callable[[Row], bool]) -> Figure:
        return sum(map(test, held)), len(held)

    return {
        "looked-after": (len(held), None),
        "left-care": (sum(lists.in_half(row[left]) for row in rows), None),
        "looked-after-three-placements": share(lambda r: (r["Number of Placements in the Last 12 months"] or 0) >= 3),
        "looked-after-health-assessed": share(lambda row: lists.in_year(row["Date of Last Health Assessment"])),
        "looked-after-dental-checked": share(lambda row: lists.in_year(row["Date of Last Dental Check"])),
        "looked-after-reviewed-six-months": share(lambda row: lists.in_half(row["Date of Latest Statutory Review"])),
        "looked-after-days-since-visit": whole_days((row["Date of Last Social Work Visit"], lists.day) for row in held),
        "looked-after-days-since-reviewing-officer": whole_days(
            (row["Date of Last IRO Visit / Contact to the Child"], lists.day) for row in held
        ),
        "looked-after-missing": (len(gone), len(held)),
        "looked-after-absent": share(lambda row: (row[absent] or 0) >= 1),
        "looked-after-return-interview-offered": (sum(row[offered] in YES for row in gone), len(gone)),
        "looked-after-return-interview-accepted": (sum(row[accepted] in YES for row in asked), len(asked)),
        "looked-after-out-of-area": share(lambda row: row["Placement Location"] in {"b) Out", "Out"}),
        "looked-after-unaccompanied": share(lambda row: row[uasc] in YES),
        "looked-after-returned-to-care": share(lambda row: row[again] in YES),
        "looked-after-permanence-plan": share(
            lambda row: row["What is the permanence plan for this child?"] is not None
        ),
        "looked-after-fostered": share(lambda row: row["Placement Type"] in FOSTER),
    }


def care_leavers(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    out = {"d) Exclude", "c) Died"}
    contact = [row for row in rows if row["LA in Touch"] not in out]
    housed = [row for row in rows if row["Suitability of Accommodation"] != "d) Exclude"]
    return {
        "care-leavers": (len(rows), None),
        "care-leavers-in-touch": (
            sum(row["LA in Touch"] in {"a) In touch", "a) Yes"} for row in contact), len(contact),
        ),
        "care-leavers-suitable-accommodation": (
            sum(row["Suitability of Accommodation"] == "a) Suitable" for row in housed), len(housed),
        ),
        "care-leavers-eet": (
            sum((row["Activity Status"] or "").lower()[:2] in
                {"f1", "f2", "f3", "f4", "f5", "p1", "p2", "p3", "p4", "p5"} for row in rows),
            len(rows),
        ),
        "care-leavers-pathway-reviewed": (
            sum(lists.in_half(row["Latest Pathway Plan Review Date"]) for row in rows), len(rows),
        ),
        "care-leavers-personal-adviser": (
            sum(row["Allocated Personal Advisor"] is not None for row in rows), len(rows),
        ),
    }  # fmt: skip


def adoption(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    order, placed = "Date of Placement Order", "Date Placed for Adoption"
    reversal = "Date of Decision that Child Should No Longer be Placed for Adoption"
    first = "Date the child was placed for fostering in FFA or concurrent planning placement"
    done = [row for row in rows if lists.in_year(row["Date of Adoption Order"])]
    waiting = [
        row for row in rows if lists.past(row[order]) and not lists.past(row[placed]) and not lists.past(row[reversal])
    ]
    return {
        "adoption-children": (people(rows), None),
        "adoptions": (people(done), None),
        "adoption-days-to-placement": whole_days((row["Date the Child Entered Care"], row[placed]) for row in done),
        "adoption-days-order-to-match": whole_days(
            (row[order], row["Date of Matching Child and Prospective Adopters"]) for row in done
        ),
        "adoption-waiting": (people(waiting), None),
        "adoption-reversed": (people([row for row in rows if lists.in_year(row[reversal])]), None),
        "adoption-fostering-for-adoption": (people([row for row in done if row[first] is not None]), people(done)),
    }


def adopters(lists: Lists, rows: list[Row]) -> dict[str, Figure]:
    approved, fostering = "Date application approved", "Is the (prospective) adopter fostering for adoption?"
    everyone = people(rows, ADOPTER)

    def who(test: Callable[[Row], bool]) -> int:
        return people([row for row in rows if test(row)], ADOPTER)

    return {
        "adopters": (everyone, None),
        "adopters-approved": (who(lambda row: lists.in_year(row[approved])), None),
        "adopters-left": (who(lambda row: lists.past(row["Date of leaving adoption process"])), everyone),
        "adopters-fostering-for-adoption": (who(lambda row: row[fostering] in YES), everyone),
        "adopters-stage-1-days": whole_days((row["Date Stage 1 started"], row["Date Stage 1 ended"]) for row in rows),
        "adopters-stage-2-days": whole_days((row["Date Stage 2 started"], row["Date Stage 2 ended"]) for row in rows),
        "adopters-approval-to-match-days": whole_days(
            (row[approved], row["Date adopter matched with child(ren)"]) for row in rows
        ),
    }


_LISTS: dict[int, Callable[[Lists, list[Row]], dict[str, Figure]]] = {
    1: contacts, 2: early_help, 3: referrals, 4: assessments, 5: section_47, 6: children_in_need, 7: plans,
    8: children_in_care, 9: care_leavers, 10: adoption, 11: adopters,
}  # fmt: skip
