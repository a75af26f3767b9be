"""What a file says, beside what was given before: the last version of each figure, and the period before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from api.pages.views.collection import figure_path
from api.pages.wording import figure_words, period_words
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.last_period import PERIOD_NOW, read_last_period
from indicators.figures.store import read_same_figures
from indicators.period.codes import parse_period
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count
from returnonce.numbers import MICRO
from returnonce.read_connection import ReadSource

#: Rows that a page shows; the rest is counted.
MOST_ROWS = 60
STATES = (
    ("new", "is new", "are new"),
    ("changed", "changes what you gave before", "change what you gave before"),
    ("unchanged", "says what you said before", "say what you said before"),
)
_KEY = list(FIGURE_KEY)
_SAYS = ("numerator", "denominator", "value", "symbol")


@dataclass(frozen=True)
class DifferenceRow:
    """One figure of the file: what it says, what was given for it before, and what the period before had."""

    title: str
    href: str
    where: str
    now: str
    given: str
    last_period: str
    change: str
    colour: str


@dataclass(frozen=True)
class Differences:
    """``sentence`` counts what is new, changed and as it was; ``more``: rows that are not shown."""

    sentence: str
    rows: tuple[DifferenceRow, ...]
    more: int


def find_differences(source: ReadSource, ruleset: Ruleset, figures: pl.DataFrame, *, agency: str) -> Differences:
    """The differences of figures (``FIGURE_SCHEMA``), those that changed first, the largest change of all first."""
    plain = figures.with_columns(pl.col(name).cast(pl.String) for name in (*_KEY, "symbol", "status"))
    given = read_same_figures(source, plain, former=ruleset.former_codes).filter(agency=agency)
    restricted = list_restricted_indicators(ruleset)
    last = read_last_period(source, plain, agency=agency, former=ruleset.former_codes).filter(
        (pl.col("agency") == agency) | ~pl.col("indicator").is_in(restricted)
    )
    joined = _join(_join(plain, given.unique(_KEY), "_given"), _at_period_now(last), "_last")
    ordered = _order(joined.with_columns(state=_state()))
    counts = dict(ordered["state"].value_counts().iter_rows())
    rows = tuple(_row(row, ruleset) for row in ordered.head(MOST_ROWS).iter_rows(named=True))
    return Differences(_sentence(counts), rows, max(0, ordered.height - MOST_ROWS))


def _at_period_now(last: pl.DataFrame) -> pl.DataFrame:
    return last.with_columns(period=pl.col(PERIOD_NOW)).drop(PERIOD_NOW)


def _join(frame: pl.DataFrame, other: pl.DataFrame, suffix: str) -> pl.DataFrame:
    named = other.select(*_KEY, pl.lit(value=True).alias("found"), *_SAYS).rename(
        {name: name + suffix for name in (*_SAYS, "found")}
    )
    return frame.join(named, on=_KEY, how="left", maintain_order="left")


def _state() -> pl.Expr:
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_given")) for name in _SAYS)
    return pl.when(pl.col("found_given").is_null()).then(pl.lit("new")).when(differs).then(pl.lit("changed")).otherwise(
        pl.lit("unchanged")
    )  # fmt: skip


def _order(frame: pl.DataFrame) -> pl.DataFrame:
    now, last = (_size(suffix) for suffix in ("", "_last"))
    by = ((now - last).abs() / last.abs().clip(1)).fill_null(0)
    rank = pl.col("state").replace_strict({"changed": 0, "new": 1, "unchanged": 2}, return_dtype=pl.Int8)
    return frame.sort(rank, -by, *_KEY)


def _size(suffix: str) -> pl.Expr:
    """A figure as one number, only to be compared with another of the same indicator."""
    numerator, denominator = pl.col(f"numerator{suffix}"), pl.col(f"denominator{suffix}")
    share = numerator.cast(pl.Float64) / pl.when(denominator != 0).then(denominator) * MICRO
    return pl.coalesce(pl.col(f"value{suffix}").cast(pl.Float64), share, numerator.cast(pl.Float64))


def _row(row: Mapping[str, Any], ruleset: Ruleset) -> DifferenceRow:
    indicator = ruleset.indicator(row["indicator"])
    mark = "%" if indicator.unit == "percentage" else ""
    breakdown = "" if row["breakdown"] == "total" else f" ({row['breakdown']})"
    kind = "" if row["kind"] == "actual" else f", {row['kind']}"
    area = ruleset.areas.get(row["area"]).name if row["area"] in ruleset.areas else row["area"]
    words = {"new": ("New", "blue"), "changed": ("Changed", "yellow"), "unchanged": ("As it was", "grey")}[row["state"]]
    return DifferenceRow(
        indicator.title + breakdown + kind,
        figure_path(row["indicator"], row["area"], row["period"], row["breakdown"]),
        f"{area}, {period_words(parse_period(row['period']))}", figure_words(row, mark),
        _earlier(row, "_given", mark), _earlier(row, "_last", mark) + _by_how_much(row), *words,
    )  # fmt: skip


def _earlier(row: Mapping[str, Any], suffix: str, mark: str) -> str:
    if not row[f"found{suffix}"]:
        return "Not given"
    return figure_words({name: row[name + suffix] for name in _SAYS}, mark)


def _by_how_much(row: Mapping[str, Any]) -> str:
    """How much more or less than in the period before, where both are numbers of one kind."""
    names = next((name for name in ("value", "numerator") if row[name] is not None and row[f"{name}_last"]), None)
    if names is None or (names == "numerator" and row["denominator"] is not None):
        return ""
    change = (row[names] - row[f"{names}_last"]) * 100 / abs(row[f"{names}_last"])
    return f"; {'up' if change > 0 else 'down'} {abs(change):,.0f}%" if abs(change) >= 1 else ""


def _sentence(counts: Mapping[str, int]) -> str:
    texts = [
        f"{format_count(count, 'figure')} {one if count == 1 else several}"
        for state, one, several in STATES
        if (count := counts.get(state, 0))
    ]
    return "; ".join(texts) + "." if texts else "The file gives no figures."
