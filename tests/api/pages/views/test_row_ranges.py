"""Rows as ranges, as a spreadsheet numbers them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.views.row_ranges import find_ranges, range_words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], ""),
        ([2], "row 2"),
        ([3, 2], "rows 2 and 3"),
        ([2, 3, 4], "rows 2 to 4"),
        ([2, 3, 4, 4, 9], "rows 2 to 4 and 9"),
        ([2, 4, 6, 1_000], "rows 2, 4, 6 and 1,000"),
    ],
)
def test_rows_are_said_as_ranges(rows: list[int], words: str) -> None:
    assert range_words(rows) == words


def test_beyond_the_most_ranges_rows_are_counted() -> None:
    assert range_words([2, 4, 6, 7, 9], most=2) == "rows 2, 4 and 3 more"


@given(st.lists(st.integers(1, 60)))
def test_ranges_hold_each_row_once(rows: list[int]) -> None:
    assert [row for first, last in find_ranges(rows) for row in range(first, last + 1)] == sorted(set(rows))
