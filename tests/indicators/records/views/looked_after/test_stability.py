"""Children looked after on the last day: how long, how often moved, how long in one place."""

from __future__ import annotations

import pytest

from indicators.period.arithmetic import financial_year
from tests.indicators.records.views.looked_after.small_records import figures, records, view

HEADING = "CHILD DECOM DEC RNE LS PLACE PL_POST REC\n"
BORN_2012 = "CHILD DOB\nA 2012-01-01"


@pytest.mark.parametrize(
    ("since", "long_term", "two_years", "continuous"),
    [
        ("2022-09-29", True, True, True),
        ("2022-09-30", True, True, True),
        ("2022-10-01", False, True, True),
        ("2023-03-31", False, True, True),
        ("2023-04-01", False, False, True),
        ("2024-04-01", False, False, True),
        ("2024-04-02", False, False, False),
    ],
)
def test_how_long_looked_after(since: str, long_term: bool, two_years: bool, continuous: bool) -> None:
    now = records(Header=BORN_2012, Episodes=HEADING + f"A {since} . S C2 U1 . .")
    (row,) = view("stability", now)
    assert (row["long_term"], row["two_years"], row["continuous_year"]) == (long_term, two_years, continuous)


@pytest.mark.parametrize(
    ("born", "age", "long_term"),
    [
        ("2009-03-31", 16, False),
        ("2009-04-01", 15, True),
        ("2008-02-29", 17, False),
        ("2024-02-29", 1, True),
        (".", None, False),
    ],
)
def test_under_sixteen_by_birthday(born: str, age: int | None, long_term: bool) -> None:
    now = records(Header=f"CHILD DOB\nA {born}", Episodes=HEADING + "A 2020-05-01 . S C2 U1 . .")
    (row,) = view("stability", now)
    assert (row["age"], row["long_term"]) == (age, long_term)


def test_a_gap_begins_the_count_anew() -> None:
    now = records(
        Header=BORN_2012,
        Episodes=HEADING
        + """A 2015-05-01 2024-06-01 S C2 U1 . E4A
             A 2024-06-02 .          S C2 U1 . .""",
    )
    (row,) = view("stability", now)
    assert (row["long_term"], row["continuous_year"], str(row["looked_after_since"])) == (False, False, "2024-06-02")


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param("A 2020-05-01 . S C2 U1 . .", 1, id="one all the year"),
        pytest.param(
            """A 2020-05-01 2024-04-01 S C2 U1 AA11AA X1
               A 2024-04-01 2024-10-01 P C2 U1 BB22BB X1
               A 2024-10-01 .          P C2 U1 CC33CC .""",
            3,
            id="one that ended on 1 April was there that day",
        ),
        pytest.param(
            """A 2020-05-01 2024-03-31 S C2 U1 AA11AA X1
               A 2024-03-31 2024-10-01 P C2 U1 BB22BB X1
               A 2024-10-01 .          P C2 U1 CC33CC .""",
            2,
            id="one that ended on 31 March was not",
        ),
        pytest.param(
            """A 2020-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-06-01 P C2 U1 BB22BB X1
               A 2024-06-01 .          P C2 U1 CC33CC .""",
            3,
            id="one of less than a day counts",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA E4A
               A 2024-07-01 2024-08-01 S C2 U1 BB22BB E4A
               A 2024-09-01 .          S C2 U1 CC33CC .""",
            3,
            id="all periods of care in the year",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-06-08 P C2 T0 HH11HH X1
               A 2024-06-08 2024-07-01 P C2 U1 AA11AA X1
               A 2024-07-01 2024-08-01 T C2 U4 DD44DD X1
               A 2024-08-01 .          L E1 U4 DD44DD .""",
            1,
            id="temporary, same carer, legal status",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-06-08 P C2 T4 HH11HH X1
               A 2024-06-08 .          T C2 U6 HH11HH .""",
            2,
            id="staying on with the temporary carer",
        ),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-01 2024-06-08 T C2 T2 HH11HH X1
               A 2024-06-08 .          T C2 U1 BB22BB .""",
            1,
            id="on holiday with the carer",
        ),
        pytest.param("A 2024-05-01 . S C2 T4 AA11AA .", 0, id="a temporary one only"),
        pytest.param(
            """A 2024-05-01 2024-06-01 S C2 U1 AA11AA X1
               A 2024-06-04 2024-07-01 L E1 U1 AA11AA X1
               A 2024-07-04 2024-08-01 T E1 U4 BB22BB X1
               A 2024-08-04 .          P E1 U4 CC33CC .""",
            2,
            id="days missing between episodes are no move",
        ),
    ],
)
def test_placements_in_the_year(lines: str, count: int) -> None:
    (row,) = view("stability", records(Episodes=HEADING + lines))
    assert row["placements_in_year"] == count
    assert row["many_in_year"] == (count >= 3)


def test_short_breaks_are_no_placements_and_no_care() -> None:
    now = records(
        Episodes=HEADING
        + """A 2024-05-01 2024-06-01 S V4 U1 AA11AA X1
             A 2024-06-01 2024-07-01 P V4 U1 BB22BB X1
             A 2024-07-01 .          P V3 U1 CC33CC .
             B 2024-05-01 2024-06-01 S V4 U1 AA11AA X1
             B 2024-06-01 .          B V2 U1 BB22BB ."""
    )
    assert [(r["child"], r["placements_in_year"]) for r in view("stability", now)] == [("B", 1)]
    assert figures(now)["cla-three-or-more-placements"] == (0, 1)


def test_two_years_of_placements_reach_back_into_earlier_records() -> None:
    now = records(Episodes=HEADING + "A 2024-02-01 . P C2 U1 CC33CC .")
    then = records(
        financial_year(2023),
        Episodes=HEADING
        + """A 2020-05-01 2023-05-01 S C2 U1 AA11AA X1
             A 2023-05-01 2024-02-01 P C2 U1 BB22BB X1
             A 2024-02-01 .          P C2 U1 CC33CC .""",
    )
    assert figures(now)["cla-three-or-more-placements-two-years"] == (0, 0)
    assert figures(now, [then])["cla-three-or-more-placements-two-years"] == (1, 1)


@pytest.mark.parametrize(
    ("lines", "same_carer", "same_placement"),
    [
        pytest.param("A 2020-05-01 . S C2 U1 AA11AA .", 1, 1, id="always one"),
        pytest.param(
            """A 2020-05-01 2023-03-31 S C2 U1 AA11AA X1
               A 2023-03-31 .          P C2 U1 BB22BB .""",
            1,
            1,
            id="two years today",
        ),
        pytest.param(
            """A 2020-05-01 2023-04-01 S C2 U1 AA11AA X1
               A 2023-04-01 .          P C2 U1 BB22BB .""",
            0,
            0,
            id="two years tomorrow",
        ),
        pytest.param(
            """A 2020-05-01 2024-06-01 S C2 U6 AA11AA X1
               A 2024-06-01 .          T C2 U4 AA11AA .""",
            1,
            0,
            id="the carer stays, the placement changes",
        ),
        pytest.param(
            """A 2020-05-01 2025-03-20 S C2 U1 AA11AA X1
               A 2025-03-20 .          P C2 T1 HH11HH .""",
            1,
            1,
            id="in hospital on the day",
        ),
        pytest.param(
            """A 2020-05-01 2023-03-31 S C2 U1 AA11AA X1
               A 2023-03-31 2024-09-01 P E1 U1 BB22BB X1
               A 2024-09-01 .          P E1 A6 CC33CC .""",
            1,
            1,
            id="adoptive and the one before together",
        ),
        pytest.param(
            """A 2020-05-01 2023-04-01 S C2 U1 AA11AA X1
               A 2023-04-01 2024-09-01 P E1 U1 BB22BB X1
               A 2024-09-01 .          P E1 A6 CC33CC .""",
            0,
            0,
            id="together a day short",
        ),
        pytest.param(
            """A 2020-05-01 2023-03-31 S C2 U1 AA11AA X1
               A 2023-03-31 2024-09-01 P E1 U1 BB22BB X1
               A 2024-09-01 2025-03-20 P E1 A6 CC33CC X1
               A 2025-03-20 .          P E1 T1 HH11HH .""",
            1,
            1,
            id="in hospital from the adoptive family",
        ),
        pytest.param(
            """A 2020-05-01 2023-06-01 S C2 U1 AA11AA X1
               A 2023-06-01 2024-09-01 P E1 U1 BB22BB X1
               A 2024-09-01 .          T E1 A5 BB22BB .""",
            0,
            0,
            id="the foster carer adopts: no stay before theirs is added",
        ),
        pytest.param(
            """A 2020-05-01 2023-03-01 S E1 U1 AA11AA X1
               A 2023-03-01 2024-09-01 P E1 A6 BB22BB X1
               A 2024-09-01 .          P E1 U1 CC33CC .""",
            0,
            0,
            id="adoption fell through",
        ),
        pytest.param("A 2020-05-01 . S E1 T4 AA11AA .", 0, 0, id="temporary all along"),
    ],
)
def test_two_years_in_one_place(lines: str, same_carer: int, same_placement: int) -> None:
    derived_figures = figures(records(Header=BORN_2012, Episodes=HEADING + lines))
    assert derived_figures["cla-same-carer-two-years"] == (same_carer, 1)
    assert derived_figures["cla-long-term-placement-stability"] == (same_placement, 1)
