"""Child protection plans: when each began and ended, and how long it lasted."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import ID, Records
from indicators.records.views.in_need.expressions import in_half_year, months_after, open_on, within

TWO_YEARS = 24


def view_plans(records: Records) -> pl.DataFrame:
    """One row for each child protection plan of the census, by child and start.

    A plan has lasted two years on the day two calendar years after its start, and not the day before.
    An open plan's length is that on the period's last day.
    """
    period = records.period
    start, end = pl.col("start"), pl.col("end")
    reached = pl.min_horizontal(end, pl.lit(period.end))
    return (
        records.tables["ChildProtectionPlan"]
        .select(
            child="LAchildID",
            plan=ID,
            start="CPPstartDate",
            end="CPPendDate",
            previous_plans="NumberOfPreviousCPP",
            category="LatestCategoryOfAbuse",
        )
        .with_columns(
            started=within(start, period),
            ended=within(end, period),
            ended_in_half_year=in_half_year(end, records),
            open=open_on(start, end, period.end),
            second_or_later=(pl.col("previous_plans") >= 1).fill_null(False),
            two_years=(months_after(start, TWO_YEARS) <= reached).fill_null(False),
            days=(reached - start).dt.total_days(),
        )
        .sort("child", "start", "plan", nulls_last=True)
    )
