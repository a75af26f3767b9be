"""Periods that an agency's records gave figures for before, worked out again with a later submission.

Rolling submissions overlap: the newest is taken to be right of every event that it covers, and what it says of the
months after a year is part of that year's figures too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import format_figure
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records

COMPARED = ("numerator", "denominator", "value", "symbol")
GONE = "The records of {} do not give it any more."
AGAIN = "Worked out again with the records of {}."


def list_reached_periods(records: Records, earlier: Sequence[Records]) -> list[Period]:
    """The other periods of which an agency's submissions are kept, and that a rolling one reaches; years first.

    It reaches what ends in its own months or on the day before them, and whatever comes later: those it can change.
    """
    if not records.record_set.definition.rolling:
        return []
    first = records.period.start - timedelta(days=1)
    others = {each.period for each in earlier if each.period != records.period and each.period.end >= first}
    return sorted(others, key=lambda each: (each.kind != "financial_year", each.end, each.start))


@dataclass(frozen=True, eq=False)
class RestatedFigures:
    """``figures``: those that change (``FIGURE_SCHEMA``); ``messages``: a sentence for each."""

    figures: pl.DataFrame
    messages: tuple[str, ...]


def find_restated(
    derived: pl.DataFrame,
    stored_figures: pl.DataFrame,
    *,
    cells: pl.DataFrame,
    catalogue: Mapping[str, Indicator],
    by: Period,
) -> RestatedFigures:
    """The figures of one period that differ from those that count now.

    ``derived``: as worked out again (``FIGURE_SCHEMA``); ``stored_figures``: the agency's own that count now, of these
    ``cells`` (``FIGURE_ORIGIN_SCHEMA``); ``by``: the period of the submission. A figure that was keyed since stays.
    """
    of_records = stored_figures.join(cells, on=["indicator", "period"], how="semi").filter(batch_kind="derived")
    keyed = stored_figures.filter(pl.col("batch_kind") != "derived")
    free = derived.join(keyed, on=FIGURE_KEY, how="anti")
    same = [*FIGURE_KEY, *COMPARED]
    changed = free.join(of_records, on=same, how="anti", nulls_equal=True).with_columns(_note(AGAIN, by))
    gone = of_records.filter(pl.col("symbol").ne_missing("not_available")).join(free, on=FIGURE_KEY, how="anti")
    figures = pl.concat([changed, _make_unavailable(gone, by)]).sort(FIGURE_KEY)
    return RestatedFigures(figures, tuple(_describe(figures, of_records, catalogue)))


def _note(words: str, by: Period) -> pl.Expr:
    return pl.concat_str("note", pl.lit(words.format(by.code)), separator=" ", ignore_nulls=True).alias("note")


def _make_unavailable(gone: pl.DataFrame, by: Period) -> pl.DataFrame:
    """The cells without a number, and why."""
    blank = {name: pl.lit(None, FIGURE_SCHEMA[name]).alias(name) for name in ("numerator", "denominator", "value")}
    return gone.select(list(FIGURE_SCHEMA)).with_columns(
        *blank.values(), pl.lit("not_available").alias("symbol"), pl.lit(GONE.format(by.code)).alias("note")
    )


def _describe(figures: pl.DataFrame, before: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> Iterator[str]:
    old = {tuple(row[name] for name in FIGURE_KEY): row for row in before.iter_rows(named=True)}
    for row in figures.iter_rows(named=True):
        cell = tuple(row[name] for name in FIGURE_KEY)
        indicator = catalogue[row["indicator"]]
        parts = [row["indicator"], row["period"], *([row["breakdown"]] if row["breakdown"] != "total" else [])]
        was = format_figure(old[cell], indicator) if cell in old else "nothing"
        yield f"{' '.join(parts)}: {format_figure(row, indicator)}, where it was {was} before."
