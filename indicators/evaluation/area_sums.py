"""Results for many figures at once that are plain sums over areas.

Gives the same results as :class:`indicators.evaluation.figure_evaluator.FigureEvaluator`, which is slow and
general. What needs more than whole parts, each given as it is or such a sum itself, is left to the evaluator.
"""

from __future__ import annotations

import polars as pl

from indicators.evaluation import reasons
from indicators.evaluation.area_partitions import AreaPartitions, WholeArea, partition_areas
from indicators.evaluation.carbon_indicators import find_energy_indicators
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.coterminous import is_body_based
from indicators.evaluation.direct_matches import RESULT_SCHEMA, match_directly
from indicators.evaluation.exact_values import STATUS_ORDER
from indicators.evaluation.figure_lookup import SUPPLIER_PREFIX
from indicators.evaluation.partitions import is_additive
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.codes import parse_period
from returnonce.numbers import ratio_micro_expr

_KEY = ["indicator", "period", "breakdown"]
_RULES = {"parts": pl.Boolean, "per": pl.Int64, "decimals": pl.Int64, "tied": pl.Boolean}
_LEAVES = pl.List(pl.UInt32)
_ZERO_OF_ZERO = (pl.col("denominator") == 0) & (pl.col("numerator") == 0)


def sum_areas(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """Rows of ``needs`` (with ``_need``) that are sums of given figures: their columns, then ``RESULT_SCHEMA``."""
    requests = _select_additive(needs, chosen_figures, context)
    partitions = partition_areas(requests, chosen_figures, context)
    figures = chosen_figures.filter(
        pl.col("indicator").is_in(requests["indicator"].unique().implode()), pl.col("kind") == "actual"
    )
    leaves = _select_leaves(figures if partitions else figures.clear(), requests, context)
    sums = _add_up(partitions, leaves, figures)
    return _build_results(requests.join(sums, on=["area", *_KEY], how="inner"), leaves).select(
        *needs.columns, *RESULT_SCHEMA
    )


def _select_additive(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """Needs whose indicator adds over areas and that no other method comes before; with ``_RULES``."""
    supplied = set(chosen_figures.filter(pl.col("breakdown").str.contains(SUPPLIER_PREFIX, literal=True))["indicator"])
    codes = [code for code in needs["indicator"].unique() if code not in supplied and _is_summable(code, context)]
    rows = [(code, i.parts, i.per, i.decimals, is_body_based(i)) for code in codes if (i := context.catalogue[code])]
    rules = pl.DataFrame(rows, schema={"indicator": pl.String, **_RULES}, orient="row")
    requests = needs.filter(pl.col("kind") == "actual").join(rules, on="indicator", how="inner")
    return requests.join(_find_shorter_periods(requests, chosen_figures), on=["indicator", "period"], how="anti")


def _is_summable(code: str, context: EvaluationContext) -> bool:
    indicator = context.catalogue.get(code)
    if indicator is None or indicator.formula or find_energy_indicators(indicator, context.factor_sets):
        return False
    return indicator.adds_over_area == "sum" and is_additive(indicator)


def _find_shorter_periods(requests: pl.DataFrame, chosen_figures: pl.DataFrame) -> pl.DataFrame:
    """Indicators and periods with figures of shorter periods: time is rolled up before area."""
    periods = chosen_figures.filter(pl.col("kind") == "actual")["period"].unique()
    shorter = [
        (period, other)
        for period in requests["period"].unique()
        for other in periods
        if other != period and parse_period(period).contains(parse_period(other))
    ]
    pairs = pl.DataFrame(shorter, schema={"period": pl.String, "other": pl.String}, orient="row")
    figures = chosen_figures.select("indicator", other="period").unique()
    return pairs.join(figures, on="other", how="inner").select("indicator", "period").unique()


def _select_leaves(figures: pl.DataFrame, requests: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """Given figures that may enter a sum, evaluated, one row each with ``_leaf``."""
    rules = requests.select("indicator", *_RULES).unique("indicator")
    results = match_directly(figures.select(FIGURE_KEY), figures, context.catalogue).join(
        rules, on="indicator", how="inner"
    )
    whole = pl.col("denominator").is_not_null() & pl.col("numerator").is_not_null()
    adds = pl.col("symbol").is_null() | _ZERO_OF_ZERO
    fit = pl.when("parts").then(whole & adds).otherwise(pl.col("value").is_not_null() & pl.col("symbol").is_null())
    return results.filter(fit, pl.col("disagreement").is_null()).with_row_index("_leaf")


def _add_up(partitions: AreaPartitions, leaves: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Key, area and ``_leaves`` of every sum. A given figure is never replaced by a sum."""
    own = leaves.select(*_KEY, "area", "tied", _leaves=pl.concat_list("_leaf"))
    leaves_by_area = {
        WholeArea(*key): part for key, part in own.partition_by("area", "period", "tied", as_dict=True).items()
    }
    totals = [own.clear()]
    wholes = pl.Series(sorted({whole.area for whole in partitions}), dtype=pl.String)
    figures = figures.filter(pl.col("area").is_in(wholes.implode())).select("area", *_KEY)
    for whole, areas in partitions.items():
        parts = [leaves_by_area[part] for area in areas if (part := whole._replace(area=area)) in leaves_by_area]
        if len(parts) < len(areas):
            continue
        sums = _sum_parts(parts, whole).join(figures, on=["area", *_KEY], how="anti")
        leaves_by_area[whole] = pl.concat([leaves_by_area.get(whole, own.clear()), sums])
        totals.append(sums)
    return pl.concat(totals).drop("tied")


def _sum_parts(parts: list[pl.DataFrame], whole: WholeArea) -> pl.DataFrame:
    grouped = pl.concat(parts).group_by(_KEY, maintain_order=True)
    sums = grouped.agg(pl.len().alias("_parts"), pl.col("_leaves").explode())
    complete = sums.filter(pl.col("_parts") == len(parts))
    return complete.select(
        *_KEY, area=pl.lit(whole.area), tied=pl.lit(whole.tied), _leaves=pl.col("_leaves").cast(_LEAVES)
    )


def _build_results(sums: pl.DataFrame, leaves: pl.DataFrame) -> pl.DataFrame:
    """Each sum as a result: what it inherits from its parts, and its share where it has one."""
    leaf_rows = sums.select("_need", "_leaves").explode("_leaves").rename({"_leaves": "_leaf"})
    joined = leaf_rows.join(leaves, on="_leaf", how="left", maintain_order="left")
    added = joined.group_by("_need").agg(*_totals(), *_combine_metadata())
    whole = sums.drop("_leaves").join(added, on="_need", how="inner")
    share = ratio_micro_expr(pl.col("numerator"), pl.col("denominator"), per=pl.col("per"), decimals=pl.col("decimals"))
    nobody = pl.col("parts") & _ZERO_OF_ZERO
    none = pl.lit(None)
    results = whole.with_columns(
        numerator=pl.when("parts").then("numerator"),
        denominator=pl.when("parts").then("denominator"),
        value=pl.when("parts").then(share).otherwise("value"),
        symbol=pl.when(nobody).then(pl.lit("not_applicable")),
        reason=pl.when(nobody).then(pl.lit(reasons.EMPTY_COHORT)),
        provenance=pl.lit("rolled_up"),
        **dict.fromkeys(("lower", "upper"), none.cast(pl.Int64)),
        **dict.fromkeys(("note", "disagreement"), none.cast(pl.String)),
    )
    return results.filter(pl.col("value").is_not_null() | nobody)


def _totals() -> list[pl.Expr]:
    # A sum beyond 64 bits becomes null, and its need is left to the search.
    names = ("numerator", "denominator", "value")
    return [pl.col(name).cast(pl.Int128).sum().cast(pl.Int64, strict=False).alias(name) for name in names]


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
        pl.col("published").any(),
        pl.col("agency").drop_nulls().unique().sort().str.join(", ").alias("agency"),
        pl.col("lineage").explode(),
    ]
