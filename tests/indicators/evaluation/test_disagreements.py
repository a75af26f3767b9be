"""Two agencies contradict each other only beyond what rounding explains."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import differ, find_disagreements
from indicators.figures.figure_key import FIGURE_KEY
from tests.indicators.small_contexts import build_figures, count, figure, indicator

SHARE, COUNT = indicator(), count()


def row(*numbers: float | None, **more: Any) -> dict[str, Any]:
    return figure("COUNTY", "FY2009-10", *numbers, **more)


ROUNDED = {"rounded_to": 5_000_000}


@pytest.mark.parametrize(
    ("measure", "one", "other", "apart"),
    [
        (SHARE, row(45, 120), row(45, 120), False),
        (SHARE, row(45, 120), row(44, 120), True),
        (SHARE, row(45, 120), row(46, 121), True),
        (SHARE, row(45, 120), row(90, 240), True),
        (SHARE, row(45, 120), row(45, 120, **ROUNDED), False),
        (SHARE, row(47, 122), row(45, 120, **ROUNDED), False),
        (SHARE, row(48, 122), row(45, 120, **ROUNDED), True),
        (SHARE, row(45, 120, **ROUNDED), row(50, 120, **ROUNDED), True),
        (SHARE, row(1, 3), row(33.3), False),
        (SHARE, row(1, 3), row(33.4), True),
        (SHARE, row(1, 3), row(33.33), False),
        (SHARE, row(1, 3), row(33.34), True),
        (SHARE, row(33.35), row(33.4), False),
        (SHARE, row(33.3), row(33.4), True),
        (SHARE, row(45, 120, 37.2, **ROUNDED), row(37.2), False),
        (SHARE, row(45, 120, 37.2, **ROUNDED), row(37.5), True),
        (SHARE, row(45, 120, **ROUNDED), row(39), False),
        (SHARE, row(0, 0, **ROUNDED), row(39), True),
        (SHARE, row(0, 2, **ROUNDED), row(39), False),
        (COUNT, row(45), row(46), True),
        (COUNT, row(45), row(45), False),
        (COUNT, row(47), row(45, **ROUNDED), False),
        (COUNT, row(48), row(45, **ROUNDED), True),
        (SHARE, row(symbol="confidential"), row(45), False),
        (SHARE, row(symbol="not_available"), row(45), False),
        (SHARE, row(symbol="not_applicable"), row(45), True),
        (SHARE, row(symbol="not_applicable"), row(0, 0), False),
        (SHARE, row(symbol="not_applicable"), row(symbol="rounds_to_zero"), True),
        (SHARE, row(symbol="rounds_to_zero"), row(0.04), False),
        (SHARE, row(symbol="rounds_to_zero"), row(1, 2), True),
        (COUNT, row(symbol="rounds_to_zero"), row(5, **ROUNDED), True),
    ],
)
def test_figures_differ_when_no_true_value_fits_both(
    measure: Indicator, one: dict[str, Any], other: dict[str, Any], apart: bool
) -> None:
    assert differ(one, other, measure) is apart
    assert differ(other, one, measure) is apart


def test_every_pair_is_listed_with_both_names_and_both_values() -> None:
    rows = [row(45, 120), row(38.2, agency="dfe", batch_kind="pulled"), row(45, 120, agency="yot"),
            figure("UNI", "FY2009-10", 1, 2), figure("UNI", "FY2009-10", 1, 2, agency="dfe")]  # fmt: skip
    disagreements = find_disagreements(build_figures(rows), {"cla": SHARE})
    assert disagreements.select(*FIGURE_KEY[:2], "agency", "gives", "other_agency", "other_gives").rows() == [
        ("cla", "COUNTY", "council", "45 of 120", "dfe", "38.2"),
        ("cla", "COUNTY", "dfe", "38.2", "yot", "45 of 120"),
    ]
    assert disagreements["message"].to_list()[0] == "council gives 45 of 120, dfe gives 38.2."


def test_nothing_is_said_of_one_agency_or_of_what_is_not_defined() -> None:
    assert find_disagreements(build_figures([row(1, 2)]), {"cla": SHARE}).is_empty()
    assert find_disagreements(build_figures([row(1, 2), row(2, 2, agency="dfe")]), {}).is_empty()
    assert find_disagreements(build_figures([]), {"cla": SHARE}).is_empty()
