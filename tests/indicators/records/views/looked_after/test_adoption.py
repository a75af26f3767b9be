"""Adoptions of three years: days to the family, from the order to the match, and within a year of the decision."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.period.arithmetic import financial_year
from tests.indicators.records.views.looked_after.small_records import Row, figures, records, view

HEADING = "CHILD DECOM DEC RNE LS PLACE PL_POST REC\n"
FOSTERED = """A 2022-05-01 2022-08-01 S C2 U1 AA11AA X1
              A 2022-08-01 2023-01-01 P C2 U1 BB22BB X1
              A 2023-01-01 2024-02-01 L E1 U1 BB22BB X1
              A 2024-02-01 2024-12-01 T E1 A5 BB22BB E12"""
MOVED = """A 2022-05-01 2023-01-01 S C2 U1 AA11AA X1
           A 2023-01-01 2024-02-01 L E1 U1 AA11AA X1
           A 2024-02-01 2024-12-01 P E1 A6 CC33CC E11"""
TWO_FAMILIES = """A 2022-05-01 2023-01-01 S E1 U1 AA11AA X1
                  A 2023-01-01 2023-06-01 P E1 A6 BB22BB X1
                  A 2023-06-01 2024-02-01 P E1 U1 DD44DD X1
                  A 2024-02-01 2024-12-01 P E1 A6 CC33CC E11"""
FROM_FOSTER_HOME = """A 2022-05-01 2024-02-01 S C2 U1 AA11AA X1
                      A 2024-02-01 2024-12-01 P E1 A6 BB22BB X1
                      A 2024-12-01 2025-01-01 P E1 U1 CC33CC E11"""


def _adoption(lines: str, by_foster_carer: str = "0", match: str = "2023-09-01") -> Row:
    paper = f"CHILD DATE_INT DATE_MATCH FOSTER_CARE\nA 2022-12-01 {match} {by_foster_carer}"
    (row,) = view("adoptions", records(Episodes=HEADING + lines, AD1=paper))
    return row


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


@pytest.mark.parametrize(
    ("lines", "by_foster_carer", "placed", "with_carer"),
    [
        pytest.param(MOVED, "0", "2024-02-01", "2024-02-01", id="a new family"),
        pytest.param(MOVED, "1", "2024-02-01", "2024-02-01", id="a former foster carer's"),
        pytest.param(FOSTERED, "1", "2024-02-01", "2022-08-01", id="the foster carer's"),
        pytest.param(FOSTERED, "0", "2024-02-01", "2024-02-01", id="the foster carer's, not said in AD1"),
        pytest.param(FOSTERED.replace(" T ", " P "), "1", "2024-02-01", "2022-08-01", id="written as a move"),
        pytest.param(TWO_FAMILIES, "0", "2024-02-01", "2024-02-01", id="the last of two families"),
    ],
)
def test_days_to_the_family(lines: str, by_foster_carer: str, placed: str, with_carer: str) -> None:
    row = _adoption(lines, by_foster_carer)
    assert row["days_to_family"] == _days("2022-05-01", placed)
    assert row["days_to_family_adjusted"] == _days("2022-05-01", with_carer)


def test_days_begin_with_the_period_of_care_from_which_the_child_was_adopted() -> None:
    row = _adoption("A 2019-05-01 2020-05-01 S C2 U1 AA11AA E4A\n" + MOVED)
    assert row["days_to_family"] == _days("2022-05-01", "2024-02-01")


def test_days_from_the_order_to_the_match() -> None:
    assert _adoption(MOVED)["days_order_to_match"] == _days("2023-01-01", "2023-09-01")
    assert _adoption(MOVED, match="2022-12-25")["days_order_to_match"] == -7
    assert _adoption(MOVED, match=".")["days_order_to_match"] is None
    assert _adoption(MOVED.replace("E1 ", "C2 "))["days_order_to_match"] is None


def test_a_mean_is_over_children_with_both_days() -> None:
    now = records(
        Episodes=HEADING
        + MOVED
        + """
             B 2022-05-01 2024-12-01 S C2 U1 AA11AA E11
             C 2022-05-01 2024-12-01 S C2 U1 AA11AA E13"""
    )
    derived_figures = figures(now)
    assert derived_figures["adoption-entering-care-to-placement"] == (_days("2022-05-01", "2024-02-01"), 1)
    assert derived_figures["adoption-placement-order-to-match"] == (0, 0)


@pytest.mark.parametrize(("adopted", "counted"), [("2022-03-31", 0), ("2022-04-01", 1), ("2025-03-31", 1)])
def test_three_years_to_31_march(adopted: str, counted: int) -> None:
    now = records(Episodes=HEADING + "B 2025-03-01 . S C2 U1 . .")
    then = records(financial_year(2021), Episodes=HEADING + f"A 2020-05-01 {adopted} S E1 A6 AA11AA E11")
    assert len(view("adoptions", now, [then])) == counted


@pytest.mark.parametrize(
    ("lines", "decided", "parts"),
    [
        pytest.param(MOVED, "2023-02-01", (1, 1), id="twelve months to the day"),
        pytest.param(MOVED, "2023-01-31", (0, 1), id="a day more"),
        pytest.param(MOVED, "2024-02-02", (0, 1), id="decided after the placement: the other date counts"),
        pytest.param(TWO_FAMILIES, "2022-12-01", (0, 0), id="placed with another family first"),
        pytest.param(FROM_FOSTER_HOME, "2023-12-01", (0, 0), id="adopted from a foster home"),
        pytest.param("A 2022-05-01 2024-12-01 S C2 U1 . E11", "2023-02-01", (0, 1), id="never placed for adoption"),
        pytest.param(MOVED.replace("2024-12", "2024-03"), "2023-02-01", (0, 0), id="adopted the year before"),
    ],
)
def test_placed_within_twelve_months_of_the_decision(lines: str, decided: str, parts: tuple[int, int]) -> None:
    now = records(
        Episodes=HEADING + lines,
        AD1="CHILD DATE_INT\nA 2022-12-01",
        PlacedAdoption=f"CHILD DATE_PLACED\nA {decided}\nA 2022-11-01" if decided < "2024-02-02" else
        f"CHILD DATE_PLACED\nA {decided}",
    )  # fmt: skip
    assert figures(now)["adoption-placed-within-12-months"] == parts
