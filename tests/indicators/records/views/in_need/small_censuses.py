"""Small censuses for tests: a few rows by table, with what the tests leave out filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from indicators.period.arithmetic import Period, financial_year
from indicators.records.record_frames import Records, build_records
from indicators.records.view_context import ViewContext
from tests.shipped import load_calendar, load_record_set

YEAR = financial_year(2024)
CONTEXT = ViewContext(holidays=frozenset(load_calendar().days))

Rows = Iterable[Mapping[str, Any]]


def census(period: Period = YEAR, version: str = "FY2024-25", **tables: Rows) -> Records:
    """A census of these rows."""
    return build_records(load_record_set("children-in-need", version), period, tables)


def day(text: str | None) -> date | None:
    """An ISO date, or none."""
    return date.fromisoformat(text) if text else None


def plan(
    start: str, end: str | None = None, *, previous: int = 0, child: str = "A1", number: int = 0
) -> dict[str, Any]:
    """One child protection plan; ``number`` is its ordinal."""
    return {
        "LAchildID": child, "CPPstartDate": day(start), "CPPendDate": day(end), "NumberOfPreviousCPP": previous,
        "InitialCategoryOfAbuse": "NEG", "LatestCategoryOfAbuse": "NEG", "_id": number, "_parent": 0,
    }  # fmt: skip


def review(held: str, *, of: int = 0) -> dict[str, Any]:
    """A review of the plan with this ordinal."""
    return {"LAchildID": "A1", "CPPreviewDate": day(held), "_parent": of}


def referral(
    received: str, closed: str | None = None, *, child: str = "A1", nothing_followed: str = "0", number: int = 0
) -> dict[str, Any]:
    """One referral; ``number`` is its ordinal."""
    return {
        "LAchildID": child, "CINreferralDate": day(received), "CINclosureDate": day(closed), "ReferralSource": "6",
        "PrimaryNeedCode": "N1", "ReferralNFA": nothing_followed, "_id": number, "_parent": 0,
    }  # fmt: skip


def assessment(start: str, authorised: str | None, *, referral: int = 0) -> dict[str, Any]:
    """One assessment under the referral with this ordinal."""
    return {
        "LAchildID": "A1", "AssessmentActualStartDate": day(start), "AssessmentAuthorisationDate": day(authorised),
        "_parent": referral,
    }  # fmt: skip
