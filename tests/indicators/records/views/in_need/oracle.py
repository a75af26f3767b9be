"""The measures of the children in need census a second way: plain rows, one at a time, as the definitions say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
Tables = Mapping[str, Iterable[Row]]
Parts = tuple[int, int]
DAY = timedelta(days=1)
THREE, SIX, YEAR, TWO_YEARS = 3, 6, 12, 24


def add_months(day: date, months: int) -> date:
    """The same day so many months on; in a month too short for it, that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def working_days(start: date, end: date, holidays: frozenset[date]) -> int:
    """Working days after the first day, up to and with the last; a day off counts as the next working day."""
    begun, done = _working(start, holidays), _working(end, holidays)
    passed = 0
    while begun < done:
        begun = _working(begun + DAY, holidays)
        passed += 1
    return passed


def _in_time(start: date, end: date, limit: int, holidays: frozenset[date]) -> bool:
    return start <= end and working_days(start, end, holidays) <= limit


def _working(day: date, holidays: frozenset[date]) -> date:
    while day.weekday() >= 5 or day in holidays:
        day += DAY
    return day


def figures(tables: Tables, first: date, last: date, holidays: frozenset[date]) -> dict[str, Parts]:
    """Numerator and denominator by indicator; a count has itself over the rows it was counted from."""
    rows = {name: list(some) for name, some in tables.items()}
    return {
        **_assessments(rows, first, last, holidays),
        **_plans(rows["ChildProtectionPlan"], first, last),
        **_on_plans(rows, last),
        **_half_year(rows, first, last, holidays),
        **_whole_year(rows, first, last, holidays),
    }


def _assessments(rows: dict[str, list[Row]], first: date, last: date, holidays: frozenset[date]) -> dict[str, Parts]:
    referred = {row["_id"]: row["CINreferralDate"] for row in rows["CINdetails"]}
    done = from_start = from_referral = 0
    for row in rows["Assessment"]:
        start, end = row["AssessmentActualStartDate"], row["AssessmentAuthorisationDate"]
        if end is None or not first <= end <= last:
            continue
        done += 1
        if _in_time(start, end, 45, holidays):
            from_start += 1
        if _in_time(referred[row["_parent"]], end, 45, holidays):
            from_referral += 1
    return {
        "assessments-within-45-working-days": (from_start, done),
        "assessments-within-45-working-days-of-referral": (from_referral, done),
    }


def _plans(plans: list[Row], first: date, last: date) -> dict[str, Parts]:
    started = [row for row in plans if first <= row["CPPstartDate"] <= last]
    again = [row for row in started if row["NumberOfPreviousCPP"] and row["NumberOfPreviousCPP"] >= 1]
    ended = [row for row in plans if row["CPPendDate"] and first <= row["CPPendDate"] <= last]
    long = [row for row in ended if row["CPPendDate"] >= add_months(row["CPPstartDate"], TWO_YEARS)]
    return {
        "cpp-started": (len(started), len(plans)),
        "cpp-second-or-subsequent": (len(again), len(started)),
        "cpp-ended-after-two-years-or-more": (len(long), len(ended)),
    }


def _on_plans(rows: dict[str, list[Row]], last: date) -> dict[str, Parts]:
    plans = _present_plans(rows["ChildProtectionPlan"], last)
    bands = [_band(plan["CPPstartDate"], last) for plan in plans]
    due = [plan for plan in plans if add_months(plan["CPPstartDate"], THREE) <= last]
    timely = [plan for plan in due if _on_time(plan, rows["CPPreview"], last)]
    found = {f"cpp-open-{band}": (bands.count(band), len(plans)) for band in BANDS}
    return found | {"cpp-open": (len(plans), len(plans)), "cpp-reviews-on-time": (len(timely), len(due))}


BANDS = ("3-months-or-less", "3-to-6-months", "6-to-12-months", "1-to-2-years", "2-years-or-more")


def _whole_year(rows: dict[str, list[Row]], first: date, last: date, holidays: frozenset[date]) -> dict[str, Parts]:
    """Referrals, enquiries and conferences of the twelve months."""
    referrals = [row for row in rows["CINdetails"] if first <= row["CINreferralDate"] <= last]
    held = [row for row in rows["Section47"] if (day := row["DateOfInitialCPC"]) and first <= day <= last]
    timely = [row for row in held if _in_time(row["S47ActualStartDate"], row["DateOfInitialCPC"], 15, holidays)]
    return {
        "referrals-received": (len(referrals), 0),
        "referrals-no-further-action": (sum(row["ReferralNFA"] == "1" for row in referrals), len(referrals)),
        "section-47-enquiries": (sum(first <= row["S47ActualStartDate"] <= last for row in rows["Section47"]), 0),
        "initial-conferences": (len(held), 0),
        "initial-conferences-within-15-working-days": (len(timely), len(held)),
    }


def _half_year(rows: dict[str, list[Row]], first: date, last: date, holidays: frozenset[date]) -> dict[str, Parts]:
    """What an inspection asks of the six months to the day."""
    since = add_months(last + DAY, -SIX)
    referrals = [row for row in rows["CINdetails"] if since <= row["CINreferralDate"] <= last]
    done = [row for row in rows["Assessment"] if (end := row["AssessmentAuthorisationDate"]) and since <= end <= last]
    under_way = [row for row in rows["Assessment"] if _open(row, ASSESSED, last)]
    ended = [row for row in rows["ChildProtectionPlan"] if row["CPPendDate"] and since <= row["CPPendDate"] <= last]
    long = [row for row in ended if row["CPPendDate"] >= add_months(row["CPPstartDate"], TWO_YEARS)]

    timely = [
        row
        for row in done
        if _in_time(row["AssessmentActualStartDate"], row["AssessmentAuthorisationDate"], 45, holidays)
    ]
    overdue = [row for row in under_way if not _in_time(row["AssessmentActualStartDate"], last, 45, holidays)]
    return {
        "annex-a-referrals": (len(referrals), 0),
        "annex-a-referrals-no-further-action": (sum(r["ReferralNFA"] == "1" for r in referrals), len(referrals)),
        "annex-a-referrals-from-police": (sum(r["ReferralSource"] == "6" for r in referrals), len(referrals)),
        "annex-a-referrals-from-schools": (sum(r["ReferralSource"][0] == "2" for r in referrals), len(referrals)),
        "annex-a-assessments": (len(done) + len(under_way), 0),
        "annex-a-assessments-in-45-days": (len(timely), len(done)),
        "annex-a-assessments-overdue": (len(overdue), 0),
        "annex-a-plans-ended": (len(ended), 0),
        "annex-a-plans-ended-2-years": (len(long), len(ended)),
        **_present_half_year(rows, since, last),
        **_enquiries(rows["Section47"], first, since, last, holidays),
    }


ASSESSED = ("AssessmentActualStartDate", "AssessmentAuthorisationDate")


def _open(row: Row, dates: tuple[str, str], last: date) -> bool:
    start, end = (row[name] for name in dates)
    return start <= last and (end is None or end > last)


def _present_half_year(rows: dict[str, list[Row]], since: date, last: date) -> dict[str, Parts]:
    plans = _present_plans(rows["ChildProtectionPlan"], last)
    due = [plan for plan in plans if add_months(plan["CPPstartDate"], THREE) <= last]
    seen = 0
    for plan in due:
        own = [row["CPPreviewDate"] for row in rows["CPPreview"] if row["_parent"] == plan["_id"]]
        seen += any(plan["CPPstartDate"] < held and since <= held <= last for held in own)
    again = [plan for plan in plans if (plan["NumberOfPreviousCPP"] or 0) >= 1]
    return {
        "annex-a-plans-open-previous": (len(again), len(plans)),
        "annex-a-plans-reviewed-six-months": (seen, len(due)),
    }


def _enquiries(
    enquiries: list[Row], first: date, since: date, last: date, holidays: frozenset[date]
) -> dict[str, Parts]:
    recent = [row for row in enquiries if since <= row["S47ActualStartDate"] <= last]
    children = [row["LAchildID"] for row in enquiries if first <= row["S47ActualStartDate"] <= last]
    held = [row for row in recent if row["DateOfInitialCPC"] and row["DateOfInitialCPC"] <= last]
    timely = [row for row in held if _in_time(row["S47ActualStartDate"], row["DateOfInitialCPC"], 15, holidays)]
    return {
        "annex-a-section-47-enquiries": (len(recent), 0),
        "annex-a-section-47-no-conference": (sum(row["ICPCnotRequired"] == "1" for row in recent), len(recent)),
        "annex-a-section-47-repeat": (sum(_repeated(row, children, first) for row in recent), len(recent)),
        "annex-a-conferences-in-15-days": (len(timely), len(held)),
    }


def _repeated(row: Row, children: list[str], first: date) -> bool:
    """Counted from the year's first day, which the half year reaches no further back than."""
    return row["S47ActualStartDate"] >= first and children.count(row["LAchildID"]) > 1


def _present_plans(plans: list[Row], last: date) -> list[Row]:
    """Of each child on a plan when the day ends, the plan that began first."""
    present: dict[str, Row] = {}
    for plan in sorted(plans, key=lambda row: (row["CPPstartDate"], row["_id"])):
        if plan["CPPstartDate"] <= last and (plan["CPPendDate"] is None or plan["CPPendDate"] > last):
            present.setdefault(plan["LAchildID"], plan)
    return list(present.values())


def _band(start: date, last: date) -> str:
    if last <= add_months(start, THREE):
        return "3-months-or-less"
    if last <= add_months(start, SIX):
        return "3-to-6-months"
    if last < add_months(start, YEAR):
        return "6-to-12-months"
    return "1-to-2-years" if last < add_months(start, TWO_YEARS) else "2-years-or-more"


def _on_time(plan: Row, reviews: list[Row], last: date) -> bool:
    """The first review within three months, each later one within six of the one before, none overdue."""
    start = plan["CPPstartDate"]
    held = sorted(
        r["CPPreviewDate"] for r in reviews if r["_parent"] == plan["_id"] and start < r["CPPreviewDate"] <= last
    )
    due = add_months(start, THREE)
    for review in held:
        if review > due:
            return False
        due = add_months(review, SIX)
    return last <= due


def repeats(referrals: Iterable[Row]) -> list[bool]:
    """Of each referral, whether another one of the child came in the twelve months before."""
    every = list(referrals)
    return [
        any(
            other["LAchildID"] == row["LAchildID"]
            and other["CINreferralDate"] < row["CINreferralDate"] <= add_months(other["CINreferralDate"], YEAR)
            for other in every
        )
        for row in every
    ]
