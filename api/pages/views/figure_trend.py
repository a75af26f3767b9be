"""A figure's series as a picture with its table: the trend beside England and the neighbours, and a process chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl
from markupsafe import Markup

from api.pages.pictures.line_chart import ChartWords, LineSeries, draw_line_chart
from api.pages.pictures.process_chart import draw_process_chart
from api.pages.views.collection import figure_path
from api.pages.wording import figure_words, number_words, period_words, round_to
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.comparators import ENGLAND
from indicators.evaluation.process_control import FEWEST_POINTS, ProcessRule, ProcessSignal, make_process_chart
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from returnonce.count_text import format_count
from returnonce.numbers import MICRO

#: What a signal is called, where it goes up and where it goes down.
SIGNALS: Mapping[ProcessRule, tuple[str, str]] = {
    "outside": ("Above the upper limit", "Below the lower limit"),
    "shift": ("In a run of 7 or more above the mean", "In a run of 7 or more below the mean"),
    "trend": ("In a trend of 7 or more that rise", "In a trend of 7 or more that fall"),
    "near": ("One of 2 in 3 near the upper limit", "One of 2 in 3 near the lower limit"),
}
USUAL = "As usual"
GOOD = {"high_is_good": 1, "low_is_good": -1}
#: Periods of a picture, those without a figure too.
MOST_STEPS = 120
#: A series with such a symbol anywhere gets no process chart: its limits would say something of what is withheld.
SUPPRESSED = frozenset({"confidential", "rounds_to_zero", "unreliable"})


@dataclass(frozen=True)
class SeriesRow:
    """One period: what it was, and what stood beside it."""

    period: str
    value: str
    href: str
    england: str
    england_href: str
    neighbours: str
    is_here: bool


@dataclass(frozen=True)
class TrendView:
    """``picture``: None under two values; ``has_england`` and ``has_neighbours``: whether they have any value."""

    picture: Markup | None
    rows: tuple[SeriesRow, ...]
    has_england: bool
    has_neighbours: bool


@dataclass(frozen=True)
class ProcessView:
    """``rows``: period, value and what the rules say of it; ``facts``: mean and limits."""

    picture: Markup
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]
    sentence: str


def make_trend(
    indicator: Indicator, area: str, series: pl.DataFrame, here: str, *, opens_peers: bool = False
) -> TrendView:
    """The trend of a series as ``FigureFacts`` has it; ``area``: the area's name, ``here``: the period of the page,
    ``opens_peers``: whether England's figures lead to their pages."""
    rows, mark = series.rows(named=True), "%" if indicator.unit == "percentage" else ""
    steps = _list_steps(rows)
    # England stands not beside itself.
    is_england = rows[-1]["area"] == ENGLAND
    england = [None if is_england else _compare(row, "england") for row in steps]
    neighbours = [_compare(row, "neighbours") for row in steps]
    values = [None if row is None else row["value"] for row in steps]
    picture = None
    if sum(value is not None for value in values) > 1:
        own = LineSeries(
            "own", _scale(values),
            tuple(("own-mark", "square" if row and row["period"] == here else "dot") for row in steps),
        )  # fmt: skip
        others = [
            LineSeries(look, _scale(each)) for look, each in (("england", england), ("neighbours", neighbours))
            if any(value is not None for value in each)
        ]  # fmt: skip
        periods = [period_words(parse_period(row["period"])) if row else "" for row in steps]
        words = ChartWords(f"Trend of {indicator.title}, {area}", _describe_trend(rows, mark), mark)
        picture = draw_line_chart(words, periods, [own, *others])
    return TrendView(
        picture, tuple(_row(row, indicator, mark, here, opens_peers=opens_peers) for row in rows),
        any(value is not None for value in england),
        any(value is not None for value in neighbours),
    )  # fmt: skip


def _list_steps(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any] | None]:
    """The rows with None for each period between two of them that has none, so that time is drawn to scale; the
    rows alone where their periods do not follow each other, as days of any kind."""
    by_period = {row["period"]: row for row in rows}
    period, first = parse_period(rows[-1]["period"]), parse_period(rows[0]["period"])
    walked: list[Mapping[str, Any] | None] = [rows[-1]]
    while period.end > first.end and len(walked) < MOST_STEPS:
        period = period.previous()
        walked.append(by_period.get(period.code))
    return walked[::-1] if set(by_period) <= {row["period"] for row in walked if row} else list(rows)


def _compare(row: Mapping[str, Any] | None, name: str) -> int | None:
    """The comparator of the same period: an earlier one's would draw a line that is not there."""
    if row is None:
        return None
    return row[name] if row[f"{name}_period"] == row["period"] else None


def _scale(values: Sequence[int | None]) -> tuple[Fraction | None, ...]:
    return tuple(None if value is None else Fraction(value, MICRO) for value in values)


def _describe_trend(rows: Sequence[Mapping[str, Any]], mark: str) -> str:
    known = [row for row in rows if row["value"] is not None]
    first, last = (f"{number_words(row['value'])}{mark} in {period_words(parse_period(row['period']))}"
                   for row in (known[0], known[-1]))  # fmt: skip
    return f"From {first} to {last}; {format_count(len(known), 'period')} with a value."


def _row(row: Mapping[str, Any], indicator: Indicator, mark: str, here: str, *, opens_peers: bool) -> SeriesRow:
    of_england = figure_path(indicator.code, ENGLAND, row["period"], row["breakdown"])
    return SeriesRow(
        period_words(parse_period(row["period"])), figure_words(row, mark),
        figure_path(indicator.code, row["area"], row["period"], row["breakdown"]),
        write_comparator(row, "england", indicator, same_period=True), of_england if opens_peers else "",
        write_comparator(row, "neighbours", indicator, same_period=True), row["period"] == here,
    )  # fmt: skip


def write_comparator(row: Mapping[str, Any], name: str, indicator: Indicator, *, same_period: bool = False) -> str:
    """England's value or the neighbours' mean in words, with its period where that is another one; empty without."""
    value, period = row[name], row[f"{name}_period"]
    if value is None or (same_period and period != row["period"]):
        return ""
    mark = "%" if indicator.unit == "percentage" else ""
    count = f", mean of {row['neighbours_n']}" if name == "neighbours" else ""
    of = "" if period == row["period"] else f" ({period_words(parse_period(period))})"
    return f"{number_words(round_to(value, indicator.decimals))}{mark}{count}{of}"


def make_process_view(
    indicator: Indicator, area: str, series: pl.DataFrame, withheld: frozenset[str] = frozenset()
) -> ProcessView | str:
    """The process chart of the newest unbroken run of periods, or a sentence that says why there is none.

    ``withheld``: periods of which a published edition withholds the figure.
    """
    rows = series.rows(named=True)
    if any(row["symbol"] in SUPPRESSED for row in rows) or withheld & set(series["period"]):
        return "There is no process chart: a figure of this series is withheld, and limits would say something of it."
    run = find_unbroken_run(rows, indicator)
    values = [row["value"] for row in run]
    chart = make_process_chart(values)
    if chart is None:
        return (
            f"There is no process chart: it needs {FEWEST_POINTS} periods in a row, and there "
            f"{'is' if len(run) == 1 else 'are'} {len(run)}."
        )
    mark = "%" if indicator.unit == "percentage" else ""
    periods = [period_words(parse_period(row["period"])) for row in run]
    said = [_write_signals(signals) for signals in chart.signals]
    unusual = [period for period, words in zip(periods, said, strict=True) if words != USUAL]
    sentence = _summarise(unusual)
    levels = {name: _round(getattr(chart, name), indicator) for name in ("mean", "lower", "upper")}
    natural = type(chart)(chart.mean / MICRO, chart.lower / MICRO, chart.upper / MICRO, chart.signals)
    words = ChartWords(f"Process chart of {indicator.title}, {area}", sentence, mark)
    picture = draw_process_chart(
        words, periods, [Fraction(value, MICRO) for value in values], natural, good=GOOD.get(indicator.polarity, 0)
    )
    facts = (
        ("Mean", f"{levels['mean']}{mark}"),
        ("Limits", f"{levels['lower']}{mark} to {levels['upper']}{mark}"),
        ("Periods", f"{len(run)}, from {periods[0]} to {periods[-1]}"),
    )
    table = zip(periods, (f"{number_words(value)}{mark}" for value in values), said, strict=True)
    return ProcessView(picture, facts, tuple(table), sentence)


def find_unbroken_run(rows: Sequence[Mapping[str, Any]], indicator: Indicator) -> list[Mapping[str, Any]]:
    """The newest rows that follow each other without a gap, since the last break in the series, oldest first."""
    broken = [parse_period(one.period) for one in indicator.series_breaks]
    run: list[Mapping[str, Any]] = []
    for row in reversed(rows):
        period = parse_period(row["period"])
        if row["value"] is None or (run and not _follows(period, parse_period(run[-1]["period"]))):
            break
        run.append(row)
        if any(period.start <= one.start <= period.end for one in broken):
            break
    return run[::-1]


def _follows(before: Period, after: Period) -> bool:
    return after.previous() == before


def _round(micro: Fraction, indicator: Indicator) -> str:
    return number_words(round_to(round(micro), indicator.decimals + 1))


def _write_signals(signals: Sequence[ProcessSignal]) -> str:
    return "; ".join(SIGNALS[each.rule][0 if each.direction > 0 else 1] for each in signals) or USUAL


def _summarise(unusual: Sequence[str]) -> str:
    if not unusual:
        return "Nothing but common variation: no rule finds a signal."
    return f"{format_count(len(unusual), 'period')} with a signal, the last in {unusual[-1]}."
