"""The process chart marks signals by shape and side, and draws mean and limits."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

import pytest

from api.pages.pictures.line_chart import ChartWords
from api.pages.pictures.process_chart import draw_process_chart, judge_signals
from indicators.evaluation.process_control import ProcessSignal, make_process_chart

VALUES = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def looks(good: int) -> list[str]:
    chart = make_process_chart(VALUES)
    assert chart is not None
    picture = draw_process_chart(
        ChartWords("Chart", ""), [str(at) for at in range(len(VALUES))], list(map(Fraction, VALUES)), chart, good=good
    )
    root = ElementTree.fromstring(picture)
    assert [each.get("class") for each in root.iter("line")].count("ro-limit") == 2
    return [(each.get("class") or "").removeprefix("ro-") for each in root.findall("svg")]


@pytest.mark.parametrize(("good", "look"), [(1, "better"), (-1, "worse"), (0, "signal")])
def test_only_the_signal_has_another_mark(good: int, look: str) -> None:
    assert looks(good) == ["usual"] * 4 + [look] + ["usual"] * 13


@pytest.mark.parametrize(
    ("directions", "good", "judged"),
    [([], 1, None), ([1], 1, 1), ([1], -1, -1), ([1, -1], 1, 1), ([-1, 1], -1, 1), ([1, -1], 0, 0)],
)
def test_signals_to_both_sides_count_for_the_better(directions: list[int], good: int, judged: int | None) -> None:
    signals = [ProcessSignal("near", 1 if direction > 0 else -1) for direction in directions]
    assert judge_signals(signals, good) == judged
