"""Referrals: which came in the period, which are repeats, and which cases are open at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from indicators.records.record_frames import ID, Records
from indicators.records.views.in_need.expressions import in_half_year, is_yes, months_after, open_on, within


def view_referrals(records: Records, earlier: Sequence[Records]) -> pl.DataFrame:
    """One row for each referral of the census, by child and date.

    A repeat comes within twelve months of an earlier referral of the same child, whatever came of it.
    Referrals closed before the year are in no census but an earlier one: ``looked_back`` is no for all
    while the year before is not at hand, and repeats are then undercounted.
    """
    period = records.period
    received, closed_on = pl.col("received"), pl.col("closed")
    return (
        records.tables["CINdetails"]
        .select(
            child="LAchildID",
            referral=ID,
            received="CINreferralDate",
            closed="CINclosureDate",
            source="ReferralSource",
            need="PrimaryNeedCode",
            no_further_action=is_yes(records, pl.col("ReferralNFA")),
        )
        .with_columns(
            in_period=within(received, period),
            in_half_year=in_half_year(received, records),
            closed_in_period=within(closed_on, period),
            open=open_on(received, closed_on, period.end) & ~pl.col("no_further_action"),
            looked_back=pl.lit(_reaches_back(records, earlier)),
        )
        .join(_find_repeats(records, earlier), on=["child", "received"], how="left", maintain_order="left")
        .with_columns(pl.col("repeat").fill_null(False))
        .sort("child", "received", "referral", nulls_last=True)
    )


def _find_repeats(records: Records, earlier: Sequence[Records]) -> pl.DataFrame:
    """By child and day of referral: whether another one came in the months before."""
    months = records.record_set.settings["repeat-referral-months"]
    days = pl.concat(
        earlier_records.tables["CINdetails"].select(child="LAchildID", received="CINreferralDate")
        for earlier_records in (records, *earlier)
    )
    before = pl.col("received").shift(1).over("child", order_by="received")
    is_repeat = (months_after(before, months) >= pl.col("received")).fill_null(False)
    return days.drop_nulls().unique().with_columns(repeat=is_repeat)


def _reaches_back(records: Records, earlier: Sequence[Records]) -> bool:
    eve = records.period.start - timedelta(days=1)
    return any(earlier_records.period.start <= eve <= earlier_records.period.end for earlier_records in earlier)
