"""Every measure of the census worked out twice from drawn children: by the views, and slowly by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue import load_breakdowns, load_catalogue
from indicators.definitions import Indicator
from indicators.records.derive import derive
from indicators.records.frames import Records
from indicators.records.views import prepare_views
from returnonce.numbers import MICRO
from tests.indicators.records.views.in_need import slow
from tests.indicators.records.views.in_need.small import CONTEXT, YEAR, census

#: Days on which something turns: months and years before the last day, the year's ends, Easter, Christmas.
TURNS = (
    date(2022, 3, 31), date(2023, 3, 31), date(2024, 2, 29), date(2024, 3, 28), date(2024, 3, 31), date(2024, 4, 1),
    date(2024, 9, 30), date(2024, 11, 30), date(2024, 12, 24), date(2024, 12, 31), date(2025, 3, 31),
)  # fmt: skip
DAYS = st.builds(lambda day, off: day + timedelta(off), st.sampled_from(TURNS), st.integers(-2, 2)) | st.dates(
    date(2021, 11, 1), date(2025, 6, 30)
)
#: Lengths around 45 working days, 3, 6 and 12 months and two years, in days.
LENGTHS = st.sampled_from((0, 1, 62, 63, 64, 65, 66, 67, 89, 90, 91, 92, 182, 183, 184, 364, 365, 366, 730, 731))


def later(draw: st.DrawFn, start: date) -> date:
    return start + timedelta(draw(LENGTHS))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {
        "CINdetails": [], "Assessment": [], "ChildProtectionPlan": [], "CPPreview": [],
    }  # fmt: skip
    for _ in range(draw(st.integers(0, 5))):
        _referral(draw, found, draw(st.sampled_from("ABC")))
    return found


def _referral(draw: st.DrawFn, found: dict[str, list[dict[str, Any]]], child: str) -> None:
    own, received = len(found["CINdetails"]), draw(DAYS)
    found["CINdetails"].append({"_id": own, "LAchildID": child, "CINreferralDate": received, "ReferralNFA": "0"})
    for _ in range(draw(st.integers(0, 2))):
        start = received + timedelta(draw(st.integers(0, 9)))
        end = draw(st.just(None) | st.just(later(draw, start)))
        found["Assessment"].append(
            {"LAchildID": child, "_parent": own, "AssessmentActualStartDate": start, "AssessmentAuthorisationDate": end}
        )
    for _ in range(draw(st.integers(0, 2))):
        _plan(draw, found, child, own)


def _plan(draw: st.DrawFn, found: dict[str, list[dict[str, Any]]], child: str, parent: int) -> None:
    own, start = len(found["ChildProtectionPlan"]), draw(DAYS)
    end = draw(st.just(None) | st.just(later(draw, start)))
    previous = draw(st.none() | st.integers(0, 2))
    found["ChildProtectionPlan"].append(
        {
            "_id": own,
            "_parent": parent,
            "LAchildID": child,
            "CPPstartDate": start,
            "CPPendDate": end,
            "NumberOfPreviousCPP": previous,
        }
    )
    held = start
    for _ in range(draw(st.integers(0, 3))):
        held = later(draw, held)
        found["CPPreview"].append({"LAchildID": child, "_parent": own, "CPPreviewDate": held})


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Indicator]:
    return dict(load_catalogue())


def derived(records: Records, catalogue: dict[str, Indicator]) -> dict[str, tuple[int, int]]:
    """Numerator and denominator in whole numbers; a count's value over none."""
    frame = derive(
        prepare_views(records, CONTEXT),
        record_set=records.record_set,
        period=records.period,
        area="E10000024",
        catalogue=catalogue,
        breakdowns=load_breakdowns(),
        status="final",
    )
    rows = frame.select("indicator", "numerator", "denominator", "value").iter_rows()
    return {
        code: (n // MICRO, d // MICRO) if value is None else (value // MICRO, 0) for code, n, d, value in rows
    }  # fmt: skip


@given(rows=tables())
def test_worked_out_twice(rows: dict[str, list[dict[str, Any]]], catalogue: dict[str, Indicator]) -> None:
    expected = slow.figures(rows, YEAR.start, YEAR.end, CONTEXT.holidays)
    found = derived(census(**rows), catalogue)
    counts = {code for code in expected if not catalogue[code].parts}
    assert found.keys() == expected.keys()
    assert found == {code: (n, 0 if code in counts else d) for code, (n, d) in expected.items()}


@given(rows=tables())
def test_repeats_worked_out_twice(rows: dict[str, list[dict[str, Any]]]) -> None:
    frame = prepare_views(census(**rows), CONTEXT)["referrals"].sort("referral")
    assert frame["repeat"].to_list() == slow.repeats(rows["CINdetails"])


def test_an_empty_census_has_figures_of_none(catalogue: dict[str, Indicator]) -> None:
    assert set(derived(census(), catalogue).values()) == {(0, 0)}
