"""Outcomes of children looked after for twelve months: one row of OC2 is one child of that cohort."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.looked_after.children import read_births
from indicators.records.views.months_and_ages import age_on_expr

FLAGS = {
    "CONVICTED": "convicted",
    "HEALTH_CHECK": "development_checked",
    "IMMUNISATIONS": "immunised",
    "TEETH_CHECK": "teeth_checked",
    "HEALTH_ASSESSMENT": "health_assessed",
    "SUBSTANCE_MISUSE": "substance_misuse",
    "INTERVENTION_RECEIVED": "intervention_received",
    "INTERVENTION_OFFERED": "intervention_offered",
}
TRUE = "1"


def view_outcomes(records: Records) -> pl.DataFrame:
    """One row per child with an OC2 row; ages are those of the last day."""
    settings = records.record_set.settings
    rows = records.tables["OC2"].drop_nulls("CHILD").unique("CHILD", keep="first", maintain_order=True)
    named = rows.select(
        pl.col("CHILD").alias("child"),
        "DOB",
        pl.col("SDQ_SCORE").alias("sdq_score"),
        *((pl.col(column) == TRUE).alias(name) for column, name in FLAGS.items()),
    ).join(read_births(records), on="child", how="left", maintain_order="left")
    age = age_on_expr(pl.coalesce("DOB", "born"), records.period.end)
    scored = age.is_between(settings["sdq-age-from"], settings["sdq-age-to"])
    return named.with_columns(
        age.alias("age"),
        scored.alias("score_due"),
        (age < settings["development-under-age"]).alias("development_due"),
        (age >= settings["conviction-age-from"]).alias("of_conviction_age"),
    ).drop("DOB", "born")
