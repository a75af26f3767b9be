"""Rows of results: of sums from the given figures that they rest on, of what has no sum from the reason."""

from __future__ import annotations

import polars as pl

from indicators.evaluation import reasons
from indicators.evaluation.direct_matches import LINEAGE_TYPE, RESULT_SCHEMA
from indicators.evaluation.exact_values import STATUS_ORDER
from indicators.evaluation.results import SourceFigure
from returnonce.numbers import ratio_micro_expr

_NUMBERS = ("numerator", "denominator", "value")
_READ = (*(name for name in SourceFigure._fields if name != "value"), "status", "rounded_to", "batch_kind")
_NOBODY = pl.col("parts") & (pl.col("denominator") == 0) & (pl.col("numerator") == 0)


def build_sums(requests: pl.DataFrame, leaves: pl.DataFrame, chosen_figures: pl.DataFrame) -> pl.DataFrame:
    """Each request (``_need``, cell, ``RULES``) that is a sum as a result: what it inherits, and its share.

    ``leaves``: cell, and for each figure in the sum its value and row of ``chosen_figures``, in order.
    """
    used = leaves.join(requests.select("_need", "cell"), on="cell", how="inner", maintain_order="left")
    figures = used.select("_need", "value").hstack(chosen_figures.select(_READ)[used["row"]])
    added = figures.group_by("_need").agg(*_totals(), *_combine_metadata(), lineage=pl.struct(SourceFigure._fields))
    whole = requests.join(added, on="_need", how="inner")
    share = ratio_micro_expr(pl.col("numerator"), pl.col("denominator"), per=pl.col("per"), decimals=pl.col("decimals"))
    results = whole.with_columns(
        numerator=pl.when("parts").then("numerator"),
        denominator=pl.when("parts").then("denominator"),
        value=pl.when("parts").then(share).otherwise("value"),
        symbol=pl.when(_NOBODY).then(pl.lit("not_applicable")),
        reason=pl.when(_NOBODY).then(pl.lit(reasons.EMPTY_COHORT)),
        provenance=pl.lit("rolled_up"),
    )
    return _complete(results.filter(pl.col("value").is_not_null() | _NOBODY))


def build_refusals(requests: pl.DataFrame) -> pl.DataFrame:
    """Each request with its ``reason`` as a result without a number."""
    none = pl.lit([], LINEAGE_TYPE)
    return _complete(requests.with_columns(symbol=pl.lit("not_available"), published=pl.lit(value=False), lineage=none))


def _complete(results: pl.DataFrame) -> pl.DataFrame:
    nothing = {name: pl.lit(None, kind) for name, kind in RESULT_SCHEMA.items() if name not in results.columns}
    return results.with_columns(**nothing)


def _totals() -> list[pl.Expr]:
    # A sum beyond 64 bits becomes null, and its need is left to the search.
    return [pl.col(name).cast(pl.Int128).sum().cast(pl.Int64, strict=False).alias(name) for name in _NUMBERS]


def _combine_metadata() -> list[pl.Expr]:
    """The rules of :func:`indicators.evaluation.exact_values.combine_metadata` and ``add_results``, as expressions."""
    ranks = pl.col("status").replace_strict(list(STATUS_ORDER), list(range(len(STATUS_ORDER))), return_dtype=pl.Int64)
    several = pl.col("rounded_to").count() > 1
    worst = pl.max_horizontal(ranks.max(), pl.when(several).then(STATUS_ORDER.index("estimated")))
    return [
        worst.replace_strict(list(range(len(STATUS_ORDER))), list(STATUS_ORDER), return_dtype=pl.String).alias(
            "status"
        ),
        pl.col("rounded_to").max(),
        (pl.col("batch_kind") == "pulled").any().alias("published"),
        pl.col("agency").drop_nulls().unique().sort().str.join(", ").alias("agency"),
    ]
