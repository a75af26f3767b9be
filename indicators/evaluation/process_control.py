"""Statistical process control of one series: the XmR chart and its four rules, as *Making Data Count* has them.

NHS England's programme takes the mean, and limits 2.66 mean moving ranges to both sides of it; a point outside the
limits, seven in a row on one side of the mean, seven in a row that each rise or each fall, and two of three beyond two
thirds of the way to a limit are signals. All points count for the limits, outliers too, as in its Excel tool.

Sources: https://www.england.nhs.uk/publication/making-data-count/, as the NHS-R community's package NHSRplotthedots
works it out (R/ptd_spc_standard.R, R/ptd_calculate_point_type.R, vignette *Deviations from Excel defaults*), and the
programme's own word that a point outside a limit counts as beyond two thirds too (issue 194 there, November 2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

#: With fewer points the limits say nothing that can be relied on.
FEWEST_POINTS = 12
#: So many mean moving ranges lie between the mean and a limit: three times the spread of a moving range of two.
LIMIT = Fraction(266, 100)
NEAR = Fraction(2, 3)
#: Points in a row that make a shift, and a trend.
SHIFT_POINTS = TREND_POINTS = 7

ProcessRule = Literal["outside", "shift", "trend", "near"]
#: 1 where a signal is above the mean or rising, -1 where it is below or falling.
Direction = Literal[1, -1]


@dataclass(frozen=True)
class ProcessSignal:
    """A rule that a point is part of, and to which side."""

    rule: ProcessRule
    direction: Direction


@dataclass(frozen=True)
class ProcessChart:
    """Mean and limits in the unit of the series, exact; ``signals`` of each point, none where it varies as usual."""

    mean: Fraction
    lower: Fraction
    upper: Fraction
    signals: tuple[tuple[ProcessSignal, ...], ...]


def make_process_chart(values: Sequence[int]) -> ProcessChart | None:
    """The chart of a series without gaps, oldest first; None under ``FEWEST_POINTS``."""
    if len(values) < FEWEST_POINTS:
        return None
    mean = Fraction(sum(values), len(values))
    reach = LIMIT * Fraction(sum(abs(after - before) for before, after in pairwise(values)), len(values) - 1)
    marks: list[dict[ProcessRule, Direction]] = [{} for _ in values]
    _mark_outside(marks, values, mean, reach)
    _mark_runs(marks, "shift", [_sign(value - mean) for value in values], SHIFT_POINTS)
    _mark_trends(marks, values)
    _mark_near(marks, values, mean, reach)
    signals = tuple(tuple(ProcessSignal(*each) for each in of_point.items()) for of_point in marks)
    return ProcessChart(mean, mean - reach, mean + reach, signals)


def _mark_outside(
    marks: list[dict[ProcessRule, Direction]], values: Sequence[int], mean: Fraction, reach: Fraction
) -> None:
    for at, value in enumerate(values):
        if abs(value - mean) > reach:
            marks[at]["outside"] = 1 if value > mean else -1


def _mark_runs(
    marks: list[dict[ProcessRule, Direction]], rule: ProcessRule, signs: Sequence[int], most: int, *, more: int = 0
) -> None:
    """Every point of a run of so many equal signs; ``more``: points after a sign that belong to it too."""
    for at in range(len(signs) - most + 1):
        window = signs[at : at + most]
        if window[0] and len(set(window)) == 1:
            for each in marks[at : at + most + more]:
                each[rule] = 1 if window[0] > 0 else -1


def _mark_trends(marks: list[dict[ProcessRule, Direction]], values: Sequence[int]) -> None:
    """Two values that are the same end a trend."""
    steps = [_sign(after - before) for before, after in pairwise(values)]
    _mark_runs(marks, "trend", steps, TREND_POINTS - 1, more=1)


def _mark_near(
    marks: list[dict[ProcessRule, Direction]], values: Sequence[int], mean: Fraction, reach: Fraction
) -> None:
    """Two of three points that all lie on one side; the third is no signal of this rule."""
    for at in range(len(values) - 2):
        window = range(at, at + 3)
        sides = {_sign(values[each] - mean) for each in window}
        far = [each for each in window if abs(values[each] - mean) > NEAR * reach]
        if len(sides) == 1 and len(far) > 1:
            for each in far:
                marks[each]["near"] = 1 if values[each] > mean else -1


def _sign(number: Fraction | int) -> int:
    return (number > 0) - (number < 0)
