"""ASCOF 2E: people with long-term support in the year, and whether they live at home or with family.

The method is published as code by the Department of Health and Social Care (DataS-DHSC/ASC-CLD-LA-Dashboard,
``ASCOF_measures/Create_ASCOF_2E_2425_Onwards.sql``).
"""

from __future__ import annotations

import polars as pl

from indicators.records.views.client_level_data.measure_inputs import (
    LONG_TERM_TYPES,
    SERVICE_USER,
    MeasureInputs,
    age_band,
    ends_after_start,
    fold,
    is_adult,
    is_alive_on,
    is_among,
    whole_years,
)

MEASURE = "2E"
LEARNING_DISABILITY = "learning disability support"


def view_long_term_support(inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each person of 18 or older, or of unknown age, with long-term support on any day of the period."""
    people = inputs.count(MEASURE, "people with long-term support in the period", _find_people(inputs))
    details = inputs.people.select(
        "person", "settled", born="birth_month", died="Date_of_Death", accommodation="Accommodation_Status",
        gender="Gender", reason="Primary_Support_Reason",
    )  # fmt: skip
    known = people.join(details, on="person", how="left", maintain_order="left")
    alive = known.filter(is_alive_on(pl.col("died"), inputs.period.start))
    inputs.count(MEASURE, "who had not died before the period", alive)
    aged = alive.with_columns(whole_years(pl.col("born"), pl.col("until")).alias("age"))
    adults = inputs.count(MEASURE, "of 18 or older, or of unknown age", aged.filter(is_adult(pl.col("age"))))
    described = adults.with_columns(
        age_band(pl.col("age")).alias("age_band"),
        _recorded_gender().alias("gender"),
        (fold(pl.col("reason")) == LEARNING_DISABILITY).fill_null(value=False).alias("learning_disability"),
        pl.col("settled").fill_null(value=False),
    )
    _count_parts(described, inputs)
    columns = ("person", "age", "age_band", "gender", "learning_disability", "accommodation", "settled")
    return described.sort("person").select(columns)


def _find_people(inputs: MeasureInputs) -> pl.DataFrame:
    """Each person once, with the last day of long-term support, or of the period where that is earlier."""
    first, last = inputs.period.start, inputs.period.end
    in_period = (pl.col("start") <= last) & (pl.col("event_end") >= first).fill_null(value=True)
    is_service = (pl.col("client_type") == SERVICE_USER) & (pl.col("event_type") == "service")
    services = inputs.events.filter(
        is_service & is_among("service_type", LONG_TERM_TYPES) & ends_after_start() & in_period
    )
    until = pl.min_horizontal(pl.col("event_end"), pl.lit(last))
    return services.group_by("person", maintain_order=True).agg(until.max().alias("until"))


def _recorded_gender() -> pl.Expr:
    folded = fold(pl.col("gender"))
    return pl.when(folded.is_in(["male", "female"])).then(folded).otherwise(pl.lit("other-or-not-known"))


def _count_parts(people: pl.DataFrame, inputs: MeasureInputs) -> None:
    banded = people.filter(pl.col("age_band") != "not-known")
    unknown = pl.col("accommodation").str.starts_with("Unknown").fill_null(value=True)
    inputs.count(MEASURE, "whose age is known (denominators)", banded)
    inputs.count(MEASURE, "whose accommodation is not known, or only presumed", banded.filter(unknown))
    inputs.count(MEASURE, "at home or with family (numerators)", banded.filter(pl.col("settled")))
