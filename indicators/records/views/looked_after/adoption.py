"""Adoptions of three years: how long from care, from the decision and from the court's authority."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.looked_after.history import read_newest
from indicators.records.views.looked_after.periods import view_periods_of_care, view_stays
from indicators.records.views.months_and_ages import whole_months_from

ADOPTED = ("E11", "E12")
PLACEMENT_ORDER = "E1"
WITH_FOSTER_CARER = ("A3", "A5")
FOSTER = "U"
ADOPTED_BY_CARER = "1"
YEAR = 12


def view_adoptions(records: Records, earlier: Sequence[Records], care: pl.DataFrame) -> pl.DataFrame:
    """One row per child adopted in the years that end with the last day, as far as the records at hand go."""
    last, years = records.period.end, records.record_set.settings["adoption-years"]
    inside = pl.col("end").is_between(whole_months_from(last, years * YEAR), last)
    ended = care.filter(pl.col("rec").is_in(ADOPTED) & inside)
    adoptions = (
        ended.group_by("child", maintain_order=True)
        .last()
        .select("child", "period", "carer", pl.col("end").alias("adopted_on"))
    )
    periods_of_care = view_periods_of_care(care).select(
        "child", "period", pl.col("start").alias("care_from"), "start_recorded"
    )
    for added in (periods_of_care, _families(care), _orders(care)):
        adoptions = adoptions.join(added, on=["child", "period"], how="left")
    adoptions = adoptions.join(_matches(records, earlier), on="child", how="left")
    adoptions = adoptions.join(_decisions(records, earlier, adoptions), on="child", how="left")
    return _add_intervals(adoptions, records).sort("child")


def _families(care: pl.DataFrame) -> pl.DataFrame:
    """Per period of care: the last stay with an adoptive family, when it became one, and how many there were.

    ``fostered_from``: when the child went to that family as a foster child. A3 and A5 are placements
    with the present foster carer, so the foster stay before counts even where it was written as a move.
    """
    homes = view_stays(care, "carer").filter(pl.col("adoptive_from").is_not_null())
    first_adoptive = pl.col("adoptive_from") == pl.col("start")
    from_foster = pl.col("first_place").is_in(WITH_FOSTER_CARER) & pl.col("previous_first_place").str.starts_with(
        FOSTER
    )
    fostered = pl.when(first_adoptive & from_foster).then("previous_start").otherwise("start")
    return homes.group_by("child", "period", maintain_order=True).agg(
        pl.col("carer").last().alias("family"),
        pl.col("adoptive_from").last().alias("placed_on"),
        fostered.last().alias("fostered_from"),
        pl.len().alias("families"),
    )


def _orders(care: pl.DataFrame) -> pl.DataFrame:
    orders = care.filter(pl.col("legal_status") == PLACEMENT_ORDER)
    return orders.group_by("child", "period").agg(pl.col("start").min().alias("placement_order_on"))


def _matches(records: Records, earlier: Sequence[Records]) -> pl.DataFrame:
    rows = read_newest("AD1", records, earlier, ["CHILD", "DATE_INT", "DATE_MATCH", "FOSTER_CARE"])
    return rows.select(
        pl.col("CHILD").alias("child"),
        pl.col("DATE_INT").alias("interests_on"),
        pl.col("DATE_MATCH").alias("matched_on"),
        (pl.col("FOSTER_CARE") == ADOPTED_BY_CARER).fill_null(False).alias("by_foster_carer"),
    )


def _decisions(records: Records, earlier: Sequence[Records], adoptions: pl.DataFrame) -> pl.DataFrame:
    """The last decision to place for adoption that was not later than the placement."""
    rows = read_newest("PlacedAdoption", records, earlier, ["CHILD", "DATE_PLACED"]).rename({"CHILD": "child"})
    due = rows.join(adoptions.select("child", "placed_on"), on="child")
    return (
        due.filter(pl.col("DATE_PLACED") <= pl.col("placed_on"))
        .group_by("child")
        .agg(pl.col("DATE_PLACED").max().alias("decided_on"))
    )


def _add_intervals(adoptions: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Days between, and the judgements; null where a day is not known."""
    to_family = pl.when("by_foster_carer").then("fostered_from").otherwise("placed_on")
    dated = adoptions.with_columns(
        pl.coalesce("decided_on", "interests_on").alias("decided_on"),
        pl.col("by_foster_carer").fill_null(False),
    )
    return dated.select(
        "child",
        "adopted_on",
        (pl.col("adopted_on") >= whole_months_from(records.period.end, YEAR)).alias("adopted_in_year"),
        "start_recorded",
        (pl.col("placed_on") - pl.col("care_from")).dt.total_days().alias("days_to_family"),
        (to_family - pl.col("care_from")).dt.total_days().alias("days_to_family_adjusted"),
        (pl.col("matched_on") - pl.col("placement_order_on")).dt.total_days().alias("days_order_to_match"),
        (pl.col("placed_on") <= pl.col("decided_on").dt.offset_by("12mo")).fill_null(False).alias("placed_in_time"),
        _is_adopted_elsewhere().fill_null(False).alias("adopted_elsewhere"),
    )


def _is_adopted_elsewhere() -> pl.Expr:
    """Placed for adoption, and adopted from another placement than that one."""
    return (pl.col("families") > 1) | (pl.col("family") != pl.col("carer"))
