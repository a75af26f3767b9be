"""Which needs nothing but figures of smaller areas can answer, so that all of them are answered at once."""

from __future__ import annotations

import polars as pl

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.coterminous import is_body_based
from indicators.evaluation.figure_lookup import SUPPLIER_PREFIX
from indicators.evaluation.partitions import is_additive
from indicators.period.codes import parse_period

#: An indicator's: whether it adds over areas, whether its numerators and denominators do, whether it is body-based.
RULES = {"adds": pl.Boolean, "parts": pl.Boolean, "per": pl.Int64, "decimals": pl.Int64, "tied": pl.Boolean}


def select_plain_needs(needs: pl.DataFrame, figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """The needs for which no formula, scheme, supplier or shorter period counts: their columns, ``RULES``, ``splits``.

    ``figures``: one row per key. ``splits``: there are figures of a narrower breakdown, which may make up the figure.
    """
    keys = figures.lazy().filter(pl.col("indicator").is_in(needs["indicator"].unique().implode()))
    series_given = keys.select("indicator", "period", "breakdown", "kind").unique().collect()
    supplied = set(series_given.filter(pl.col("breakdown").str.contains(SUPPLIER_PREFIX, literal=True))["indicator"])
    rules = _read_rules(set(needs["indicator"].unique()) - supplied, context)
    requests = needs.filter(pl.col("kind") == "actual").join(rules, on="indicator", how="inner")
    alone = requests.join(_find_shorter_periods(requests, series_given), on=["indicator", "period"], how="anti")
    narrower = _find_narrower_breakdowns(alone, series_given)
    return alone.join(narrower, on=["indicator", "breakdown"], how="left").with_columns(
        pl.col("splits").fill_null(value=False)
    )


def _read_rules(codes: set[str], context: EvaluationContext) -> pl.DataFrame:
    indicators = [indicator for code in sorted(codes) if (indicator := context.catalogue.get(code))]
    rows = [
        (i.code, i.adds_over_area == "sum" and is_additive(i), i.parts, i.per, i.decimals, is_body_based(i))
        for i in indicators
        if i.formula is None and i.factors is None
    ]
    return pl.DataFrame(rows, schema={"indicator": pl.String, **RULES}, orient="row")


def _find_shorter_periods(requests: pl.DataFrame, series_given: pl.DataFrame) -> pl.DataFrame:
    """Indicators and periods with figures of shorter periods: time is rolled up before area."""
    actual = series_given.filter(pl.col("kind") == "actual")
    shorter = [
        (period, other)
        for period in requests["period"].unique()
        for other in actual["period"].unique()
        if other != period and parse_period(period).contains(parse_period(other))
    ]
    pairs = pl.DataFrame(shorter, schema={"period": pl.String, "other": pl.String}, orient="row")
    figures = actual.select("indicator", other="period").unique()
    return pairs.join(figures, on="other", how="inner").select("indicator", "period").unique()


def _find_narrower_breakdowns(requests: pl.DataFrame, series_given: pl.DataFrame) -> pl.DataFrame:
    """Indicators and breakdowns with figures of a breakdown of theirs; with ``splits``, true."""
    others = series_given.select("indicator", other="breakdown").unique()
    pairs = requests.select("indicator", "breakdown").unique().join(others, on="indicator", how="inner")
    distinct = pairs.select("breakdown", "other").unique()
    narrower = [pair for pair in distinct.iter_rows() if _split_breakdown(pair[0]) < _split_breakdown(pair[1])]
    schema = {"breakdown": pl.String, "other": pl.String}
    found = pairs.join(pl.DataFrame(narrower, schema=schema, orient="row"), on=["breakdown", "other"], how="semi")
    return found.select("indicator", "breakdown").unique().with_columns(splits=pl.lit(value=True))


def _split_breakdown(breakdown: str) -> frozenset[str]:
    return frozenset() if breakdown == "total" else frozenset(breakdown.split(";"))
