"""A figure's series: drawn to time, compared with the same period only, and charted only where that is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from api.pages.figure_peers import PEER_COLUMNS
from api.pages.views.figure_trend import ProcessView, find_unbroken_run, make_process_view, make_trend, write_comparator
from indicators.catalogue.indicator import SeriesBreak
from indicators.evaluation.direct_matches import RESULT_SCHEMA
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.arithmetic import Period, month
from returnonce.numbers import MICRO
from tests.indicators.small_contexts import indicator

SCHEMA = {**dict.fromkeys(FIGURE_KEY, pl.String), **RESULT_SCHEMA, **PEER_COLUMNS}
PERCENT = indicator(polarity="low_is_good", decimals=0)


def months(number: int) -> list[Period]:
    return [month(2020 + at // 12, 1 + at % 12) for at in range(number)]


def series(values: Sequence[int | None], periods: list[Period] | None = None, **more: Any) -> pl.DataFrame:
    rows = [
        dict.fromkeys(SCHEMA)
        | {"indicator": "cla", "area": "X", "period": period.code, "breakdown": "total", "kind": "actual",
           "value": None if value is None else value * MICRO}
        | {name: each[at] for name, each in more.items()}
        for at, (period, value) in enumerate(zip(periods or months(len(values)), values, strict=True))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


FLAT = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def test_a_long_series_has_a_chart_with_its_table() -> None:
    view = make_process_view(PERCENT, "Here", series(FLAT))
    assert isinstance(view, ProcessView)
    assert view.facts == (
        ("Mean", "1.9%"),
        ("Limits", "\u22123.1% to 7%"),
        ("Periods", "18, from January 2020 to June 2021"),
    )
    assert view.rows[4] == ("May 2020", "10%", "Above the upper limit")
    assert [words for _, _, words in view.rows].count("As usual") == 17
    assert view.sentence == "1 period with a signal, the last in May 2020."
    assert 'class="ro-worse"' in view.picture


@pytest.mark.parametrize("symbol", ["confidential", "rounds_to_zero", "unreliable"])
def test_a_series_with_a_withheld_figure_has_none(symbol: str) -> None:
    symbols = [symbol, *([None] * 17)]
    assert "is withheld" in str(make_process_view(PERCENT, "Here", series([None, *FLAT[1:]], symbol=symbols)))
    assert "is withheld" in str(make_process_view(PERCENT, "Here", series(FLAT), frozenset({"2020-M03"})))


@pytest.mark.parametrize(
    ("values", "said"), [(FLAT[:11], "there are 11"), ([*FLAT, None, 5], "there is 1"), ([5], "there is 1")]
)
def test_fewer_than_twelve_in_a_row_have_none(values: list[int | None], said: str) -> None:
    view = make_process_view(PERCENT, "Here", series(values))
    assert view == f"There is no process chart: it needs 12 periods in a row, and {said}."


def test_a_run_begins_after_a_gap_and_at_a_break_in_the_series() -> None:
    periods = [*months(3), *months(20)[5:]]
    rows = series(list(range(18)), periods).rows(named=True)
    assert [row["value"] // MICRO for row in find_unbroken_run(rows, PERCENT)] == list(range(3, 18))
    broken = PERCENT.model_copy(update={"series_breaks": (SeriesBreak(period="2020-M09", note="another form"),)})
    assert find_unbroken_run(rows, broken)[0]["period"] == "2020-M09"


def test_time_is_drawn_to_scale_and_comparators_of_other_periods_are_no_line() -> None:
    periods = [months(4)[0], months(4)[3]]
    england = {"england": [MICRO, 2 * MICRO], "england_period": ["2020-M01", "2020-M01"]}
    view = make_trend(PERCENT, "Here", series([1, 2], periods, **england), "2020-M04")
    assert view.picture is not None
    assert view.picture.count('class="ro-own"') == 0
    assert [('x="16%"' in view.picture), ('x="97%"' in view.picture)] == [True, True]
    assert view.picture.count("ro-england-mark") == 1
    assert [(row.england, row.is_here) for row in view.rows] == [("1%", False), ("", True)]


def test_one_value_is_no_trend() -> None:
    assert make_trend(PERCENT, "Here", series([1]), "2020-M01").picture is None
    assert make_trend(PERCENT, "Here", series([None, None]), "2020-M01").picture is None


def test_a_comparator_names_its_period_where_that_is_another() -> None:
    row = series([1], neighbours=[12 * MICRO], neighbours_n=[9], neighbours_period=["2019-M12"]).row(0, named=True)
    assert write_comparator(row, "neighbours", PERCENT) == "12%, mean of 9 (December 2019)"
    assert write_comparator(row, "neighbours", PERCENT, same_period=True) == ""
    assert write_comparator(row, "england", PERCENT) == ""
