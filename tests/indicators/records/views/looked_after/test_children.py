"""Who was looked after in the year, who came, left, went missing and took part."""

from __future__ import annotations

import pytest

from tests.indicators.records.views.looked_after.small_records import figures, records, view

HEADING = "CHILD DECOM DEC RNE LS PLACE REC\n"


@pytest.mark.parametrize(
    ("line", "in_year", "started", "ceased", "on_last_day"),
    [
        ("A 2023-05-01 .          S C2 U1 .", True, False, False, True),
        ("A 2024-04-01 .          S C2 U1 .", True, True, False, True),
        ("A 2024-03-31 .          S C2 U1 .", True, False, False, True),
        ("A 2025-03-31 .          S C2 U1 .", True, True, False, True),
        ("A 2025-04-01 .          S C2 U1 .", False, False, False, False),
        ("A 2023-05-01 2024-03-31 S C2 U1 E4A", False, False, False, False),
        ("A 2023-05-01 2024-04-01 S C2 U1 E4A", True, False, True, False),
        ("A 2023-05-01 2025-03-31 S C2 U1 E4A", True, False, True, False),
        ("A 2023-05-01 2025-04-01 S C2 U1 E4A", True, False, False, True),
        ("A 2023-05-01 2024-06-01 S C2 U1 X1", True, False, False, False),
        ("A 2024-05-01 2024-05-01 S C2 U1 E4B", True, True, True, False),
        ("A 2024-05-01 .          S V3 U1 .", False, False, False, False),
        ("A 2024-05-01 .          S V4 U1 .", False, False, False, False),
        ("A 2024-05-01 .          L C2 U1 .", True, False, False, True),
    ],
)
def test_one_episode(line: str, in_year: bool, started: bool, ceased: bool, on_last_day: bool) -> None:
    view_rows = view("children", records(Episodes=HEADING + line))
    rows = [(row["started"], row["ceased"], row["on_last_day"]) for row in view_rows]
    assert rows == ([(started, ceased, on_last_day)] if in_year else [])


def test_a_child_who_comes_and_goes_twice_is_counted_once() -> None:
    now = records(
        Episodes=HEADING
        + """A 2024-05-01 2024-06-01 S C2 U1 E4A
             A 2024-07-01 2024-08-01 S C2 U1 E4A"""
    )
    derived_figures = figures(now)
    assert (derived_figures["cla-started"], derived_figures["cla-ceased"]) == ((1, None), (1, None))
    assert derived_figures["cla-at-31-march"] == (0, None)


def test_missing_is_a_matter_of_children_not_of_times() -> None:
    now = records(
        Episodes=HEADING
        + """A 2023-05-01 .          S C2 U1 .
             B 2023-05-01 .          S C2 U1 .
             C 2023-05-01 .          S C2 U1 .
             D 2023-05-01 2024-05-01 S C2 U1 E4A
             E 2024-05-01 .          S V4 U1 .""",
        Missing="""CHILD MISSING MIS_START MIS_END
                   A M 2024-05-01 2024-05-02
                   A M 2024-06-01 .
                   B A 2024-06-01 2024-06-02
                   C M 2024-03-30 2024-03-31
                   D M 2024-03-30 2024-04-01
                   E M 2024-06-01 2024-06-02""",
    )
    assert figures(now)["cla-missing-from-placement"] == (2, 4)


def test_only_reviews_at_four_or_over_can_be_taken_part_in() -> None:
    now = records(
        Header="""CHILD DOB
                  A 2020-06-15
                  B 2010-01-01
                  C 2010-01-01
                  D .""",
        Episodes=HEADING
        + """A 2023-05-01 . S C2 U1 .
             B 2023-05-01 . S C2 U1 .
             C 2023-05-01 . S C2 U1 .
             D 2023-05-01 . S C2 U1 .""",
        Reviews="""CHILD REVIEW REVIEW_CODE
                   A 2024-06-14 PN1
                   A 2024-06-15 PN7
                   B 2024-06-15 PN7
                   B 2024-12-15 PN6
                   C 2024-03-31 PN1
                   D 2024-06-15 PN1""",
    )
    by_child = {row["child"]: (row["reviews_of_age"], row["reviews_taken_part"]) for row in view("children", now)}
    assert by_child == {"A": (1, 0), "B": (2, 1), "C": (0, 0), "D": (0, 0)}
    assert figures(now)["cla-consulted-before-review"] == (1, 2)
