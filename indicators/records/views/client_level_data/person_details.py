"""The latest details of each person, from the whole joined table.

The source is the code ``Create_personal_details_table.sql`` of the Department of Health and Social Care. It works ages
out on 31 March 2025 as written there; here they are of the period's last day.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.views.client_level_data.accommodation_known import fill_in_accommodation
from indicators.records.views.client_level_data.events_in_period import EVENT_END, LAST, START
from indicators.records.views.client_level_data.linked_carers import find_people_with_carers
from indicators.records.views.client_level_data.values import INVALID

PERSON, UNKNOWN = "person", "Unknown"
NO_ETHNICITY, REFUSED = "No data: Undeclared or not known", "No data: Refused"
SUPPORT_TO_CARER = "Social support: Support to unpaid carer"
OWN = "LA_Person_Unique_Identifier"
_FUNDING = ("Fully social care funded", "Joint client and social care funded", "Fully client funded")
_DAYS_A_YEAR = 365.25
_TIME = "_time"


@dataclass(frozen=True)
class _Detail:
    """A column of which the latest known value counts. ``ranks``: values that are less known than all others."""

    column: str
    unknown: str = UNKNOWN
    ranks: tuple[tuple[str, int], ...] = ()
    only: tuple[str, ...] = ()

    def read(self) -> pl.Expr:
        """The value, ``unknown`` where there is none that counts."""
        value = pl.col(self.column)
        counts = value.is_in(self.only) if self.only else value != INVALID
        return pl.when(counts).then(value).otherwise(pl.lit(self.unknown))

    def rank(self, value: pl.Expr) -> pl.Expr:
        """How well known it is: 0 for unknown, and for the others as ``ranks`` says, or above them all."""
        known = {self.unknown: 0} | dict(self.ranks)
        return value.replace_strict(known, default=max(known.values()) + 1, return_dtype=pl.Int64)


_DETAILS = (
    _Detail("Accommodation_Status"),
    _Detail("Employment_Status"),
    _Detail("Gender"),
    _Detail("Ethnicity", NO_ETHNICITY, ((REFUSED, 1),)),
    _Detail("Client_Funding_Status", only=_FUNDING),
    _Detail("Has_Unpaid_Carer"),
    _Detail("Primary_Support_Reason", ranks=((SUPPORT_TO_CARER, 0),)),
)


def find_latest_details(events: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row for each person of joined events, in the order of ``person``.

    ``person``, ``LA_Person_Unique_Identifier``, ``Accommodation_Status``, ``settled`` (Boolean), ``Employment_Status``,
    ``Gender``, ``Ethnicity``, ``Client_Funding_Status``, ``Has_Unpaid_Carer``, ``Primary_Support_Reason``,
    ``birth_month`` (Date), ``age`` (Int64, whole years on the period's last day) and ``Date_of_Death``. What is not
    known, or known in two ways at once, is the text ``Unknown`` (of ethnicity ``No data: Undeclared or not known``).
    """
    people = events.select(PERSON).unique().sort(PERSON)
    placed = events.with_columns(_rank_by_time().alias(_TIME))
    latest = [_find_latest(placed, detail) for detail in _DETAILS]
    details = [*latest, _find_own_number(placed), _find_birth(events, period), _find_death(events)]
    for detail in details:
        people = people.join(detail, on=PERSON, how="left", maintain_order="left")
    carers = find_people_with_carers(events, period)
    with_carer = pl.when(pl.col(PERSON).is_in(carers.implode())).then(pl.lit("Yes")).otherwise("Has_Unpaid_Carer")
    return fill_in_accommodation(people.with_columns(with_carer.alias("Has_Unpaid_Carer")), events)


def _rank_by_time() -> pl.Expr:
    """Rows by reference period, end and start: the latest has the greatest number, and an open end is the latest."""
    end = pl.col(EVENT_END).fill_null(pl.date(9999, 1, 1))
    return pl.struct(LAST, end, START).rank("dense").cast(pl.Int64)


def _find_latest(placed: pl.DataFrame, detail: _Detail) -> pl.DataFrame:
    """Of each person the best known value of the latest rows; ``unknown`` where those differ."""
    rows = placed.select(PERSON, _TIME, detail.read().alias(detail.column))
    ranked = rows.with_columns(detail.rank(pl.col(detail.column)).alias("_known"))
    return _agree(_keep_first(ranked, ["_known", _TIME]), detail.column, detail.unknown)


def _keep_first(rows: pl.DataFrame, order: list[str]) -> pl.DataFrame:
    """Of each person the rows with the greatest of the first column; of those the greatest of the next, and so on."""
    for name in order:
        rows = rows.filter(pl.col(name) == pl.col(name).max().over(PERSON))
    return rows


def _agree(rows: pl.DataFrame, column: str, unknown: str) -> pl.DataFrame:
    same = pl.col(column).n_unique() == 1
    return rows.group_by(PERSON).agg(
        pl.when(same).then(pl.col(column).first()).otherwise(pl.lit(unknown)).alias(column)
    )


def _find_own_number(placed: pl.DataFrame) -> pl.DataFrame:
    """The council's own number; of two that are level the one on more rows."""
    value = pl.col(OWN).fill_null(UNKNOWN)
    rows = placed.select(PERSON, _TIME, value.alias(OWN)).with_columns(
        (pl.col(OWN) != UNKNOWN).cast(pl.Int64).alias("_known"), pl.len().over(PERSON, OWN).alias("_rows")
    )
    return _agree(_keep_first(rows, ["_known", _TIME, "_rows"]), OWN, UNKNOWN)


def _find_birth(events: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The earliest month of birth in the latest reference period that has one; and the age."""
    known = events.filter(pl.col("birth_month").is_not_null()).sort(LAST, "birth_month", descending=[True, False])
    days = (pl.lit(period.end) - pl.col("birth_month")).dt.total_days()
    age = (days / _DAYS_A_YEAR).floor().cast(pl.Int64).alias("age")
    return known.group_by(PERSON, maintain_order=True).agg(pl.col("birth_month").first()).with_columns(age)


def _find_death(events: pl.DataFrame) -> pl.DataFrame:
    """The latest date of death in the latest reference period that has one."""
    known = events.filter(pl.col("Date_of_Death").is_not_null()).sort(LAST, "Date_of_Death", descending=True)
    return known.group_by(PERSON, maintain_order=True).agg(pl.col("Date_of_Death").first())
