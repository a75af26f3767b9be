"""Which rows are one event, which services are cropped, and which row of an event stays.

The source is the page ``6-deduplication.md`` of the Department of Health and Social Care, and its code
``create_GetDerivedFields_procedure.sql`` and ``create_GetUniqueEvents_procedure.sql``. Where the two part the code is
followed; a setting of the record set takes the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from indicators.records.views.client_level_data.events_in_period import EVENT_END, FIRST, LAST, START

#: The event that a row is of.
EVENT = "_event"
#: The order in which rows came in.
LOADED = "_loaded"
RANK = "outcome_rank"
_TYPE = "Event_Type"
#: Columns that tell events of one type apart, besides those of every event.
_OF_TYPE = {
    "request": ("Request_Route_of_Access",),
    "assessment": ("Assessment_Type",),
    "service": ("Service_Type", "Service_Component"),
}
#: And those that tell services apart where one submission is taken alone.
_SINGLE_WORDS = ("Delivery_Mechanism", "Cost_Frequency_Unit_Type")
_SINGLE_AMOUNTS = ("Unit_Cost", "Planned_units_per_week")
_NO_RANK = 999


def number_events(events: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """``_event``: the same number for rows of one event. ``values`` has the columns that tell events apart by words,
    as they were sent or cleaned, row by row beside ``events``."""
    kind = _fold(values[_TYPE])
    other = ~kind.str.contains("service", literal=True)
    told = [
        events["person"],
        events[START],
        events.select(pl.when(other).then(EVENT_END).alias(EVENT_END))[EVENT_END],
        _fold(events["LA_Code"]),
        _fold(values["Client_Type"]),
        kind,
        *(_of_type(values[column], kind, word) for word, columns in _OF_TYPE.items() for column in columns),
    ]
    return events.with_columns(_number(told).alias(EVENT))


def number_packages(events: pl.DataFrame, cleaned: pl.DataFrame) -> pl.DataFrame:
    """``_event`` finer than before: services that differ in delivery or cost are events of their own."""
    words = [_of_type(cleaned[name].fill_null(""), _fold(cleaned[_TYPE]), "service") for name in _SINGLE_WORDS]
    amounts = [_of_type(_read_amount(events[name]), _fold(cleaned[_TYPE]), "service") for name in _SINGLE_AMOUNTS]
    return events.with_columns(_number([events[EVENT], *words, *amounts]).alias(EVENT))


def _number(columns: Iterable[pl.Series]) -> pl.Series:
    frame = pl.DataFrame([column.alias(f"_{at}") for at, column in enumerate(columns)])
    different = frame.unique().with_row_index(EVENT)
    return frame.join(different, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")[EVENT]


def _fold(words: pl.Series) -> pl.Series:
    """Words as numbers of their own, compared without case and without the spaces around them."""
    return words.str.strip_chars().str.to_lowercase()


def _of_type(words: pl.Series, kind: pl.Series, word: str) -> pl.Series:
    is_of_type = kind.str.contains(word, literal=True)
    return _fold(pl.select(pl.when(is_of_type).then(words).alias(words.name)).to_series())


def _read_amount(amounts: pl.Series) -> pl.Series:
    """An amount to two places, nothing as an empty text; what is no amount as it is written."""
    return amounts.to_frame("amount").select(
        pl.coalesce(pl.col("amount").str.strip_chars().str.to_decimal(scale=2).cast(pl.String), "amount", pl.lit(""))
    )["amount"]


def is_cropped(events: pl.DataFrame, settings: Mapping[str, Any]) -> pl.Series:
    """Rows that are open at the end of their reference period, and that the next one does not have.

    The last reference period has no next one: what is open in it stays open.
    """
    goes_on = pl.col(EVENT_END).is_null() | (pl.col(EVENT_END) > pl.col(LAST))
    is_open = goes_on & (pl.col(FIRST) != pl.col(FIRST).max())
    return events.select((is_open & ~_is_found_again(events, settings)).fill_null(value=False).alias("cropped"))[
        "cropped"
    ]


def _is_found_again(events: pl.DataFrame, settings: Mapping[str, Any]) -> pl.Series:
    begins = events.select(EVENT, pl.col(FIRST).alias("_begins")).unique()
    if settings["service-found-in"] == "later":
        latest = begins.group_by(EVENT).agg(pl.col("_begins").max())
        joined = events.join(latest, on=EVENT, how="left", maintain_order="left")
        return joined["_begins"] > joined[LAST]
    next_day = events.select(EVENT, pl.col(LAST).dt.offset_by("1d").alias("_begins"))
    found = begins.with_columns(_found=pl.lit(value=True))
    joined = next_day.join(found, on=[EVENT, "_begins"], how="left", maintain_order="left")
    return joined["_found"].fill_null(value=False)


def keep_one_of_each(events: pl.DataFrame) -> pl.DataFrame:
    """One row of each event: of the latest reference period, without end or with the latest, with the outcome that
    wins, and the one that came in last; in the order of time of their starts."""
    order = [pl.col(LAST), pl.col(EVENT_END), pl.col(RANK).fill_null(_NO_RANK), pl.col(LOADED)]
    descending, nulls_last = [True, True, False, True], [True, False, True, True]
    ranked = events.sort(order, descending=descending, nulls_last=nulls_last)
    return ranked.unique(EVENT, keep="first", maintain_order=True).sort(START, LOADED)
