"""Twenty miles in a straight line are 32,186 metres."""

from __future__ import annotations

import pytest

from tests.indicators.records.views.looked_after.small_records import figures, postcodes, records, view

HEADING = "CHILD DECOM DEC LS PLACE HOME_POST PL_POST\n"
HERE = (400_000, 300_000)
CODE = "cla-placed-20-miles-or-more"


@pytest.mark.parametrize(
    ("east", "north", "far_or_farther", "farther"),
    [
        (32_185, 0, False, False),
        (32_186, 0, True, False),
        (32_187, 0, True, True),
        (0, -32_186, True, False),
        (-19_312, 25_748, False, False),
        (-19_312, 25_749, True, True),
        (0, 0, False, False),
    ],
)
def test_the_edge(east: int, north: int, far_or_farther: bool, farther: bool) -> None:
    now = records(Episodes=HEADING + "A 2024-05-01 . C2 U1 AA11AA BB22BB")
    context = postcodes(AA11AA=HERE, BB22BB=(HERE[0] + east, HERE[1] + north))
    (row,) = view("distances", now, context=context)
    assert (row["far_or_farther"], row["farther"]) == (far_or_farther, farther)


def test_only_children_with_two_located_postcodes_count() -> None:
    now = records(
        Episodes=HEADING
        + """A 2024-05-01 .          C2 U1 AA11AA bb22bb
             B 2024-05-01 .          C2 U1 AA11AA .
             C 2024-05-01 .          C2 U1 .      BB22BB
             D 2024-05-01 .          C2 U1 AA11AA ZZ99ZZ
             E 2024-05-01 .          V4 U1 AA11AA BB22BB
             F 2024-05-01 2024-06-01 C2 U1 AA11AA BB22BB
             G 2024-05-01 .          C2 U1 AA11AA AA11AA"""
    )
    context = postcodes(AA11AA=HERE, BB22BB=(HERE[0] + 50_000, HERE[1]))
    assert figures(now, context=context)[CODE] == (1, 2)
    located = {
        row["child"]: (row["both_postcodes"], row["both_located"]) for row in view("distances", now, [], context)
    }
    assert located["D"] == (True, False)
    assert located["B"] == (False, False)


def test_the_placement_of_the_day_counts() -> None:
    now = records(
        Episodes=HEADING
        + """A 2024-05-01 2024-06-01 C2 U1 AA11AA BB22BB
             A 2024-06-01 .          C2 U1 AA11AA AA11AA"""
    )
    assert figures(now, context=postcodes(AA11AA=HERE, BB22BB=(0, 0)))[CODE] == (0, 1)


def test_without_grid_references_there_is_no_figure() -> None:
    now = records(Episodes=HEADING + "A 2024-05-01 . C2 U1 AA11AA BB22BB")
    assert CODE not in figures(now)
