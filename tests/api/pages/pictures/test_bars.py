"""Pictures are well-formed, say what they show, and place it where it belongs."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from api.pages.pictures.bars import Bar, draw_bars
from api.pages.pictures.waterfall import WaterfallBar, draw_waterfall

VALUES = st.integers(min_value=-5000, max_value=5000).map(Fraction)


def rects(picture: str, look: str) -> list[tuple[float, float]]:
    """Left edge and width in percent of each rectangle of a look."""
    root = ElementTree.fromstring(picture)
    found = [each for each in root.iter("rect") if each.get("class") == f"ro-{look}"]
    return [(float((each.get("x") or "").rstrip("%")), float((each.get("width") or "").rstrip("%"))) for each in found]


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=6))
def test_every_bar_lies_within_the_picture(spans: list[tuple[Fraction, Fraction]]) -> None:
    picture = draw_bars(
        "p", [Bar("one", "1", low, high, whisker=(min(low, high), max(low, high))) for low, high in spans]
    )
    for look in ("bar", "whisker"):
        places = rects(picture, look)
        assert len(places) == len(spans)
        assert all(x >= -0.01 and width >= 0 and x + width <= 100.02 for x, width in places)


def test_bars_are_as_long_as_their_numbers() -> None:
    picture = draw_bars("p", [Bar("lost", "-1", Fraction(0), Fraction(-1)), Bar("won", "3", Fraction(0), Fraction(3))])
    assert rects(picture, "bar") == [(0, 25), (25, 75)]
    assert "ro-axis" in picture


def test_a_waterfall_hangs_each_step_where_the_one_before_ended() -> None:
    rows = [
        WaterfallBar("asked", 0, 100, is_step=False), WaterfallBar("elsewhere", -60, 40, is_step=True),
        WaterfallBar("nothing", 0, 40, is_step=True), WaterfallBar("parts", 10, 50, is_step=True),
        WaterfallBar("keyed", 0, 50, is_step=False),
    ]  # fmt: skip
    picture = draw_waterfall("From 100 to 50", rows)
    assert rects(picture, "bar") == [(0, 100), (0, 50)]
    assert (rects(picture, "bar-less"), rects(picture, "bar-more")) == ([(40, 60)], [(40, 10)])
    assert "nothing" not in picture
    assert ElementTree.fromstring(picture).get("aria-label") == "From 100 to 50"


def test_text_stays_text_and_no_style_is_inline() -> None:
    picture = draw_bars('<script>"x"', [Bar("<script>alert(1)</script>", "<b>", Fraction(0), Fraction(1))])
    assert "<script" not in picture
    assert "style" not in picture
    ElementTree.fromstring(picture)
