"""Lines over periods stand where their values are, stop at gaps, and say what they show."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.pictures.line_chart import BOTTOM, TOP, ChartWords, LevelLine, LineSeries, draw_line_chart
from api.pages.pictures.value_scale import make_scale, round_step

WORDS = ChartWords("Trend", "From 1 to 3")
VALUES = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=1000)


def series(*values: int | None, look: str = "own") -> LineSeries:
    return LineSeries(look, tuple(None if value is None else Fraction(value) for value in values))


def lines(picture: str, look: str) -> list[dict[str, str]]:
    return [each.attrib for each in ElementTree.fromstring(picture).iter("line") if each.get("class") == f"ro-{look}"]


@pytest.mark.parametrize(
    ("least", "step"),
    [("1", "1"), ("1.1", "2"), ("2.5", "5"), ("5.1", "10"), ("0.03", "0.05"), ("0.1", "0.1"), ("1700", "2000")],
)
def test_steps_are_round(least: str, step: str) -> None:
    assert round_step(Fraction(least)) == Fraction(step)


@given(st.lists(VALUES, min_size=1, max_size=8))
def test_every_value_lies_between_the_ends_of_its_scale(values: list[Fraction]) -> None:
    scale = make_scale(values, top=TOP, bottom=BOTTOM)
    ticks = scale.ticks()
    assert ticks[0] == scale.low <= min(values)
    assert ticks[-1] == scale.high >= max(values)
    assert {after - before for before, after in pairwise(ticks)} == {scale.step}
    assert 2 <= len(ticks) <= 7
    assert all(TOP <= scale.place(value) <= BOTTOM for value in values)


@pytest.mark.parametrize(
    ("values", "written"),
    [(["0", "100"], ["0", "50", "100"]), (["-1.5", "1"], ["\u22122", "\u22121", "0", "1"]),
     (["7"], ["6", "8"]), (["0"], ["0.0", "0.5"]), (["0.02", "0.05"], ["0.02", "0.03", "0.04", "0.05"])],
)  # fmt: skip
def test_ticks_are_written_with_the_decimals_of_their_step(values: list[str], written: list[str]) -> None:
    scale = make_scale(map(Fraction, values), top=0, bottom=100)
    assert [scale.write(tick) for tick in scale.ticks()] == written


def test_a_line_goes_from_value_to_value_and_stops_at_a_gap() -> None:
    picture = draw_line_chart(WORDS, ["a", "b", "c", "d"], [series(0, 10, None, 10)])
    assert [(line["x1"], line["y1"], line["x2"], line["y2"]) for line in lines(picture, "own")] == [
        ("16%", str(BOTTOM), "43%", str(TOP))
    ]
    assert picture.count("ro-own-mark") == 3


def test_levels_and_other_series_share_the_scale() -> None:
    picture = draw_line_chart(
        WORDS, ["a", "b"], [series(1, 2), series(0, 10, look="england")], [LevelLine("mean", Fraction(10))]
    )
    assert [line["y2"] for line in lines(picture, "england")] == [str(TOP)]
    assert lines(picture, "mean")[0]["y1"] == str(TOP)


def test_it_says_what_it_shows_and_no_text_is_markup() -> None:
    picture = draw_line_chart(ChartWords("<b>", "<i>", "%"), ["<u>"], [series(5)])
    root = ElementTree.fromstring(picture)
    assert (root.get("role"), root.get("aria-label"), root.findtext("title"), root.findtext("desc")) == (
        "img", "<b>", "<b>", "<i>",
    )  # fmt: skip
    assert "<u>" in [each.text for each in root.iter("text")]
    assert "6%" in [each.text for each in root.iter("text")]
    assert "style" not in picture


@pytest.mark.parametrize(
    ("number", "written"), [(1, "0"), (2, "0 1"), (4, "0 1 2 3"), (9, "0 3 5 8"), (36, "0 12 23 35")]
)
def test_only_some_periods_are_written(number: int, written: str) -> None:
    picture = draw_line_chart(WORDS, [f"p{at}" for at in range(number)], [series(*range(number))])
    texts = [each.text or "" for each in ElementTree.fromstring(picture).iter("text")]
    assert [text[1:] for text in texts if text.startswith("p")] == written.split()
