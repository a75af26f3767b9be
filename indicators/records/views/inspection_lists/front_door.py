"""Lists 1 to 4: contacts, early help, referrals and assessments."""

from __future__ import annotations

import polars as pl

from indicators.records.views.inspection_lists.inspection_day import days_between
from indicators.records.views.inspection_lists.list_rows import ListRows


def contacts(rows: ListRows) -> dict[str, pl.Expr]:
    """List 1: one row for each child and contact."""
    return {
        "child": rows.person(),
        "in_half_year": rows.day.in_half_year(pl.col("Date of Contact")),
        "source": rows.code("Contact Source"),
    }


def early_help(rows: ListRows) -> dict[str, pl.Expr]:
    """List 2: which rows stand for help that goes on, and not for an assessment, the list does not say."""
    start, end = pl.col("Assessment start date"), pl.col("Assessment completion date")
    return {
        "child": rows.person(),
        "completed": end.is_not_null(),
        "days_to_complete": days_between(start, end),
    }


def referrals(rows: ListRows) -> dict[str, pl.Expr]:
    """List 3: one row for each child and referral."""
    return {
        "child": rows.person(),
        "in_half_year": rows.day.in_half_year(pl.col("Date of referral")),
        "source": rows.code("Referral Source"),
        "no_further_action": rows.yes("Referral NFA?"),
        "repeats": rows.at_least("Number of Referrals in Last 12 Months", rows.setting("referrals-that-repeat")),
    }


def assessments(rows: ListRows) -> dict[str, pl.Expr]:
    """List 4: an assessment is open from its start until it is authorised."""
    day, limit = rows.day, rows.setting("assessment-working-days")
    start, end = pl.col("Continuous Assessment Start Date"), pl.col("Continuous Assessment Date of Authorisation")
    authorised, opened = day.in_half_year(end), day.has_come(start) & ~day.has_come(end)
    took, waits = day.working_days(start, end), day.working_days(start, pl.lit(day.day))
    return {
        "child": rows.person(),
        "open_or_authorised": opened | authorised,
        "authorised": authorised,
        "in_time": authorised & (took <= limit).fill_null(value=False),
        "overdue": opened & (waits > limit).fill_null(value=False),
        "child_seen": rows.yes("Child Seen During Continuous Assessment"),
        "support_needed": rows.yes("Was the child assessed as requiring LA children's social care support?"),
    }
