"""What is said of a figure from a survey: base, weighting and interval, and whether too few answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from mappings.definitions.surveys import Survey
from mappings.fill.survey_index import SurveyIndex, index_surveys
from mappings.transforms.figure_to_line_frames import VECTORISED, compute_line_values
from returnonce.numbers import MICRO, format_micro

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
    bases = _find_bases(ruleset, results, index, figures)
    words = {
        row["_at"]: describe_result(
            index[row["indicator"]][0],
            base=bases[row["_at"]],
            interval=(bounds["lower"][row["_at"]], bounds["upper"][row["_at"]]),
            decimals=row["decimals"],
        )
        for row in results.iter_rows(named=True)
    }
    said = pl.col("_at").replace_strict(words, default=None, return_dtype=pl.String)
    together = pl.concat_str(said, "note", separator=" ", ignore_nulls=True)
    return marked.with_columns(note=pl.when(said.is_null()).then("note").otherwise(together)).drop("_at")


def describe_result(survey: Survey, *, base: int | None, interval: tuple[int | None, int | None], decimals: int) -> str:
    """One or two sentences on a result. ``base``: people who answered; ``interval``: micros, in either order."""
    weighting = "whether weighted is not established" if survey.weighting == "not established" else survey.weighting
    answered = "how many answered is not known here" if base is None else f"{base:,} answered"
    parts = [answered, weighting]
    low, high = interval
    if low is not None and high is not None:
        level = f"{survey.interval_percent}% interval" if survey.interval_percent != "not established" else "interval"
        ends = (format_micro(end, decimals) for end in sorted((low, high)))
        parts.append(f"{level} {' to '.join(ends)}")
    else:
        parts.append("no interval was given")
    words = f"{survey.title} ({survey.voices}): {'; '.join(parts)}."
    least = survey.least_base
    if least is not None and base is not None and base < least.number:
        whose = "our assumption" if least.assumed else least.source
        words += f" Fewer than {least.number} answered, so that it is not to be relied on ({whose})."
    return words


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


def _find_bases(
    ruleset: Ruleset, results: pl.DataFrame, index: SurveyIndex, figures: pl.DataFrame
) -> dict[int, int | None]:
    """How many answered, for each result; None where no figure says so."""
    rows = []
    for row in results.select("_at", *FIGURE_KEY).iter_rows(named=True):
        measure = index[row["indicator"]][1]
        rows.append(row | {"indicator": measure.base, "breakdown": measure.breakdown})
    needs = pl.DataFrame(rows, schema={"_at": results.schema["_at"], **dict.fromkeys(FIGURE_KEY, pl.String)})
    answers = evaluate(needs, figures, context=ruleset.evaluation_context())
    values = dict(answers.filter(pl.col("symbol").is_null()).select("_at", "value").iter_rows())
    return {at: None if values.get(at) is None else values[at] // MICRO for at in results["_at"]}
