"""Figures of a list beside figures of the store."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mappings.overlap.past_figures import PastAgreement, PastFigures, compare_past_figures, read_number
from mappings.overlap.profiles import Measure

PAST = PastFigures({("a", "FY2008-09"): (Decimal("12.34"),), ("a", "FY2009-10"): (Decimal(1204), Decimal(7))})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,204", "1204"),
        (" 45.6% ", "45.6"),
        ("£12", "12"),
        ("-3", "-3"),
        ("n/a", None),
        ("", None),
        ("NaN", None),
        ("1e999999", None),
        ("Infinity", None),
    ],
)
def test_numbers_of_a_list(text: str, number: str | None) -> None:
    assert read_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("values", "agree", "differ"),
    [
        ((("FY2008-09", "12.3"),), 1, 0),
        ((("FY2008-09", "12.34"),), 1, 0),
        ((("FY2008-09", "12.4"),), 0, 1),
        ((("FY2008-09", "12"),), 1, 0),
        ((("FY2009-10", "1,204"),), 1, 0),
        ((("FY2008-09", "12.3"), ("FY2009-10", "99")), 1, 1),
    ],
)
def test_agreement_is_within_what_the_list_shows(values: tuple[tuple[str, str], ...], agree: int, differ: int) -> None:
    agreement = compare_past_figures(PAST, Measure(1, "x", values=values), "a")
    assert agreement is not None
    assert (agreement.agree, agreement.differ) == (agree, differ)


def test_small_whole_numbers_agree_by_chance() -> None:
    agreement = compare_past_figures(PAST, Measure(1, "x", values=(("FY2009-10", "7"),)), "a")
    assert agreement is not None
    assert (agreement.agree, agreement.differ) == (0, 0)
    assert agreement.adjust_score(70) == 70


@pytest.mark.parametrize("values", [(), (("FY2001-02", "4"),), (("FY2008-09", "n/a"),)])
def test_nothing_in_common_says_nothing(values: tuple[tuple[str, str], ...]) -> None:
    assert compare_past_figures(PAST, Measure(1, "x", values=values), "a") is None
    assert compare_past_figures(None, Measure(1, "x", values=values), "a") is None


def test_more_agreement_is_surer_and_never_certain() -> None:
    assert 70 < PastAgreement(1, 0, "").adjust_score(70) < PastAgreement(2, 0, "").adjust_score(70) < 100
    assert PastAgreement(0, 2, "").adjust_score(70) < PastAgreement(0, 1, "").adjust_score(70) < 70
    assert PastAgreement(1, 1, "").adjust_score(70) == 70
    assert PastAgreement(9, 0, "").adjust_score(99) == 99
