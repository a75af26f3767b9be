"""ASCOF 2B and 2C: people newly admitted to long-term residential or nursing care.

The method is published as code by the Department of Health and Social Care (DataS-DHSC/ASC-CLD-LA-Dashboard,
``ASCOF_measures/Create_ASCOF_2B2C_2425_Onwards.sql``).
"""

from __future__ import annotations

import polars as pl

from indicators.records.views.client_level_data.measure_inputs import (
    NURSING,
    RESIDENTIAL,
    SERVICE_USER,
    MeasureInputs,
    age_band,
    days_from,
    is_alive_on,
    is_among,
    whole_years,
)

MEASURE = "2B and 2C"
SELF_FUNDED = "nfa: self-funded client or under 12wk disregard"


def view_care_home_admissions(inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each person admitted in the period who was new: ``person``, ``admitted``, ``age``, ``age_band``.

    Who has an admission in each band counts in the younger one.
    """
    services = _select_services(inputs)
    in_period = pl.col("start").is_between(inputs.period.start, inputs.period.end)
    started = inputs.count(MEASURE, "that started in the period", services.filter(in_period))
    admissions = inputs.count(MEASURE, "not ended as self-funded", started.filter(~_is_self_funded()))
    admissions = admissions.select("person", "start", "age").unique(maintain_order=True).with_row_index("admission")
    new = admissions.join(_find_not_new(admissions, services, inputs), on="admission", how="anti")
    adults = inputs.count(MEASURE, "new admissions", new).filter(pl.col("age") >= 18)
    inputs.count(MEASURE, "of people of 18 or older", adults)
    first = adults.sort("person", "start").group_by("person", maintain_order=True)
    people = first.agg(admitted=pl.col("start").first(), age=pl.col("age").min())
    return inputs.count(MEASURE, "people (numerators)", people.with_columns(age_band(pl.col("age")).alias("age_band")))


def _select_services(inputs: MeasureInputs) -> pl.DataFrame:
    """Clients' long-term services in care homes, with the age at the start; birth known, not dead before the period."""
    is_service = (pl.col("client_type") == SERVICE_USER) & (pl.col("event_type") == "service")
    services = inputs.events.filter(is_service & is_among("service_type", (RESIDENTIAL, NURSING)))
    inputs.count(MEASURE, "long-term residential and nursing services of clients", services)
    services = inputs.count(MEASURE, "with a component that says so", services.filter(_is_in_care_home(inputs)))
    people = inputs.people.select("person", born="birth_month", died="Date_of_Death")
    known = services.join(people, on="person", how="left", maintain_order="left")
    lived = known.filter(pl.col("born").is_not_null() & is_alive_on(pl.col("died"), inputs.period.start))
    inputs.count(MEASURE, "of people with a birth date who had not died before the period", lived)
    return lived.with_columns(whole_years(pl.col("born"), pl.col("start")).alias("age"))


def _is_in_care_home(inputs: MeasureInputs) -> pl.Expr:
    """Residential or nursing and not short. The published code drops a blank component, against its own comment."""
    component = pl.col("component")
    named = component.str.contains("residential|nursing") & ~component.str.contains("short")
    return named.fill_null(inputs.settings["blank-care-home-component"] == "count")


def _is_self_funded() -> pl.Expr:
    return (pl.col("outcome") == SELF_FUNDED).fill_null(value=False)


def _find_not_new(admissions: pl.DataFrame, services: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """Admissions of people with such a service that began earlier and is open, or ended under a year before.

    Whether one that ended as self-funded is such a service, the published code answered yes until July 2026.
    """
    counts = inputs.settings["self-funded-before"] == "count"
    others = services.filter(pl.lit(counts) | ~_is_self_funded()).select(
        "person", before="start", event_end="event_end"
    )
    beside = admissions.join(others, on="person").filter(pl.col("before") < pl.col("start"))
    recent = days_from(pl.col("event_end"), pl.col("start")) < inputs.settings["readmission-days"]
    return beside.filter(recent.fill_null(value=True)).select("admission").unique()
