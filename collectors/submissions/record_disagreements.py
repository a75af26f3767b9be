"""An agency's own records against the figures that it keyed itself: where they differ, it is told both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import find_disagreements
from indicators.figures.figure_key import FIGURE_KEY

#: How the two sides are named in the message.
SET_OF_RECORDS, KEYED_FIGURE = "the set of records", "the keyed figure"
_COMPARED = ("numerator", "denominator", "value", "symbol", "rounded_to")


def find_record_disagreements(
    figures: pl.DataFrame,
    stored_figures: pl.DataFrame,
    *,
    agency: str,
    catalogue: Mapping[str, Indicator],
    figures_are_keyed: bool,
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Figures that differ between the agency's records and its keyed figures: the key, and a message with both values.

    ``stored_figures``: of at least the same cells, as the store reads them. ``figures_are_keyed``: the figures at hand
    were keyed, and those from records are in the store; else the other way.
    """
    others = stored_figures.filter(agency=agency, batch_kind="derived" if figures_are_keyed else "submitted")
    if others.is_empty():
        return
    sides = [
        _side(figures.join(others, on=FIGURE_KEY, how="semi"), KEYED_FIGURE if figures_are_keyed else SET_OF_RECORDS),
        _side(others.join(figures, on=FIGURE_KEY, how="semi"), SET_OF_RECORDS if figures_are_keyed else KEYED_FIGURE),
    ]
    for row in find_disagreements(pl.concat(sides), catalogue).iter_rows(named=True):
        cell = tuple(str(row[name]) for name in FIGURE_KEY)
        parts = [cell[0], cell[1], cell[2], *([cell[3]] if cell[3] != "total" else [])]
        yield cell, f"{' '.join(parts)}: {row['message']}"


def _side(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.select(*FIGURE_KEY, *_COMPARED, pl.lit(name).alias("agency"))
