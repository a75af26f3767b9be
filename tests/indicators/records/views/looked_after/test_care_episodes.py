"""Periods of care and stays with a carer, drawn."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from tests.indicators.records.views.looked_after.small_records import YEAR, given, records, rows, view

HEADING = "CHILD DECOM DEC RNE LS PLACE PL_POST REC\n"


def _periods(lines: str) -> list[tuple[str, str | None]]:
    view_rows = view("periods-of-care", records(Episodes=HEADING + lines))
    return [(str(row["start"]), row["end"] and str(row["end"])) for row in view_rows]


@pytest.mark.parametrize(
    ("lines", "periods"),
    [
        pytest.param(
            """A 2023-05-01 2024-06-01 S C2 U1 . X1
               A 2024-06-01 .          P C2 U1 . .""",
            [("2023-05-01", None)],
            id="one episode follows the other",
        ),
        pytest.param(
            """A 2023-05-01 2024-06-01 S C2 U1 . E4A
               A 2024-06-02 .          S C2 U1 . .""",
            [("2023-05-01", "2024-06-01"), ("2024-06-02", None)],
            id="a gap of a day",
        ),
        pytest.param(
            """A 2023-05-01 2024-06-10 S C2 U1 . X1
               A 2024-06-01 2024-09-01 P C2 U1 . E4A""",
            [("2023-05-01", "2024-09-01")],
            id="episodes overlap",
        ),
        pytest.param(
            """A 2023-05-01 2024-12-10 S C2 U1 . E4A
               A 2024-06-01 2024-07-01 P C2 U1 . X1
               A 2024-08-01 2024-09-01 P C2 U1 . X1""",
            [("2023-05-01", "2024-12-10")],
            id="one episode holds the others",
        ),
        pytest.param(
            """A 2023-05-01 2024-06-01 S C2 U1 . X1
               A 2023-05-01 2024-06-01 S C2 U1 . X1
               A 2024-06-01 .          P C2 U1 . .""",
            [("2023-05-01", None)],
            id="the same row twice",
        ),
        pytest.param(
            """A 2024-06-01 2024-06-01 S C2 U1 . X1
               A 2024-06-01 2024-06-01 P C2 U4 . X1
               A 2024-06-01 .          P C2 K2 . .""",
            [("2024-06-01", None)],
            id="two moves on one day",
        ),
        pytest.param("A 2024-05-01 . S V4 U1 . .", [], id="short breaks only"),
        pytest.param(
            """A 2023-05-01 2023-06-01 S V3 U1 . X1
               A 2023-06-01 .          L V2 U1 . .""",
            [("2023-06-01", None)],
            id="care that follows short breaks begins after them",
        ),
        pytest.param("A 2025-04-01 . S C2 U1 . .", [], id="begins after the period"),
        pytest.param("A 2025-03-31 . S C2 U1 . .", [("2025-03-31", None)], id="begins on its last day"),
        pytest.param("A 2023-05-01 2025-04-30 S C2 U1 . E4A", [("2023-05-01", "2025-04-30")], id="ends after it"),
        pytest.param("A . 2024-06-01 S C2 U1 . X1", [], id="no first day"),
    ],
)
def test_periods_of_care(lines: str, periods: list[tuple[str, str | None]]) -> None:
    assert _periods(lines) == periods


@pytest.mark.parametrize(
    ("lines", "stays"),
    [
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-07-01 P C2 U1 BB22BB X1
               A 2024-07-01 2024-08-01 B E1 U4 CC33CC X1
               A 2024-08-01 .          L C2 U4 CC33CC .""",
            ["2024-05-01", "2024-06-01", "2024-07-01"],
            id="P and B are moves, L is none",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U6 AA11AA X1
               A 2024-06-01 2024-07-01 T C2 U4 AA11AA X1
               A 2024-07-01 .          U E1 A5 AA11AA .""",
            ["2024-05-01"],
            id="T and U keep the carer",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-06-08 P C2 T1 HH11HH X1
               A 2024-06-08 2024-06-20 P C2 T3 KK11KK X1
               A 2024-06-20 .          P C2 U1 aa11aa .""",
            ["2024-05-01"],
            id="back from two temporary ones",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-06-08 P C2 T1 HH11HH X1
               A 2024-06-08 .          P C2 U1 BB22BB .""",
            ["2024-05-01", "2024-06-08"],
            id="from a temporary one to another carer",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-07-01 P C2 U1 BB22BB X1
               A 2024-07-01 .          P C2 U1 AA11AA .""",
            ["2024-05-01", "2024-06-01", "2024-07-01"],
            id="back to a carer left for another is a move",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 T1 AA11AA X1
               A 2024-06-01 .          P C2 U1 BB22BB .""",
            ["2024-06-01"],
            id="a temporary one first",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA E4A
               A 2024-07-01 .          S C2 U1 AA11AA .""",
            ["2024-05-01", "2024-07-01"],
            id="the same carer after a time at home",
        ),
    ],
)
def test_stays_with_a_carer(lines: str, stays: list[str]) -> None:
    assert [str(row["start"]) for row in view("placements", records(Episodes=HEADING + lines))] == stays


def test_a_stay_lasts_through_a_temporary_placement() -> None:
    now = records(
        Episodes=HEADING
        + """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
             A 2024-06-01 2024-06-08 P C2 T1 HH11HH X1
             A 2024-06-08 2024-09-01 P C2 U1 AA11AA E4A"""
    )
    (stay,) = view("placements", now)
    assert (stay["start"], stay["end"]) == (date(2024, 5, 1), date(2024, 9, 1))


def test_whether_the_start_is_on_record_and_why_care_ended() -> None:
    now = records(
        Episodes=HEADING
        + """A 2023-05-01 2024-06-01 L C2 U1 . E4A
             B 2024-05-01 .          S C2 U1 . ."""
    )
    view_rows = view("periods-of-care", now)
    assert [(r["start_recorded"], r["reason_ended"]) for r in view_rows] == [(False, "E4A"), (True, None)]


@pytest.mark.long
def test_the_order_of_rows_changes_nothing() -> None:
    lines = rows(
        YEAR,
        "Episodes",
        HEADING
        + """A 2023-05-01 .          S C2 U1 AA11AA .
             A 2024-06-01 2024-06-01 P C2 U4 BB22BB X1
             A 2024-06-01 .          P C2 K2 BB22BB .
             A 2024-06-01 2024-08-01 T E1 A5 CC33CC E11""",
    )
    names = ("periods-of-care", "placements", "stability", "children", "adoptions")
    answers = [[view(name, given({"Episodes": list(order)})) for name in names] for order in permutations(lines)]
    assert all(answer == answers[0] for answer in answers)
