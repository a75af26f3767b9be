"""Which figures the store can already answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate, find_answerable_indicators
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from mappings.fill.figure_scope import add_formula_terms, list_areas_to_read
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

_PLACE = ("indicator", "area", "period")


def find_given_figures(ruleset: Ruleset, waiting_lines: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The ``FIGURE_KEY`` of each requested figure that can be answered, with a value or a symbol that somebody gave.

    ``waiting_lines``: indicator, asked_area, asked_period, asked_breakdown and ``barred``, the publishers to whom a
    waiting return goes. A publisher's figure counts only where none of them is that publisher. A record of
    energy use is given as soon as any of it is: what a council does not burn has no row.
    """
    cells = waiting_lines.select(
        "indicator", area="asked_area", period="asked_period", breakdown="asked_breakdown", kind=pl.lit("actual"),
        barred="barred",
    )  # fmt: skip
    answerable = find_answerable(ruleset, cells, figures)
    records = sorted({factors.energy_indicator for factors in ruleset.factor_sets.values()})
    with_energy_records = answerable.filter(pl.col("indicator").is_in(records)).select(_PLACE).unique()
    more = cells.select(FIGURE_KEY).unique().join(with_energy_records, on=_PLACE, how="semi")
    return pl.concat([answerable, more]).unique()


def read_stored_figures(
    ruleset: Ruleset, store: ReadSource, waiting_lines: pl.DataFrame, *, as_of: datetime | None = None
) -> pl.DataFrame:
    """What the store has (as known at ``as_of``) of all that is asked for or needed, for its areas and what lies in
    them or on their ground."""
    areas = sorted({*waiting_lines["area"], *waiting_lines["asked_area"]})
    indicators = add_formula_terms(ruleset, {*waiting_lines["indicator"], *waiting_lines["needed"]})
    areas_to_read = list_areas_to_read(ruleset, areas, context=False)
    return read_figures(
        store, areas=areas_to_read, indicators=sorted(indicators), as_of=as_of, former=ruleset.former_codes
    )


def find_answerable(ruleset: Ruleset, cells: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Those of the cells (``FIGURE_KEY`` and ``barred``, several rows for one cell) that can be answered."""
    empty = pl.DataFrame(schema=dict.fromkeys(FIGURE_KEY, pl.String))
    if figures.is_empty():
        return empty
    known = find_answerable_indicators(cells["indicator"].unique(), figures, ruleset.evaluation_context())
    publishers = pl.col("barred").str.split("|").explode().unique().sort().str.join("|")
    possible = cells.filter(pl.col("indicator").is_in(pl.Series(known, dtype=pl.String).implode()))
    groups = possible.group_by(FIGURE_KEY, maintain_order=True).agg(publishers).partition_by("barred", as_dict=True)
    parts = [
        _find_answerable_in_group(ruleset, group.select(FIGURE_KEY), filter_usable(figures, str(key[0])))
        for key, group in groups.items()
    ]
    return pl.concat([empty, *parts])


def filter_usable(figures: pl.DataFrame, barred: str) -> pl.DataFrame:
    """What may be used for a return: no figure that its own recipient published."""
    publishers = pl.Series(barred.split("|"), dtype=pl.String).implode()
    return figures.filter(~((pl.col("batch_kind") == "pulled") & pl.col("agency").is_in(publishers)))


def _find_answerable_in_group(ruleset: Ruleset, cells: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    if figures.is_empty():
        return cells.clear()
    return (
        evaluate(cells, figures, context=ruleset.evaluation_context())
        .filter(pl.col("provenance").is_not_null())
        .select(FIGURE_KEY)
    )
