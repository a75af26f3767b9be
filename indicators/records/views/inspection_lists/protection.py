"""Lists 5 to 7: section 47 enquiries, children in need, and child protection plans."""

from __future__ import annotations

import polars as pl

from indicators.records.views.inspection_lists.inspection_day import after_months
from indicators.records.views.inspection_lists.list_rows import ListRows

DISCUSSION = "Strategy discussion initiating Section 47 Enquiry Start Date"
STATUS = "Case Status"
POWERS = "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"


def section_47(rows: ListRows) -> dict[str, pl.Expr]:
    """List 5: a conference that lies after the day has not been held."""
    day, limit = rows.day, rows.setting("conference-working-days")
    start, conference = pl.col(DISCUSSION), pl.col("Date of Initial Child Protection Conference")
    conference_held = day.has_come(conference)
    return {
        "child": rows.person(),
        "in_half_year": day.in_half_year(start),
        "conference": conference_held,
        "conference_in_time": conference_held & (day.working_days(start, conference) <= limit).fill_null(value=False),
        "conference_made_plan": conference_held
        & rows.yes("Did the Initial Child Protection Conference Result in a Child Protection Plan"),
        "conference_unnecessary": rows.yes("Was an Initial Child Protection Conference deemed unnecessary?"),
        "repeats": rows.at_least("Number of Section 47 Enquiries in the last 12 months", 2),
    }


def children_in_need(rows: ListRows) -> dict[str, pl.Expr]:
    """List 6: a case is open unless closed by date or by status, where the list has one, or yet to begin."""
    day = rows.day
    start, end = pl.col("CIN Start Date"), pl.col("CIN Closure Date")
    has_begun = start.is_null() | day.has_come(start)
    is_closed = pl.lit(value=False) if STATUS in rows.unknown else rows.is_code(STATUS, "e) Closed episode")
    return {
        "child": rows.person(),
        "open": has_begun & ~day.has_come(end) & ~is_closed,
        "closed": day.in_half_year(end),
        "days_since_seen": day.days_since(pl.col("Date Child Was Last Seen")),
        "need": rows.code("Primary Need Code"),
        "disabled": rows.yes("Does the Child have a Disability"),
    }


def plans(rows: ListRows) -> dict[str, pl.Expr]:
    """List 7: a plan that ended on the day is no longer open on it."""
    day, today = rows.day, pl.lit(rows.day.day)
    start, end = pl.col("Child Protection Plan Start Date"), pl.col("Child Protection Plan End Date")
    opened = day.has_come(start) & ~day.has_come(end)
    return {
        "child": rows.person(),
        "open": opened,
        "length": pl.when(opened).then(_length(start, today)),
        "open_three_months": opened & (after_months(start, 3) <= today),
        "ended": day.in_half_year(end),
        "lasted_two_years": (after_months(start, 24) <= end).fill_null(value=False),
        "had_one_before": rows.at_least("Number of Previous Child Protection Plans", 1),
        "reviewed": day.in_half_year(pl.col("Date of latest review conference")),
        "days_since_visit": day.days_since(pl.col("Date of the Last Statutory Visit")),
        "seen_alone": rows.yes("Was the Child Seen Alone?"),
        "emergency_powers": rows.yes(POWERS),
    }


def _length(start: pl.Expr, today: pl.Expr) -> pl.Expr:
    """The band of a plan's length: exactly three or six months fall in the band before, a year and two in the next."""
    return (
        pl.when(after_months(start, 24) <= today)
        .then(pl.lit("2-years-or-more"))
        .when(after_months(start, 12) <= today)
        .then(pl.lit("1-to-2-years"))
        .when(after_months(start, 6) < today)
        .then(pl.lit("6-to-12-months"))
        .when(after_months(start, 3) < today)
        .then(pl.lit("3-to-6-months"))
        .otherwise(pl.lit("3-months-or-less"))
    )
