"""Answers all queries of the cells at once, and transforms the answers into the lines' own values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.direct_matches import RESULT_SCHEMA
from indicators.figures.figure_key import FIGURE_KEY
from mappings.transforms import compute_line_values, parse_transform
from mappings.transforms.figure_to_line_frames import OPERAND, VECTORISED
from returnonce.numbers import PLACES

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: One figure that a cell asks for, and what the line makes of it. ``role`` says what for: ``main``,
#: ``target``, ``trajectory``, ``previous``, ``history``, ``near``; ``rank`` orders several.
QUERY_SCHEMA: dict[str, type[pl.DataType]] = {
    "_row": pl.Int64,
    "role": pl.String,
    "rank": pl.Int64,
    **dict.fromkeys(FIGURE_KEY, pl.String),
    "transform": pl.String,
    "_per": pl.Int64,
    "decimals": pl.Int64,
    "predicate": pl.String,
}
_SLOTS = {"_ask": pl.Int64, "slot": pl.Int64, **dict.fromkeys(FIGURE_KEY, pl.String)}


def look_up_line_figures(queries: pl.DataFrame, figures: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Each query with its result (``RESULT_SCHEMA``) and the line's own figure (``line_…``)."""
    numbered = queries.select(list(QUERY_SCHEMA)).with_row_index("_ask").with_columns(pl.col("_ask").cast(pl.Int64))
    operands = pl.DataFrame(list(_list_operands(numbered)), schema=_SLOTS, orient="row")
    needs = pl.concat([numbered, operands], how="diagonal") if operands.height else numbered
    answers = evaluate(needs, figures, context=ruleset.evaluation_context())
    joined = answers.head(numbered.height)
    if operands.height:
        joined = _join_operands(joined.drop("slot"), answers.tail(operands.height), ruleset)
    asked = joined.with_columns(_decimals_as_given(), per=pl.col("_per"))
    with_line_values = _scale_rounding(compute_line_values(asked))
    return with_line_values.drop("per", "_ask", "baseline", "others", strict=False)


def _decimals_as_given() -> pl.Expr:
    """A plan given as a number keeps its own decimals: 9.5 rounded to a line's 10 would look met by a 10. What has
    to be divided has the line's."""
    is_plan = pl.col("role").is_in(["target", "trajectory"])
    is_number = pl.col("value").is_not_null() & pl.col("numerator").is_null() & pl.col("denominator").is_null()
    is_exact = pl.col("transform").str.split(":").list.first().is_in(pl.Series(sorted(VECTORISED)).implode())
    return pl.when(is_plan & is_number & is_exact).then(PLACES).otherwise("decimals").alias("decimals")


def _scale_rounding(answers: pl.DataFrame) -> pl.DataFrame:
    """What each line's own number is rounded to; parts are rounded as they were given."""
    rounded = answers.filter(pl.col("rounded_to").is_not_null())
    step = pl.col("rounded_to")
    for text in rounded["transform"].unique().sort():
        factor = parse_transform(text).factor
        if factor is not None:
            is_scaled = (pl.col("transform") == text) & pl.col("line_denominator").is_null()
            step = (
                pl.when(is_scaled).then(pl.col("rounded_to") * factor.numerator // factor.denominator).otherwise(step)
            )
    return answers.with_columns(rounded_to=step)


def _list_operands(queries: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    """The further figures of transforms that read more than one: slot 0 is the baseline."""
    is_vectorised = pl.col("transform").str.split(":").list.first().is_in(pl.Series(sorted(VECTORISED)).implode())
    for row in queries.filter(~is_vectorised).iter_rows(named=True):
        transform = parse_transform(row["transform"])
        key = {name: row[name] for name in FIGURE_KEY}
        if transform.baseline:
            # What a target promises is measured from what happened, so a baseline is always an actual.
            yield row["_ask"], 0, *(key | {"period": transform.baseline, "kind": "actual"}).values()
        for slot, code in enumerate(transform.others, start=1):
            yield row["_ask"], slot, *(key | {"indicator": code}).values()


def _join_operands(joined: pl.DataFrame, operands: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    per = {code: indicator.per for code, indicator in ruleset.catalogue.items()}
    codes = pl.col("indicator").replace_strict(list(per), list(per.values()), default=None, return_dtype=pl.Int64)
    usable = pl.when(pl.col("symbol").is_null())
    fields = [usable.then(pl.col(name)).alias(name) for name in ("numerator", "denominator", "value")]
    figures = operands.with_columns(figure=pl.struct(*fields, usable.then(codes).alias("per")).cast(OPERAND))
    baselines = figures.filter(pl.col("slot") == 0).select("_ask", baseline=pl.col("figure"))
    others = figures.filter(pl.col("slot") > 0).sort("slot").group_by("_ask").agg(others=pl.col("figure"))
    lineage = operands.group_by("_ask").agg(_more=pl.col("lineage").explode().drop_nulls())
    result = joined
    for side in (baselines, others, lineage):
        result = result.join(side, on="_ask", how="left", maintain_order="left")
    together = pl.concat_list(*(pl.col(name).fill_null([]) for name in ("lineage", "_more")))
    return result.with_columns(lineage=together.cast(RESULT_SCHEMA["lineage"])).drop("_more")
