"""Results for many figures at once that are plain sums over areas.

Gives the same results as :class:`indicators.evaluation.evaluator.Evaluator`, which is slow and general. What
needs more than whole parts, each given as it is or such a sum itself, is left to the evaluator.
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
from indicators.figures.store import FIGURE_KEY
from indicators.period.codes import parse_period
from returnonce.numbers import ratio_micro_expr

_KEY = ["indicator", "period", "breakdown"]
_RULES = {"parts": pl.Boolean, "per": pl.Int64, "decimals": pl.Int64, "tied": pl.Boolean}
_LEAVES = pl.List(pl.UInt32)
_NOUGHT = (pl.col("denominator") == 0) & (pl.col("numerator") == 0)


def sum_areas(needs: pl.DataFrame, chosen: pl.DataFrame, world: EvaluationContext) -> pl.DataFrame:
    """Those of ``needs`` (with ``_need``) that are sums of given figures: their columns, then ``ANSWER_SCHEMA``."""
    asked = _askable(needs, chosen, world)
    splits = partition_areas(asked, chosen, world)
    given = chosen.filter(pl.col("indicator").is_in(asked["indicator"].unique().implode()), pl.col("kind") == "actual")
    leaves = _leaves(given if splits else given.clear(), asked, world)
    made = _made(splits, leaves, given)
    return _told(asked.join(made, on=["area", *_KEY], how="inner"), leaves).select(*needs.columns, *RESULT_SCHEMA)


def _askable(needs: pl.DataFrame, chosen: pl.DataFrame, world: EvaluationContext) -> pl.DataFrame:
    """Needs whose indicator adds over areas, and for which nothing comes before adding them; with ``_RULES``."""
    supplied = set(chosen.filter(pl.col("breakdown").str.contains(SUPPLIER_PREFIX, literal=True))["indicator"])
    codes = [code for code in needs["indicator"].unique() if code not in supplied and _adds(code, world)]
    found = [(code, i.parts, i.per, i.decimals, is_body_based(i)) for code in codes if (i := world.catalogue[code])]
    rules = pl.DataFrame(found, schema={"indicator": pl.String, **_RULES}, orient="row")
    asked = needs.filter(pl.col("kind") == "actual").join(rules, on="indicator", how="inner")
    return asked.join(_within(asked, chosen), on=["indicator", "period"], how="anti")


def _adds(code: str, world: EvaluationContext) -> bool:
    indicator = world.catalogue.get(code)
    if indicator is None or indicator.formula or find_energy_indicators(indicator, world.factor_sets):
        return False
    return indicator.adds_over_area == "sum" and is_additive(indicator)


def _within(asked: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Indicators and periods for which figures of shorter periods were given: time is rolled up before area."""
    known = chosen.filter(pl.col("kind") == "actual")["period"].unique()
    shorter = [
        (period, other)
        for period in asked["period"].unique()
        for other in known
        if other != period and parse_period(period).contains(parse_period(other))
    ]
    pairs = pl.DataFrame(shorter, schema={"period": pl.String, "other": pl.String}, orient="row")
    given = chosen.select("indicator", other="period").unique()
    return pairs.join(given, on="other", how="inner").select("indicator", "period").unique()


def _leaves(given: pl.DataFrame, asked: pl.DataFrame, world: EvaluationContext) -> pl.DataFrame:
    """Given figures that may enter a sum, one row each with ``_leaf``, as they answer for themselves."""
    rules = asked.select("indicator", *_RULES).unique("indicator")
    told = match_directly(given.select(FIGURE_KEY), given, world.catalogue).join(rules, on="indicator", how="inner")
    whole = pl.col("denominator").is_not_null() & pl.col("numerator").is_not_null()
    adds = pl.col("symbol").is_null() | _NOUGHT
    fit = pl.when("parts").then(whole & adds).otherwise(pl.col("value").is_not_null() & pl.col("symbol").is_null())
    return told.filter(fit, pl.col("disagreement").is_null()).with_row_index("_leaf")


def _made(splits: AreaPartitions, leaves: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Key, area and ``_leaves`` of every sum; a cell that was given is never summed."""
    own = leaves.select(*_KEY, "area", "tied", _leaves=pl.concat_list("_leaf"))
    held = {WholeArea(*key): part for key, part in own.partition_by("area", "period", "tied", as_dict=True).items()}
    made = [own.clear()]
    wholes = pl.Series(sorted({whole.area for whole in splits}), dtype=pl.String)
    given = given.filter(pl.col("area").is_in(wholes.implode())).select("area", *_KEY)
    for whole, areas in splits.items():
        parts = [held[part] for area in areas if (part := whole._replace(area=area)) in held]
        if len(parts) < len(areas):
            continue
        sums = _sums(parts, whole).join(given, on=["area", *_KEY], how="anti")
        held[whole] = pl.concat([held.get(whole, own.clear()), sums])
        made.append(sums)
    return pl.concat(made).drop("tied")


def _sums(parts: list[pl.DataFrame], whole: WholeArea) -> pl.DataFrame:
    grouped = pl.concat(parts).group_by(_KEY, maintain_order=True)
    counted = grouped.agg(pl.len().alias("_parts"), pl.col("_leaves").explode())
    complete = counted.filter(pl.col("_parts") == len(parts))
    return complete.select(
        *_KEY, area=pl.lit(whole.area), tied=pl.lit(whole.tied), _leaves=pl.col("_leaves").cast(_LEAVES)
    )


def _told(found: pl.DataFrame, leaves: pl.DataFrame) -> pl.DataFrame:
    """Each sum as an answer: what it inherits from its parts, and its share where it has one."""
    figures = found.select("_need", "_leaves").explode("_leaves").rename({"_leaves": "_leaf"})
    joined = figures.join(leaves, on="_leaf", how="left", maintain_order="left")
    added = joined.group_by("_need").agg(*_totals(), *_inherited())
    whole = found.drop("_leaves").join(added, on="_need", how="inner")
    share = ratio_micro_expr(pl.col("numerator"), pl.col("denominator"), per=pl.col("per"), decimals=pl.col("decimals"))
    nobody = pl.col("parts") & _NOUGHT
    none = pl.lit(None)
    told = whole.with_columns(
        numerator=pl.when("parts").then("numerator"),
        denominator=pl.when("parts").then("denominator"),
        value=pl.when("parts").then(share).otherwise("value"),
        symbol=pl.when(nobody).then(pl.lit("not_applicable")),
        reason=pl.when(nobody).then(pl.lit(reasons.EMPTY_COHORT)),
        provenance=pl.lit("rolled_up"),
        **dict.fromkeys(("lower", "upper"), none.cast(pl.Int64)),
        **dict.fromkeys(("note", "disagreement"), none.cast(pl.String)),
    )
    return told.filter(pl.col("value").is_not_null() | nobody)


def _totals() -> list[pl.Expr]:
    # A sum beyond 64 bits becomes null, and its need is left to the search.
    names = ("numerator", "denominator", "value")
    return [pl.col(name).cast(pl.Int128).sum().cast(pl.Int64, strict=False).alias(name) for name in names]


def _inherited() -> list[pl.Expr]:
    """Twin of :func:`indicators.evaluation.exact_values.made_from`, and of the rule on sums of several rounded figures."""
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
