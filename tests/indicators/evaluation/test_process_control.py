"""The XmR chart against worked examples of *Making Data Count* and the NHS-R community, and against a slow twin."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.evaluation.process_control import ProcessChart, make_process_chart

#: NHSRplotthedots, vignette *Deviations from Excel defaults*, the chart that repeats the Excel tool's output.
VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
#: Read off NHS England's film on its statistical process control tool, as nhspy-plotthedots transcribed it in its test.
FILM = [89, 86, 75, 77, 81, 74, 72, 78, 76, 82, 77, 54, 66, 77, 86]
#: Nothing here is a signal: values swing by one around nothing.
QUIET = [1, -1] * 8


def chart(values: list[int]) -> ProcessChart:
    made = make_process_chart(values)
    assert made is not None
    return made


def marked(values: list[int], rule: str) -> dict[int, int]:
    """Points from 0 that are part of a rule, and to which side."""
    return {
        at: each.direction for at, signals in enumerate(chart(values).signals) for each in signals if each.rule == rule
    }


def rounded(number: Fraction, places: str) -> str:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return str(exact.quantize(Decimal(places), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("values", "places", "mean", "lower", "upper", "outside"),
    [(VIGNETTE, "0.01", "1.94", "-3.06", "6.95", {4: 1}), (FILM, "1", "77", "57", "96", {11: -1}),
     (FILM, "0.01", "76.67", "57.10", "96.24", {11: -1})],
)  # fmt: skip
def test_published_examples(
    values: list[int], places: str, mean: str, lower: str, upper: str, outside: dict[int, int]
) -> None:
    made = chart(values)
    assert [rounded(each, places) for each in (made.mean, made.lower, made.upper)] == [mean, lower, upper]
    assert marked(values, "outside") == outside
    others = [signal for signals in made.signals for signal in signals if signal.rule != "outside"]
    assert others == []


@pytest.mark.parametrize(
    ("values", "rule", "points"),
    [
        (QUIET, "shift", {}),
        ([1] * 6 + [-1] * 6, "shift", {}),
        ([1] * 7 + [-1] * 7, "shift", {n: 1 if n < 7 else -1 for n in range(14)}),
        ([-1, *[1] * 8, -1, -1, -1, -1, -1, -1, -1], "shift",
         {**dict.fromkeys(range(1, 9), 1), **dict.fromkeys(range(9, 16), -1)}),
        # A point on the mean ends a run.
        ([1] * 3 + [0] + [1] * 3 + [-1] * 6, "shift", {}),
        ([*range(6), *[3, 2] * 4], "trend", {}),
        ([*range(7), 6, 5, 6, 5, 6, 5], "trend", dict.fromkeys(range(7), 1)),
        ([*range(7, 0, -1), 3, 3, 2, 3, 2], "trend", dict.fromkeys(range(7), -1)),
        # Two that are the same end a trend.
        ([1, 2, 3, 3, 4, 5, 6, 5, 6, 5, 6, 5], "trend", {}),
        (QUIET, "near", {}),
    ],
)  # fmt: skip
def test_runs_and_trends(values: list[int], rule: str, points: dict[int, int]) -> None:
    assert marked(values, rule) == points


@pytest.mark.parametrize(
    ("last", "near", "outside"),
    [
        # By hand: the mean is 8.67, the limit 64.6 above it and two thirds of the way 43.1.
        ([60, 60, 10], {12: 1, 13: 1}, {}),
        ([60, 10, 60], {12: 1, 14: 1}, {}),
        # On both sides of the mean they are no signal.
        ([60, -60, -10], {}, {}),
        # Outside a limit counts as beyond two thirds of the way: the mean is 12.67, the limit 77.9 above it.
        ([100, 70, 20], {12: 1, 13: 1}, {12: 1}),
        ([10, 10, 60], {}, {}),
    ],
)  # fmt: skip
def test_two_of_three_near_a_limit(last: list[int], near: dict[int, int], outside: dict[int, int]) -> None:
    values = [10, -10] * 6 + last
    assert (marked(values, "near"), marked(values, "outside")) == (near, outside)


@pytest.mark.parametrize("number", [0, 1, 11])
def test_fewer_than_twelve_points_have_no_chart(number: int) -> None:
    assert make_process_chart([5] * number) is None
    assert make_process_chart([5] * 12) == ProcessChart(Fraction(5), Fraction(5), Fraction(5), ((),) * 12)


def slow_twin(values: list[int]) -> tuple[list[Fraction], list[set[str]]]:
    """Each point asked for itself whether it lies in a window of any rule."""
    mean = Fraction(sum(values), len(values))
    ranges = [abs(after - before) for before, after in pairwise(values)]
    upper = mean + Fraction("2.66") * Fraction(sum(ranges), len(ranges))
    far = mean + (upper - mean) * 2 / 3
    rules = []
    for at, value in enumerate(values):
        of_point = set()
        sevens = [values[n : n + 7] for n in range(at - 6, at + 1) if n >= 0 and n + 7 <= len(values)]
        threes = [values[n : n + 3] for n in range(at - 2, at + 1) if n >= 0 and n + 3 <= len(values)]
        if value > upper or value < 2 * mean - upper:
            of_point.add("outside")
        if any(min(seven) > mean or max(seven) < mean for seven in sevens):
            of_point.add("shift")
        if any(all(a < b for a, b in pairwise(seven)) or all(a > b for a, b in pairwise(seven)) for seven in sevens):
            of_point.add("trend")
        for three in threes:
            high = min(three) > mean and value > far and sum(each > far for each in three) > 1
            low = max(three) < mean and value < 2 * mean - far and sum(each < 2 * mean - far for each in three) > 1
            if high or low:
                of_point.add("near")
        rules.append(of_point)
    return [mean, 2 * mean - upper, upper], rules


@given(st.lists(st.integers(-20, 20) | st.sampled_from([-(10**15), 10**15]), min_size=12, max_size=40))
def test_it_says_what_the_slow_twin_says(values: list[int]) -> None:
    made = chart(values)
    bounds, rules = slow_twin(values)
    assert [made.mean, made.lower, made.upper] == bounds
    assert [{signal.rule for signal in signals} for signals in made.signals] == rules


@given(st.lists(st.integers(-9, 9), min_size=12, max_size=30))
def test_upside_down_the_same_points_are_marked_to_the_other_side(values: list[int]) -> None:
    other = chart([-value for value in values])
    turned = [{(each.rule, -each.direction) for each in signals} for signals in other.signals]
    assert [{(each.rule, each.direction) for each in signals} for signals in chart(values).signals] == turned
