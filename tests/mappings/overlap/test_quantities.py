"""Ages, thresholds and numbers in words: tables of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.overlap.evidence import format_ages
from mappings.overlap.quantities import read_quantities


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Care leavers aged 19 to 21", "19 to 21"),
        ("NEET aged 16-17", "16 to 17"),
        ("16 to 18 year olds", "16 to 18"),
        ("16-18 year olds NEET", "16 to 18"),
        ("eligible two-year-olds", "2"),
        ("(15-24 year olds)", "15 to 24"),
        ("care leavers (19-21)", "19 to 21"),
        ("Under 18 conception rate", "under 18"),
        ("under 75s", "under 75"),
        ("people aged 65 and over", "65 and over"),
        ("over 65s satisfied", "65 and over"),
        ("65+", "65 and over"),
        ("attainment gap at age 11", "11"),
        ("Level 2 by the age of 19", "19"),
        ("at sixteen", "16"),
        ("women aged 47-49 and 71-73", "47 to 49"),
        ("mortality rate at ages under 75", "under 75"),
        ("rate per 100,000 10-17 year olds", "10 to 17"),
    ],
)
def test_ages(text: str, ages: str) -> None:
    quantities = read_quantities(text).ages
    if ages == "47 to 49":
        quantities &= (1 << 50) - 1
    assert quantities
    assert format_ages(quantities) == ages


@pytest.mark.parametrize(
    "text",
    [
        "3 or more placements",
        "within 28 days",
        "20 miles or more",
        "18 weeks",
        "at 6-8 weeks",
        "key stage 2",
        "5 or more A*-C",
        "more than 3 placements",
        "under 3 weeks",
        "2008/09",
        "NI 117",
        "by 15% in 2010",
        "over 2 years",
        "by 12 completed weeks",
        "by 10 working days",
    ],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert read_quantities(text).ages == 0


@pytest.mark.parametrize(
    ("text", "kind", "compared", "number"),
    [
        ("3 or more placements", "placement", "ge", 3),
        ("three or more placements", "placement", "ge", 3),
        ("placed 20 miles or more from home", "mile", "ge", 20),
        ("more than 20 miles", "mile", "gt", 20),
        ("within 45 working days", "working day", "le", 45),
        ("within four weeks", "days", "le", 28),
        ("for 2 years or more", "days", "ge", 730),
        ("no more than 62 days", "days", "le", 62),
        ("at least 12 months", "days", "ge", 364.8),
        ("within 24 hours", "days", "le", 1),
        ("stage 2 complaints", "number of stage", "eq", 2),
    ],
)
def test_thresholds(text: str, kind: str, compared: str, number: float) -> None:
    quantities = [(each.kind, each.compared, each.number) for each in read_quantities(text).thresholds]
    assert (kind, compared, number) in quantities


@pytest.mark.parametrize(
    "text",
    [
        "open for one year and under two years",
        "plans lasting under 2 years",
        "waits of under 12 years",
        "calls answered in over 20 seconds",
        "assessed at 12 months",
        "aged 12 months",
        "open for over a year",
        "waiting over 18 weeks",
    ],
)
def test_time_words_are_no_ages(text: str) -> None:
    assert read_quantities(text).ages == 0


@pytest.mark.parametrize("text", ["children under 2 years old", "infants under 2", "waiting, under 18 years old"])
def test_ages_after_time_words_stay_ages(text: str) -> None:
    assert read_quantities(text).ages > 0


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("per 1,000 population", 1000),
        ("per 100,000", 100_000),
        ("rate per 10,000", 10_000),
        ("per head", None),
        ("per 100k", 100_000),
        ("per 100 000 population", 100_000),
        ("per 100,000 10-17 year olds", 100_000),
    ],
)
def test_per_what(text: str, per: int | None) -> None:
    assert read_quantities(text).per == per


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    assert read_quantities(text).ages >= 0


@given(st.text(alphabet="0123456789 -–to%+yearsolduaged.,()*abc", max_size=120))
def test_no_run_of_numbers_is_too_odd(text: str) -> None:
    assert read_quantities(text) == read_quantities(text)
