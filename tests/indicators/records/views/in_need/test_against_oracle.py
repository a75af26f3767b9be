"""Every measure of the census worked out twice from drawn children: by the views, and slowly by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.arithmetic import financial_year
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.record_frames import Records
from indicators.records.views import prepare_views
from returnonce.numbers import MICRO
from tests.indicators.records.views.in_need import oracle
from tests.indicators.records.views.in_need.small_censuses import CONTEXT, YEAR, census, referral
from tests.shipped import load_breakdowns, load_catalogue

pytestmark = pytest.mark.long

CATALOGUE = load_catalogue()
#: Days on which something turns: months and years before the last day, the year's ends, Easter, Christmas.
TURNS = (
    date(2022, 3, 31), date(2023, 3, 31), date(2024, 2, 29), date(2024, 3, 28), date(2024, 3, 31), date(2024, 4, 1),
    date(2024, 9, 30), date(2024, 11, 30), date(2024, 12, 24), date(2024, 12, 31), date(2025, 3, 31),
)  # fmt: skip
DAYS = st.builds(lambda day, off: day + timedelta(off), st.sampled_from(TURNS), st.integers(-2, 2)) | st.dates(
    date(2021, 11, 1), date(2025, 6, 30)
)
#: Days around the 45 working days of an assessment, and the 15 of a conference.
TERMS = (0, 1, 2, 18, 19, 20, 21, 22, 23, 62, 63, 64, 65, 66, 67)
MONTHS = (3, 6, 24)


def months_later(draw: st.DrawFn, start: date) -> date:
    """A day around so many months later."""
    return oracle.add_months(start, draw(st.sampled_from(MONTHS))) + timedelta(draw(st.integers(-1, 1)))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {
        "CINdetails": [], "Assessment": [], "ChildProtectionPlan": [], "CPPreview": [], "Section47": [],
    }  # fmt: skip
    for _ in range(draw(st.integers(0, 9))):
        _referral(draw, found, draw(st.sampled_from("ABC")))
    return found


def _referral(draw: st.DrawFn, found: dict[str, list[dict[str, Any]]], child: str) -> None:
    own, received = len(found["CINdetails"]), draw(DAYS)
    told = {
        "ReferralNFA": draw(st.sampled_from("01")),
        "ReferralSource": draw(st.sampled_from(("1A", "2A", "2B", "6"))),
    }
    found["CINdetails"].append({"_id": own, "LAchildID": child, "CINreferralDate": received, **told})
    for _ in range(draw(st.integers(0, 2))):
        start = received + timedelta(draw(st.integers(0, 9)))
        end = start + timedelta(draw(st.sampled_from(TERMS))) if draw(st.booleans()) else draw(st.none() | DAYS)
        found["Assessment"].append(
            {"LAchildID": child, "_parent": own, "AssessmentActualStartDate": start, "AssessmentAuthorisationDate": end}
        )
    for _ in range(draw(st.integers(0, 2))):
        _plan(draw, found, child, own)
        _enquiry(draw, found, child, own)


def _plan(draw: st.DrawFn, found: dict[str, list[dict[str, Any]]], child: str, parent: int) -> None:
    own, start = len(found["ChildProtectionPlan"]), draw(DAYS)
    end = draw(st.none() | st.sampled_from((YEAR.start, YEAR.end)) | st.just(months_later(draw, start)))
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
        held = months_later(draw, held)
        found["CPPreview"].append({"LAchildID": child, "_parent": own, "CPPreviewDate": held})


def _enquiry(draw: st.DrawFn, found: dict[str, list[dict[str, Any]]], child: str, parent: int) -> None:
    start = draw(DAYS)
    held = draw(st.none() | st.sampled_from(TERMS).map(lambda days: start + timedelta(days)))
    told = {"ICPCnotRequired": draw(st.sampled_from("01")), "DateOfInitialCPC": held}
    found["Section47"].append({"LAchildID": child, "_parent": parent, "S47ActualStartDate": start, **told})


def derived(records: Records, *earlier: Records) -> dict[str, tuple[int, int]]:
    """Numerator and denominator in whole numbers; a count's value over none."""
    frame = derive_figures(
        prepare_views(records, CONTEXT, earlier),
        records.record_set,
        DerivationScope(records.period, "E10000024", "final"),
        catalogue=CATALOGUE,
        breakdowns=load_breakdowns(),
    )
    rows = frame.select("indicator", "numerator", "denominator", "value").iter_rows()
    return {
        code: (n // MICRO, d // MICRO) if value is None else (value // MICRO, 0) for code, n, d, value in rows
    }  # fmt: skip


@given(rows=tables())
def test_worked_out_twice(rows: dict[str, list[dict[str, Any]]]) -> None:
    expected = oracle.figures(rows, YEAR.start, YEAR.end, CONTEXT.holidays)
    derived_rows = derived(census(**rows))
    counts = {code for code in expected if not CATALOGUE[code].parts}
    assert derived_rows.keys() == expected.keys()
    assert derived_rows == {code: (n, 0 if code in counts else d) for code, (n, d) in expected.items()}


@given(rows=tables())
def test_repeats_worked_out_twice(rows: dict[str, list[dict[str, Any]]]) -> None:
    frame = prepare_views(census(**rows), CONTEXT)["referrals"].sort("referral")
    assert frame["repeat"].to_list() == oracle.repeats(rows["CINdetails"])


def test_repeats_are_a_figure_only_where_the_year_before_is_at_hand() -> None:
    before = census(financial_year(2023), "FY2023-24", CINdetails=[referral("2023-12-01", "2024-02-01")])
    this = census(CINdetails=[referral("2024-11-01"), referral("2025-01-10", child="B2", number=1)])
    assert derived(this).keys().isdisjoint({"annex-a-referrals-repeat", "referrals-repeat"})
    with_year_before = derived(this, before)
    assert with_year_before["annex-a-referrals-repeat"] == with_year_before["referrals-repeat"] == (1, 2)


def test_an_empty_census_has_figures_of_none() -> None:
    assert set(derived(census()).values()) == {(0, 0)}
