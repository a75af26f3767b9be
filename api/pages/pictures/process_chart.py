"""A process chart: values with their mean and limits, and signals by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from api.pages.pictures.line_chart import ChartWords, LevelLine, LineSeries, draw_line_chart
from indicators.evaluation.process_control import ProcessChart, ProcessSignal

#: Look and shape of a point's mark, by whether its signal is good, bad or neither; and of a point without a signal.
MARKS: dict[int | None, tuple[str, str]] = {
    None: ("usual", "dot"), 1: ("better", "diamond"), -1: ("worse", "triangle"), 0: ("signal", "square"),
}  # fmt: skip


def draw_process_chart(
    words: ChartWords, periods: Sequence[str], values: Sequence[Fraction], chart: ProcessChart, *, good: int
) -> Markup:
    """The chart of values, in whose unit its levels are. ``good``: 1 where high is good, -1 where low is, else 0."""
    levels = [LevelLine("limit", chart.upper), LevelLine("mean", chart.mean), LevelLine("limit", chart.lower)]
    marks = tuple(MARKS[judge_signals(signals, good)] for signals in chart.signals)
    return draw_line_chart(words, periods, [LineSeries("own", tuple(values), marks)], levels)


def judge_signals(signals: Sequence[ProcessSignal], good: int) -> int | None:
    """1 for the better, -1 for the worse, 0 where neither is known; None without a signal.

    Where a point is part of both, it counts for the better, as in NHS England's tool.
    """
    if not signals:
        return None
    return max(good * each.direction for each in signals)
