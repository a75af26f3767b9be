"""Assessments: how many working days each took, from its start and from the referral."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import ID, PARENT, Records
from indicators.records.view_context import ViewContext
from indicators.records.views.in_need.expressions import in_half_year, open_on, within
from indicators.records.working_days import working_days


def view_assessments(records: Records, context: ViewContext) -> pl.DataFrame:
    """One row for each assessment of the census, by child and start.

    The census's clock runs from the assessment's start. The statutory one runs from the referral, and
    stands beside it, to show the difference.
    """
    period, limit = records.period, records.record_set.settings["assessment-working-days"]
    start, authorised, referred = pl.col("start"), pl.col("authorised"), pl.col("referred")
    is_open = open_on(start, authorised, period.end)
    so_far = working_days(start, pl.lit(period.end), context.holidays)
    return (
        records.tables["Assessment"]
        .select(
            child="LAchildID",
            assessment=ID,
            referral=PARENT,
            start="AssessmentActualStartDate",
            authorised="AssessmentAuthorisationDate",
        )
        .join(_read_referrals(records), on="referral", how="left", maintain_order="left")
        .with_columns(
            completed=within(authorised, period),
            completed_in_half_year=in_half_year(authorised, records),
            open=is_open,
            working_days=working_days(start, authorised, context.holidays),
            working_days_from_referral=working_days(referred, authorised, context.holidays),
            overdue=is_open & (so_far > limit).fill_null(False),
        )
        .with_columns(
            in_time=(pl.col("working_days") <= limit).fill_null(False),
            in_time_from_referral=(pl.col("working_days_from_referral") <= limit).fill_null(False),
        )
        .sort("child", "start", "assessment", nulls_last=True)
    )


def _read_referrals(records: Records) -> pl.DataFrame:
    return records.tables["CINdetails"].select(referral=ID, referred="CINreferralDate")
