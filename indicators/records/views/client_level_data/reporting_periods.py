"""What a submission covers, derived from its events: councils often state more than they send.

The source is the page ``2-reporting-periods.md`` of the Department of Health and Social Care, and its code
``create_REF_Submission_Reporting_Periods_table.sql``. Where the two part the code is followed; a setting of the record
set takes the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.records.views.client_level_data.complete_months import find_complete_span
from indicators.records.views.client_level_data.submissions import Span, Submission

END = "Event_End_Date"


def find_covered_span(submission: Submission, settings: Mapping[str, Any]) -> Span | None:
    """First and last day that a submission covers; None where its events show none."""
    stated = (submission.stated_start, submission.stated_end)
    if settings["reporting-period"] == "stated":
        return stated
    if settings["reporting-period"] == "complete-months":
        return find_complete_span(submission, settings)
    months = count_months(submission)
    events = int(months["events"].sum())
    if events < settings["few-events-below"]:
        if settings["few-events"] == "stated":
            return stated
    else:
        months = months.filter(_is_covered(months, submission, events, settings))
    if months.is_empty():
        return None
    return months["month"][0], months["month"].dt.month_end()[-1]


def count_months(submission: Submission) -> pl.DataFrame:
    """``month`` (its first day), ``events`` that end in it, ``types`` of events among them; in order of time.

    Events that end in the month in which the submission came in, or later, are left out.
    """
    types = pl.col("type").drop_nulls().n_unique().cast(pl.Int64).alias("types")
    by_month = _counted_events(submission).group_by(pl.col(END).dt.month_start().alias("month"))
    return by_month.agg(pl.len().cast(pl.Int64).alias("events"), types).sort("month")


def _counted_events(submission: Submission) -> pl.DataFrame:
    kind = pl.col("Event_Type").str.strip_chars().str.to_lowercase().alias("type")
    ended = submission.events.select(END, kind).filter(pl.col(END).is_not_null())
    if submission.received is None:
        return ended
    return ended.filter(pl.col(END) < submission.received.replace(day=1))


def _is_covered(months: pl.DataFrame, submission: Submission, events: int, settings: Mapping[str, Any]) -> pl.Expr:
    """Enough of the events end in the month, and it lacks at most one type of event."""
    of_file = settings["month-types"] == "file-less-one"
    best = max(months["types"].to_list(), default=0)
    types = _counted_events(submission)["type"].drop_nulls().n_unique() if of_file else best
    enough = pl.col("events") * 100 >= int(settings["month-percent"]) * events
    return enough & (pl.col("types") >= types - 1)
