"""What a survey says besides of the figures of lines: base, weighting and interval, before their notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from mappings.fill.survey_index import index_surveys
from mappings.fill.survey_results import SurveyResult, find_bases
from mappings.transforms.figure_to_line_frames import VECTORISED, compute_line_values

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

BOUNDS = ("lower", "upper")


def add_survey_words(ruleset: Ruleset, line_figures: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures of lines with these words before the notes of those that a survey gives.

    ``line_figures``: as :func:`mappings.fill.line_figures.look_up_line_figures` returns them. ``figures``: those of the
    store that may be used; the bases are among them.
    """
    index = index_surveys(ruleset)
    codes = pl.Series(sorted(index), dtype=pl.String)
    own = (pl.col("role") == "main") & pl.col("indicator").is_in(codes.implode()) & pl.col("line_value").is_not_null()
    marked = line_figures.with_row_index("_at")
    results = marked.filter(own & pl.col("symbol").is_null())
    if results.is_empty():
        return line_figures
    bounds = {name: _turn_bound(results, name) for name in BOUNDS}
    bases = find_bases(ruleset, results, index, figures)
    words = {
        row["_at"]: SurveyResult(
            index[row["indicator"]][0], bases[row["_at"]], (bounds["lower"][row["_at"]], bounds["upper"][row["_at"]])
        ).describe(row["decimals"])
        for row in results.iter_rows(named=True)
    }
    said = pl.col("_at").replace_strict(words, default=None, return_dtype=pl.String)
    together = pl.concat_str(said, "note", separator=" ", ignore_nulls=True)
    return marked.with_columns(note=pl.when(said.is_null()).then("note").otherwise(together)).drop("_at")


def _turn_bound(results: pl.DataFrame, name: str) -> dict[int, int | None]:
    """One end of each interval as the line prints it: turned, scaled or complemented as its value is."""
    ends = results.select(
        "_at", "transform", "decimals", per=pl.col("_per"), value=pl.col(name),
        numerator=pl.lit(None, pl.Int64), denominator=pl.lit(None, pl.Int64),
    )  # fmt: skip
    is_plain = pl.col("transform").str.split(":").list.first().is_in(pl.Series(sorted(VECTORISED)).implode())
    turned = compute_line_values(ends.filter(is_plain, pl.col("value").is_not_null()))
    values = dict(turned.select("_at", "line_value").iter_rows()) if turned.height else {}
    return {at: values.get(at) for at in results["_at"]}
