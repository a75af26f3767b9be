"""One page of a long list, whatever its address says."""

from __future__ import annotations

import pytest

from api.pages.views.paging import cut_page, read_page_number


@pytest.mark.parametrize(("text", "number"), [("", 1), ("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("9" * 9, 1), ("²", 1)])
def test_a_page_s_number(text: str, number: int) -> None:
    assert read_page_number(text) == number


@pytest.mark.parametrize(("number", "rows", "caption", "previous", "following"), [
    ("1", (0, 1), "1 to 2 of 5 rows", None, "2"), ("2", (2, 3), "3 to 4 of 5 rows", "1", "3"),
    ("3", (4,), "5 to 5 of 5 rows", "2", None), ("9", (4,), "5 to 5 of 5 rows", "2", None),
])  # fmt: skip
def test_a_long_list_is_cut(
    number: str, rows: tuple[int, ...], caption: str, previous: str | None, following: str | None
) -> None:
    page = cut_page(range(5), number, 2, "5 rows", str)
    assert (page.rows, page.caption, page.previous, page.following) == (rows, caption, previous, following)


def test_a_short_list_is_counted_alone() -> None:
    assert cut_page([], "1", 2, "0 rows", str).caption == "0 rows"
