"""People whom an unpaid carer's row names: they have one, whatever their own rows say."""

from __future__ import annotations

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.views.client_level_data.events_in_period import EVENT_END, START

_CARERS = ("Unpaid carer", "Unpaid carer known by association")
_LINKS = ("Adult_1_Linked_Person_ID", "Adult_2_Linked_Person_ID", "Adult_3_Linked_Person_ID")


def find_people_with_carers(events: pl.DataFrame, period: Period) -> pl.Series:
    """The ``person`` of each whom a carer's event of the period names by the council's own number."""
    ends_after = pl.col(EVENT_END).is_null() | (pl.col(EVENT_END) >= period.start)
    of_carers = events.filter(pl.col("Client_Type").is_in(_CARERS) & ends_after & (pl.col(START) <= period.end))
    named = of_carers.unpivot(on=list(_LINKS), index="LA_Code", value_name="number").select("LA_Code", _fold("number"))
    numbered = events.select("person", "LA_Code", _fold("LA_Person_Unique_Identifier").alias("number"))
    known = numbered.filter(pl.col("number").is_not_null())
    return known.join(named.drop_nulls(), on=["LA_Code", "number"], how="semi")["person"].unique()


def _fold(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.to_uppercase()
