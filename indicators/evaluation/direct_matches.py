"""Results for all figures that were given as requested, at once: a join and column arithmetic.

The same rules as ``exact_values.recompute_given`` for one figure; tests compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.figures.figure_key import FIGURE_KEY
from returnonce.numbers import ratio_micro_expr

LINEAGE_TYPE = pl.List(
    pl.Struct(
        {
            **dict.fromkeys(("indicator", "area", "period", "breakdown"), pl.String),
            **dict.fromkeys(("agency", "file", "file_name", "locator"), pl.String),
            **dict.fromkeys(("numerator", "denominator", "value"), pl.Int64),
        }
    )
)
RESULT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("numerator", "denominator", "value"), pl.Int64),
    **dict.fromkeys(("symbol", "reason", "status"), pl.String),
    **dict.fromkeys(("rounded_to", "lower", "upper"), pl.Int64),
    **dict.fromkeys(("note", "provenance"), pl.String),
    "published": pl.Boolean,
    **dict.fromkeys(("agency", "disagreement"), pl.String),
    "lineage": LINEAGE_TYPE,
}
_RULES = {"per": pl.Int64, "decimals": pl.Int64, "parts": pl.Boolean}


def match_directly(
    needs: pl.DataFrame, chosen_figures: pl.DataFrame, catalogue: Mapping[str, Indicator]
) -> pl.DataFrame:
    """The needs whose figure is among ``chosen_figures`` (one row per key): their columns, then ``RESULT_SCHEMA``."""
    joined = needs.join(chosen_figures, on=FIGURE_KEY, how="inner").join(
        _build_rules(catalogue), on="indicator", how="inner"
    )
    recomputed = joined.with_columns(_from_parts=_from_parts()).with_columns(_reason=_reason())
    matched = recomputed.with_columns(
        value=_value(),
        symbol=pl.when("_from_parts").then(_no_share()).otherwise("symbol"),
        reason="_reason",
        provenance="batch_kind",
        published=pl.col("batch_kind") == "pulled",
    )
    results = matched.with_columns(lineage=_lineage())
    return results.select(*needs.columns, *RESULT_SCHEMA)


def _build_rules(catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    rows = [(code, i.per, i.decimals, i.parts) for code, i in catalogue.items()]
    return pl.DataFrame(rows, schema={"indicator": pl.String, **_RULES}, orient="row")


def _from_parts() -> pl.Expr:
    """True where the value is calculated: both parts are given, and no printed value takes precedence."""
    both = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    return pl.col("symbol").is_null() & both & (pl.col("parts") | pl.col("value").is_null())


def _value() -> pl.Expr:
    share = ratio_micro_expr(pl.col("numerator"), pl.col("denominator"), per=pl.col("per"), decimals=pl.col("decimals"))
    return pl.when("_from_parts").then(share).otherwise("value")


def _no_share() -> pl.Expr:
    empty = pl.when(pl.col("numerator") == 0).then(pl.lit("not_applicable")).otherwise(pl.lit("not_available"))
    return pl.when(pl.col("denominator") == 0).then(empty)


def _reason() -> pl.Expr:
    words = pl.col("symbol").replace_strict(reasons.SYMBOL_WORDS, return_dtype=pl.String)
    reason = pl.format("Given as {} by {}.", words, pl.col("agency"))
    empty = pl.when(pl.col("numerator") == 0).then(pl.lit(reasons.EMPTY_COHORT))
    nothing = pl.when(pl.col("denominator") == 0).then(empty.otherwise(pl.lit(reasons.OVER_NOTHING)))
    return pl.when("_from_parts").then(nothing).otherwise(reason)


def _lineage() -> pl.Expr:
    fields = [field.name for field in LINEAGE_TYPE.inner.fields]  # type: ignore[union-attr]
    return pl.concat_list(pl.struct(fields))
