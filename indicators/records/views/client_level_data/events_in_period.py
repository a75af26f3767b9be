"""Which events belong to a reference period, and when they end: a death ends what was open.

The source is the page ``4-event-filtering.md`` of the Department of Health and Social Care, and its code
``create_FilterToEventsInPeriod_procedure.sql``. Where the two part the code is followed; a setting of the record set
takes the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

START, END, DEATH = "Event_Start_Date", "Event_End_Date", "Date_of_Death"
FIRST, LAST = "reference_period_start", "reference_period_end"
EVENT_END = "event_end"


def mark_services(events: pl.DataFrame) -> pl.DataFrame:
    """``is_service``: whether the type of event, as it was sent, holds the word; null where there is none."""
    return events.with_columns(is_service=pl.col("Event_Type").str.to_lowercase().str.contains("service", literal=True))


def end_with_death(events: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """``event_end``: the end as it was sent, or the death between start and end or, where there is no end, after."""
    death, start, end = pl.col(DEATH), pl.col(START), pl.col(END)
    within = (death >= start) & (death <= end)
    after = death >= start if settings["death-on-first-day"] == "closed" else death > start
    ended = pl.when(within | (end.is_null() & after)).then(death).otherwise(end)
    return events.with_columns(ended.alias(EVENT_END))


def is_in_reference_period(settings: Mapping[str, Any]) -> pl.Expr:
    """Whether an event is of its reference period.

    Services are from their start to their end or beyond; other events where they end. Nothing is without a start.
    """
    end, first, last = pl.col(EVENT_END), pl.col(FIRST), pl.col(LAST)
    begun = pl.col(START) <= last if settings["start-on-last-day"] else pl.col(START) < last
    service = end.is_null() | (end >= first)
    other = (end >= first) & (end <= last)
    return (begun & pl.when("is_service").then(service).when(~pl.col("is_service")).then(other)).fill_null(value=False)


def is_alive() -> pl.Expr:
    """Whether the person lived when the event and the reference period began."""
    death = pl.col(DEATH)
    return (death.is_null() | ((death >= pl.col(FIRST)) & (death >= pl.col(START)))).fill_null(value=False)
