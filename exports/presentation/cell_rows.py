"""The cells of a filled return as rows for CSV, JSON and data files: the same names for every return."""

from __future__ import annotations

from typing import Any

import polars as pl

from exports.presentation.readable_cells import combine_cells, present_cells
from mappings.fill.cells import FilledReturn

#: Figures; micros here, exact decimal text in the files.
NUMBERS = frozenset(
    {
        "numerator", "denominator", "value", "target", "trajectory", "previous", "england", "neighbours", "rounded_to"
    }
)  # fmt: skip
STANDINGS = {"To submit": "to_submit", "For information": "for_information", "Not sent": "not_sent"}
_NAMES = (
    "line", "section", "label", "body", "route", "area", "area_code_of_its_time", "area_name", "period", "breakdown",
    "numerator", "denominator", "value", "symbol", "mark", "reason", "unit", "per", "decimals", "polarity", "status",
    "standing", "published", "provenance", "agency", "target", "trajectory", "previous", "previous_period",
    "england", "england_period", "neighbours", "neighbours_n", "neighbours_period", "commentary",
    "kept_after_abolition", "indicator", "indicator_title", "predicate", "transform", "confidence",
    "code_confidence", "candidates", "disagreement", "rounded_to",
)  # fmt: skip


def make_cell_rows(filled: FilledReturn) -> list[dict[str, Any]]:
    """One row for each cell, in order; figures in micros, and none at all where a line is not sent."""
    cells = present_cells(combine_cells([filled]), filled.edition, filled.areas).with_columns(
        *(pl.when(~pl.col("withheld")).then(name).alias(name) for name in NUMBERS),
        pl.col("standing").replace(STANDINGS),
        reason=pl.when("withheld").then("why_not_sent").otherwise("reason"),
        area_code_of_its_time=pl.col("dated_area"),
        kept_after_abolition=pl.col("kept"),
        candidates=pl.col("near_words"),
    )
    return_facts = {
        "return": filled.return_code,
        "edition": filled.edition.edition,
        "return_area": filled.area.code,
        "return_period": filled.period.code,
        "illustrative": filled.illustrative,
    }
    return [return_facts | row for row in cells.select(_NAMES).collect().iter_rows(named=True)]
