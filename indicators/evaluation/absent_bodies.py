"""*No figure was given* and *this body did not exist then* are two answers: the second stands where it is known."""

from __future__ import annotations

import polars as pl

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.reasons import NONE_GIVEN
from indicators.period.codes import parse_period


def name_absent_bodies(results: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """Results without a figure of an area that did not exist in the period: not applicable, and with that reason."""
    without = pl.col("value").is_null() & pl.col("reason").str.starts_with(NONE_GIVEN)
    pairs = results.lazy().filter(without).select("area", "period").unique().collect()
    absences = [
        (area, period, why)
        for area, period in pairs.iter_rows()
        if (why := context.areas.history.absence(area, parse_period(period)))
    ]
    if not absences:
        return results
    table = pl.DataFrame(absences, schema=dict.fromkeys(("area", "period", "_absence"), pl.String), orient="row")
    joined = results.join(table, on=["area", "period"], how="left", maintain_order="left")
    is_absent = without & pl.col("_absence").is_not_null()
    return joined.with_columns(
        symbol=pl.when(is_absent).then(pl.lit("not_applicable")).otherwise(pl.col("symbol")),
        reason=pl.when(is_absent).then(pl.col("_absence")).otherwise(pl.col("reason")),
    ).drop("_absence")
