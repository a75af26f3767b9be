"""Section 47 enquiries: how many working days passed until the initial child protection conference."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import ID, Records
from indicators.records.view_context import ViewContext
from indicators.records.views.in_need.expressions import in_half_year, is_yes, within
from indicators.records.working_days import working_days


def view_enquiries(records: Records, context: ViewContext) -> pl.DataFrame:
    """One row for each section 47 enquiry of the census, by child and start."""
    period, limit = records.period, records.record_set.settings["conference-working-days"]
    start, conference = pl.col("start"), pl.col("conference")
    return (
        records.tables["Section47"]
        .select(
            child="LAchildID",
            enquiry=ID,
            start="S47ActualStartDate",
            conference="DateOfInitialCPC",
            not_required=is_yes(records, pl.col("ICPCnotRequired")),
        )
        .with_columns(
            started=within(start, period),
            in_half_year=in_half_year(start, records),
            conference_in_period=within(conference, period),
            conference_held=(conference <= period.end).fill_null(False),
            working_days=working_days(start, conference, context.holidays),
        )
        .with_columns(
            in_time=(pl.col("working_days") <= limit).fill_null(False),
            repeat=pl.col("started") & (pl.col("started").sum().over("child") > 1),
        )
        .sort("child", "start", "enquiry", nulls_last=True)
    )
