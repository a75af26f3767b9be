"""What a submission covers, by runs of months that are complete for requests, assessments and services.

The source is the page ``reporting-periods.md`` of the Department of Health and Social Care, and its code
``create_REF_Submission_Reporting_Periods_V2_table.sql``, both of August 2026. Reviews are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

import polars as pl

from indicators.records.views.client_level_data.submissions import Span, Submission
from indicators.records.views.months_and_ages import months_before

TYPES = ("request", "assessment", "service")
END = "Event_End_Date"
#: Events of one type: how many count in all, and how many end in each month, by its first day.
Counts = tuple[int, Mapping[date, int]]


def find_complete_span(submission: Submission, settings: Mapping[str, Any]) -> Span | None:
    """First and last day of the latest run of months that all three types have; None where there is none.

    A single incomplete month between complete ones of its type is passed over.
    """
    councils = set(submission.events["LA_Code"].drop_nulls().str.strip_chars().unique())
    if councils & set(settings["councils-as-stated"]):
        return submission.stated_start, submission.stated_end
    counts = {kind: _count_type(submission, kind, settings) for kind in TYPES}
    middle = median(total for total, _ in counts.values())
    months = list(_list_months(submission, settings))
    runs = [
        _allow_gaps(months, _find_complete(of_type, middle, settings, few=bool(councils & _few(settings))))
        for of_type in counts.values()
    ]
    every = [month for month in months if all(month in run for run in runs)]
    return _find_latest_run(every)


def _few(settings: Mapping[str, Any]) -> set[str]:
    return set(settings["councils-with-few-events"])


def _count_type(submission: Submission, kind: str, settings: Mapping[str, Any]) -> Counts:
    """Events that end from the first day of counting to before the month in which the file came in.

    Services without an end count in the total alone.
    """
    is_type = pl.col("Event_Type").str.strip_chars().str.to_lowercase().str.starts_with(kind)
    ends = submission.events.filter(is_type)[END]
    last = submission.received.replace(day=1) if submission.received else date.max
    counted = ends.filter((ends >= settings["months-from"]) & (ends < last))
    months = Counter(counted.dt.month_start().to_list())
    return counted.len() + (ends.null_count() if kind == "service" else 0), months


def _find_complete(counts: Counts, middle: float, settings: Mapping[str, Any], *, few: bool) -> set[date]:
    """The months with enough events of a type."""
    total, months = counts
    if not months or total * 100 < middle * settings["type-percent"]:
        return set()
    usual = median(months.values())
    return {
        month
        for month, events in months.items()
        if (few or events >= settings["complete-month-events"])
        and events * 100 >= usual * settings["complete-month-percent"]
    }


def _list_months(submission: Submission, settings: Mapping[str, Any]) -> Iterator[date]:
    """First days of months, from the first that counts to the last before the file came in."""
    latest = submission.events[END].max()
    end = submission.received or (latest if isinstance(latest, date) else submission.stated_end)
    month: date = settings["months-from"]
    while month < end.replace(day=1) or (submission.received is None and month <= end):
        yield month
        month = _next_month(month)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _allow_gaps(months: Sequence[date], complete: set[date]) -> set[date]:
    """Complete months, and each one that stands alone between two of them."""
    return complete | {month for month in months if {months_before(month, 1), _next_month(month)} <= complete}


def _find_latest_run(months: Sequence[date]) -> Span | None:
    if not months:
        return None
    first = last = months[-1]
    while (before := months_before(first, 1)) in set(months):
        first = before
    return first, pl.Series([last]).dt.month_end()[0]
