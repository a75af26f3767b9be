"""A month's sheet has every day once, fills those with something due, and says which."""

from __future__ import annotations

from calendar import monthrange
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from api.pages.pictures.year_calendar import DAY, HEAD, ROW, DueDay, draw_month


@given(st.integers(1900, 2100), st.integers(1, 12), st.dictionaries(st.integers(1, 28), st.integers(1, 12)))
def test_every_day_stands_once_and_due_ones_are_filled(year: int, month: int, numbers: dict[int, int]) -> None:
    due = {day: DueDay(number, "calendar--owed") for day, number in numbers.items()}
    root = ElementTree.fromstring(draw_month("A month", year, month, due))
    texts = [each.text for each in root.iter("text") if each.get("class") != "ro-calendar-count"]
    days = [text for text in (*texts, *(each.text for each in root.iter("tspan"))) if text and text.isdecimal()]
    assert sorted(map(int, days)) == list(range(1, monthrange(year, month)[1] + 1))
    assert len(list(root.iter("rect"))) == len(due)
    assert all(int(each.get("y") or 0) + ROW - 1 <= int(root.get("height") or 0) for each in root.iter("rect"))


def test_june_2010_began_on_a_tuesday() -> None:
    due = {1: DueDay(1, "calendar--late"), 30: DueDay(2, "calendar--done")}
    root = ElementTree.fromstring(draw_month("June 2010", 2010, 6, due))
    boxes = [(each.get("class"), int(each.get("x") or 0), int(each.get("y") or 0)) for each in root.iter("rect")]
    assert boxes == [("ro-calendar--late", DAY + 1, HEAD + 1), ("ro-calendar--done", 2 * DAY + 1, HEAD + 4 * ROW + 1)]
    assert root.get("aria-label") == "June 2010: 3 things due, on 1; 30: 2."
    assert [each.text for each in root.iter("text") if each.get("class") == "ro-calendar-count"] == ["2"]


def test_an_empty_month_says_so() -> None:
    assert "Nothing is due." in draw_month("May 2010", 2010, 5, {})
