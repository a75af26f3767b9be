"""Waiting times from a request to the first response and to the first service; provisional, and not complete here.

The method is published as code by the Department of Health and Social Care (DataS-DHSC/ASC-CLD-LA-Dashboard,
``Waiting_times/waiting_times_method.sql``, version 1.1 of 19 May 2026). What it needs of conversations is derived
centrally: at a council no request stands for its own assessment, as one before July 2025 may there.
"""

from __future__ import annotations

import polars as pl

from indicators.records.views.client_level_data.measure_inputs import (
    LONG_TERM_TYPES,
    LOW_LEVEL,
    OTHER_SHORT_TERM,
    REABLEMENT,
    SERVICE_USER,
    MeasureInputs,
    days_from,
    is_among,
    whole_years,
)

MEASURE = "waiting times"
ASSESSMENTS = ("short term assessment", "long term assessment")
SERVICES = (*LONG_TERM_TYPES, REABLEMENT, LOW_LEVEL, OTHER_SHORT_TERM)
KINDS = {"request": 1, "assessment": 2, "service": 3}
COLUMNS = ("person", "request", "response", "response_event", "response_days", "response_band", "response_in_quarter",
           "service", "service_days", "service_band", "service_in_quarter")  # fmt: skip


def view_waits(inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each request that counts, with the first response and the first service that follow it."""
    answers = _select_answers(inputs)
    requests = _select_requests(inputs, answers)
    chain = _order_events(requests, answers, inputs)
    counted = inputs.count(MEASURE, "not within what an earlier request led to", _drop_overlapping(_link(chain)))
    quarter = inputs.period.latest("quarter")
    described = counted.with_columns(
        days_from(pl.col("start"), pl.col("response")).alias("response_days"),
        days_from(pl.col("start"), pl.col("service")).alias("service_days"),
        *(pl.col(day).is_between(quarter.start, quarter.end).fill_null(value=False).alias(f"{day}_in_quarter")
          for day in ("response", "service")),
    )  # fmt: skip
    inputs.count(MEASURE, "with a first response in the last quarter", described.filter(pl.col("response_in_quarter")))
    inputs.count(MEASURE, "with a first service in the last quarter", described.filter(pl.col("service_in_quarter")))
    return described.rename({"start": "request"}).sort("person", "request", "place").select(COLUMNS)


def _select_answers(inputs: MeasureInputs) -> pl.DataFrame:
    """Assessments and services, of any client type, of those kinds that may follow a request."""
    is_assessment = (pl.col("event_type") == "assessment") & is_among("assessment_type", ASSESSMENTS)
    is_service = (pl.col("event_type") == "service") & is_among("service_type", SERVICES)
    return inputs.events.filter((is_assessment | is_service).fill_null(value=False))


def _select_requests(inputs: MeasureInputs, answers: pl.DataFrame) -> pl.DataFrame:
    """Requests that lead on, of people of 25 or older who were not clients just before."""
    since = pl.col("start") >= inputs.settings["waits-from"]
    of_clients = (pl.col("event_type") == "request") & (pl.col("client_type") == SERVICE_USER)
    requests = inputs.count(MEASURE, "clients' requests", inputs.events.filter(of_clients & since))
    requests = inputs.count(MEASURE, "of people of 25 or older", requests.filter(_is_of_age(inputs))).with_row_index(
        "request"
    )
    new = requests.join(_find_existing(requests, answers, inputs), on="request", how="anti")
    inputs.count(MEASURE, "of people who were not clients already", new)
    ends = pl.col("outcome").str.starts_with("nfa") | (pl.col("outcome") == "admitted to hospital")
    # As in SQL, a blank outcome is neither, and drops out.
    return inputs.count(MEASURE, "that lead on", new.filter(~ends)).drop("request")


def _is_of_age(inputs: MeasureInputs) -> pl.Expr:
    return whole_years(pl.col("birth_month"), pl.col("start")) >= pl.lit(inputs.settings["waits-age"])


def _find_existing(requests: pl.DataFrame, answers: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """Requests of people with a service that began before and is open, or ended some months before or later."""
    services = answers.filter(pl.col("event_type") == "service").select(
        "person", "service_type", before="start", ended="event_end"
    )
    beside = requests.select("request", "person", "start").join(services, on="person")
    beside = beside.filter(pl.col("before") < pl.col("start"))
    months = (
        ("long-term-client-months", LONG_TERM_TYPES),
        ("short-term-client-months", (REABLEMENT, OTHER_SHORT_TERM)),
    )
    existing = [
        is_among("service_type", types)
        & (pl.col("ended") >= pl.col("start").dt.offset_by(f"-{inputs.settings[name]}mo")).fill_null(value=True)
        for name, types in months
    ]
    return beside.filter(pl.any_horizontal(existing)).select("request").unique()


def _order_events(requests: pl.DataFrame, answers: pl.DataFrame, inputs: MeasureInputs) -> pl.DataFrame:
    """Each person's events in order; ``place`` counts from 1, ``band`` is by the age at the event's end."""
    events = pl.concat([requests, answers.filter(_is_of_age(inputs))])
    kind = pl.col("event_type").replace_strict(KINDS, return_dtype=pl.Int64).alias("kind")
    ordered = events.with_columns(kind).sort(
        "person", "start", "kind", "submission", "record", descending=[False, False, False, True, True]
    )
    last_age = whole_years(pl.col("birth_month"), pl.col("event_end").fill_null(pl.col("reference_period_end")))
    band = pl.when(last_age >= 65).then(pl.lit("65-and-over")).when(last_age >= 18).then(pl.lit("25-64"))
    leads_on = is_among("outcome", inputs.settings["assessments-lead-to-service"])
    numbered = ordered.with_columns(
        pl.int_range(1, pl.len() + 1).over("person").alias("place"),
        (pl.col("kind") != 2).cast(pl.Int64).cum_sum().over("person").alias("block"),
        band.alias("band"),
        leads_on.alias("leads_on"),
    )
    # Assessments that follow one another are judged together.
    together = pl.col("leads_on").filter(pl.col("kind") == 2).any().over("person", "block")
    return numbered.with_columns(together.alias("leads_on"))


def _link(chain: pl.DataFrame) -> pl.DataFrame:
    """Each request with the next assessment and the next service; the first of these is the response."""
    next_places = chain.with_columns(
        pl.when(pl.col("kind") == kind)
        .then("place")
        .fill_null(strategy="backward")
        .over("person")
        .alias(f"{name}_place")
        for kind, name in ((2, "assessment"), (3, "next_service"))
    )
    linked = next_places.filter(pl.col("kind") == 1)
    for name in ("assessment", "next_service"):
        bring = {f"{name}_day": "start", f"{name}_band": "band", f"{name}_leads_on": "leads_on"}
        answers = chain.select("person", pl.col("place").alias(f"{name}_place"), **bring)
        linked = linked.join(answers, on=["person", f"{name}_place"], how="left", maintain_order="left")
    return _choose_response(linked)


def _choose_response(requests: pl.DataFrame) -> pl.DataFrame:
    """The response is what comes first. A service is no first one where the assessments before it lead to none."""
    first_is_service = pl.col("next_service_place") < pl.col("assessment_place")
    by_service = first_is_service.fill_null(pl.col("next_service_place").is_not_null())
    barred = (~by_service & ~pl.col("assessment_leads_on")).fill_null(value=False)
    event = (
        pl.when(by_service)
        .then(pl.lit("service"))
        .when(pl.col("assessment_place").is_not_null())
        .then(pl.lit("assessment"))
    )
    names = {"place": "_place", "day": "", "band": "_band"}
    return requests.with_columns(
        *(pl.when(by_service).then(f"next_service_{column}").otherwise(f"assessment_{column}").alias(f"response{end}")
          for column, end in names.items()),
        *(pl.when(~barred).then(f"next_service_{column}").alias(f"service{end}") for column, end in names.items()),
        event.alias("response_event"),
    )  # fmt: skip


def _drop_overlapping(requests: pl.DataFrame) -> pl.DataFrame:
    """Without requests made while an earlier one was being answered, or answered by what answered an earlier one."""
    previous_end = pl.max_horizontal("response_place", "service_place").shift(1).over("person")
    overlaps = (previous_end > pl.col("place")).fill_null(value=False)
    for name in ("response_place", "service_place"):
        highest = pl.col(name).cum_max().forward_fill().shift(1).over("person").fill_null(0)
        overlaps = overlaps | (pl.col(name) <= highest).fill_null(value=False)
    return requests.filter(~overlaps)
