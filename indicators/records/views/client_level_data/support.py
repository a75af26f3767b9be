"""ASCOF 3D: how clients and carers get their support, each person once, by the highest setting or support.

The method is published as code by the Department of Health and Social Care (DataS-DHSC/ASC-CLD-LA-Dashboard,
``ASCOF_measures/Create_ASCOF_3D_2425_Onwards.sql``).
"""

from __future__ import annotations

import polars as pl

from indicators.records.views.client_level_data.measure_inputs import (
    CARERS,
    COMMUNITY,
    LONG_TERM_TYPES,
    NURSING,
    PRISON,
    RESIDENTIAL,
    SERVICE_USER,
    MeasureInputs,
    age_band,
    ends_after_start,
    is_adult,
    is_alive_on,
    is_among,
    whole_years,
)

CLIENTS, OF_CARERS = "3D clients", "3D carers"
DIRECT, MANAGED, COMMISSIONED = "direct payment", "cassr managed personal budget", "cassr commissioned support"
MECHANISMS = {DIRECT: "direct-payment", MANAGED: "managed-budget", COMMISSIONED: "commissioned"}
NOT_KNOWN = "not-known"
#: Of clients, the first wins.
SETTINGS = ("nursing", "residential", *MECHANISMS.values(), NOT_KNOWN, "prison")
#: Of carers, the first wins.
SUPPORT = (*MECHANISMS.values(), NOT_KNOWN, "information-and-advice", "no-direct-support")
DIRECT_TO_CARER = "unpaid carer support: direct to unpaid carer"
FOR_CARED_FOR = "unpaid carer support: support involving the person cared-for"
INFORMATION = "nfa: information and advice or signposting"


def view_long_term_clients(inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each client of 18 or older, or of unknown age, with long-term support open on the last day."""
    last = inputs.period.end
    is_open = (pl.col("start") <= last) & (pl.col("event_end") >= last).fill_null(value=True) & ends_after_start()
    services = inputs.events.filter(
        (pl.col("client_type") == SERVICE_USER) & is_among("service_type", LONG_TERM_TYPES) & is_open
    )
    inputs.count(CLIENTS, "long-term services of clients open on the last day", services)
    placed = services.with_columns(_place_client().alias("support"))
    people = _keep_highest(placed, SETTINGS, inputs)
    alive = people.filter(is_alive_on(pl.col("died"), last))
    adults = inputs.count(CLIENTS, "clients, alive on it, of 18 or older or of unknown age", _keep_adults(alive))
    described = adults.with_columns(
        pl.col("support").is_in([*MECHANISMS.values(), NOT_KNOWN]).alias("community"), *_flag_mechanisms()
    )
    in_community = inputs.count(CLIENTS, "whose highest setting is the community (denominator)",
                                described.filter(pl.col("community")))  # fmt: skip
    inputs.count(CLIENTS, "by an unknown mechanism", in_community.filter(pl.col("support") == NOT_KNOWN))
    _count_numerators(CLIENTS, in_community, inputs)
    return described.select("person", "age", "age_band", "support", "community", "self_directed", "direct_payment")


def view_carers_supported(inputs: MeasureInputs) -> pl.DataFrame:
    """One row for each unpaid carer of 18 or older, or of unknown age, with an event of support in the period."""
    first, last = inputs.period.start, inputs.period.end
    in_period = (pl.col("start") <= last) & (pl.col("event_end") >= first).fill_null(value=True) & ends_after_start()
    events = inputs.events.filter(is_among("client_type", CARERS) & in_period & _is_carers_support())
    inputs.count(OF_CARERS, "events of support to carers in the period", events)
    placed = events.with_columns(_place_carer(inputs).alias("support")).drop_nulls("support")
    inputs.count(OF_CARERS, "that say what support it is", placed)
    people = _keep_highest(placed, SUPPORT, inputs)
    alive = people.filter(is_alive_on(pl.col("died"), first))
    adults = inputs.count(OF_CARERS, "carers, not dead before, of 18 or older or of unknown age", _keep_adults(alive))
    described = adults.with_columns(
        pl.col("support").is_in(list(MECHANISMS.values())).alias("supported"), *_flag_mechanisms()
    )
    supported = inputs.count(OF_CARERS, "with direct support by a known mechanism (denominator)",
                             described.filter(pl.col("supported")))  # fmt: skip
    _count_numerators(OF_CARERS, supported, inputs)
    return described.select("person", "age", "age_band", "support", "supported", "self_directed", "direct_payment")


def _place_client() -> pl.Expr:
    """Where a service puts a client; in the community by mechanism, which a component *Direct payment* overrides."""
    direct = (pl.col("component") == DIRECT).fill_null(value=False)
    mechanism = pl.col("mechanism").replace_strict(MECHANISMS, default=NOT_KNOWN, return_dtype=pl.String)
    return (
        pl.when(pl.col("service_type") == NURSING)
        .then(pl.lit("nursing"))
        .when(pl.col("service_type") == RESIDENTIAL)
        .then(pl.lit("residential"))
        .when(pl.col("service_type") == PRISON)
        .then(pl.lit("prison"))
        .when((pl.col("service_type") == COMMUNITY) & direct)
        .then(pl.lit(MECHANISMS[DIRECT]))
        .otherwise(mechanism.fill_null(NOT_KNOWN))
    )


def _is_carers_support() -> pl.Expr:
    """Support to the carer or involving the person cared for; else an assessment or review, or signposting."""
    no_service = pl.col("service_type").is_null()
    other = is_among("event_type", ("assessment", "review")) | is_among("outcome", (INFORMATION,))
    return is_among("service_type", (DIRECT_TO_CARER, FOR_CARED_FOR)) | (no_service & other)


def _place_carer(inputs: MeasureInputs) -> pl.Expr:
    """What support an event is.

    The published code drops direct support with a blank component, unless by direct payment.
    """
    component, mechanism = pl.col("component"), pl.col("mechanism")
    to_carer = (pl.col("service_type") == DIRECT_TO_CARER).fill_null(value=False)
    direct = (mechanism == DIRECT).fill_null(value=False) | (component == DIRECT).fill_null(value=False)
    told = component.is_not_null() | pl.lit(inputs.settings["blank-carer-component"] == "count")
    known = mechanism.replace_strict(MECHANISMS, default=NOT_KNOWN, return_dtype=pl.String).fill_null(NOT_KNOWN)
    signposted = is_among("outcome", (INFORMATION,)) & is_among("event_type", ("assessment", "review", "request"))
    return (
        pl.when(to_carer & direct)
        .then(pl.lit(MECHANISMS[DIRECT]))
        .when(to_carer & told)
        .then(known)
        .when(to_carer)
        .then(pl.lit(None, pl.String))
        .when(is_among("service_type", (FOR_CARED_FOR,)))
        .then(pl.lit("no-direct-support"))
        .when(signposted)
        .then(pl.lit("information-and-advice"))
        .when(is_among("event_type", ("assessment", "review")))
        .then(pl.lit("no-direct-support"))
    )


def _keep_highest(events: pl.DataFrame, order: tuple[str, ...], inputs: MeasureInputs) -> pl.DataFrame:
    """One row a person, by the order given, with what is last known of the person; the age is on the last day."""
    ranks = {name: place for place, name in enumerate(order)}
    best = events.group_by("person").agg(
        pl.col("support").replace_strict(ranks, return_dtype=pl.Int64).min().alias("place")
    )
    names = {place: name for name, place in ranks.items()}
    details = inputs.people.select("person", born="birth_month", died="Date_of_Death")
    known = best.join(details, on="person", how="left").sort("person")
    return known.with_columns(
        pl.col("place").replace_strict(names, return_dtype=pl.String).alias("support"),
        whole_years(pl.col("born"), pl.lit(inputs.period.end)).alias("age"),
    )


def _keep_adults(people: pl.DataFrame) -> pl.DataFrame:
    return people.filter(is_adult(pl.col("age"))).with_columns(age_band(pl.col("age")).alias("age_band"))


def _flag_mechanisms() -> tuple[pl.Expr, pl.Expr]:
    direct = pl.col("support") == MECHANISMS[DIRECT]
    return (direct | (pl.col("support") == MECHANISMS[MANAGED])).alias("self_directed"), direct.alias("direct_payment")


def _count_numerators(measure: str, people: pl.DataFrame, inputs: MeasureInputs) -> None:
    inputs.count(measure, "with self-directed support (numerator of part 1)", people.filter(pl.col("self_directed")))
    inputs.count(measure, "with direct payments (numerator of part 2)", people.filter(pl.col("direct_payment")))
