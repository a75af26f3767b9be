"""What each measure of adult social care reads: joined events, people as last known, the period, and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period

#: Stands for no end, as in the published code.
OPEN_END = date(9999, 1, 1)
#: Columns of the joined events by the names that measures use, folded so that letter case makes no difference.
FOLDED = {
    "event_type": "Event_Type",
    "client_type": "Client_Type",
    "service_type": "Service_Type",
    "component": "Service_Component",
    "mechanism": "Delivery_Mechanism",
    "outcome": "Event_Outcome",
    "assessment_type": "Assessment_Type",
}
OTHERS = ("person", "event_end", "outcome_rank", "reference_period_end", "submission", "birth_month")
SERVICE_USER = "service user"
CARERS = ("unpaid carer", "unpaid carer known by association")
LONG_TERM = "long term support: "
NURSING, RESIDENTIAL, COMMUNITY, PRISON = (
    LONG_TERM + place for place in ("nursing care", "residential care", "community", "prison")
)
LONG_TERM_TYPES = (NURSING, RESIDENTIAL, COMMUNITY, PRISON)
SHORT_TERM = "short term support: "
REABLEMENT, LOW_LEVEL, OTHER_SHORT_TERM = (
    SHORT_TERM + kind for kind in ("st-max", "ongoing low level", "other short term")
)


@dataclass(frozen=True)
class MeasureStep:
    """How many events, episodes or people are left after one step of a measure."""

    measure: str
    step: str
    count: int


@dataclass(frozen=True, eq=False)
class MeasureInputs:
    """``events``: those of :func:`fold_events`, one row an event. ``people``: one row a person, as last known.

    ``steps`` grows as the measures are worked out.
    """

    events: pl.DataFrame
    people: pl.DataFrame
    period: Period
    settings: Mapping[str, Any]
    steps: list[MeasureStep] = field(default_factory=list)

    def count(self, measure: str, step: str, rows: pl.DataFrame) -> pl.DataFrame:
        """The same rows, noted as what a step leaves."""
        self.steps.append(MeasureStep(measure, step, rows.height))
        return rows

    def is_listed(self, column: str, setting: str) -> pl.Expr:
        """Whether a folded column has one of a setting's values."""
        return is_among(column, self.settings[setting])


def fold_events(events: pl.DataFrame, number: str) -> pl.DataFrame:
    """The columns of joined events that measures read. ``number``: the column that tells records apart."""
    return events.select(
        *OTHERS,
        pl.col(number).alias("record"),
        pl.col("Event_Start_Date").alias("start"),
        *(fold(pl.col(column)).alias(name) for name, column in FOLDED.items()),
    )


def fold(text: pl.Expr) -> pl.Expr:
    """Small letters, no spaces at the ends, as the published code compares."""
    return text.str.strip_chars().str.to_lowercase()


def is_among(column: str, values: Iterable[str]) -> pl.Expr:
    """Whether a folded column has one of these values; no, where it is blank."""
    folded = [value.strip().lower() for value in values]
    return pl.col(column).is_in(folded).fill_null(value=False)


def days_from(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Days from one date to another; below 0 where the second is the earlier."""
    return (end - start).dt.total_days()


def whole_years(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Days lived by 365.25, rounded down: an age as the published code counts it."""
    return (days_from(born, day) * 4).floordiv(1461)


def age_band(age: pl.Expr) -> pl.Expr:
    """Member of ``adult-age-band``; blank under 18."""
    return (
        pl.when(age.is_null())
        .then(pl.lit("not-known"))
        .when(age >= 65)
        .then(pl.lit("65-and-over"))
        .when(age >= 18)
        .then(pl.lit("18-64"))
    )


def is_adult(age: pl.Expr) -> pl.Expr:
    """Of 18 or older, or of unknown age."""
    return (age >= 18).fill_null(value=True)


def is_alive_on(died: pl.Expr, day: pl.Expr | date) -> pl.Expr:
    """Whether somebody was not dead before a day."""
    return (died >= day).fill_null(value=True)


def ends_after_start() -> pl.Expr:
    """Whether an event has a start, and no end before it."""
    return pl.col("start").is_not_null() & (pl.col("event_end") >= pl.col("start")).fill_null(value=True)
