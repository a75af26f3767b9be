"""Which submissions are looked at, and for which part of the time each: selection as of a fixed day.

The source is the page ``3-submission-selection.md`` of the Department of Health and Social Care, and its code
``create_GetSubmissions_procedure.sql``, ``create_main_table_for_12mo_period.sql`` (single) and
``create_main_table_for_period.sql`` (joined).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from indicators.period.arithmetic import Period
from indicators.records.views.client_level_data.reporting_periods import find_covered_span
from indicators.records.views.client_level_data.submissions import Span, Submission
from indicators.records.views.months_and_ages import months_before

QUARTER = 3


@dataclass(frozen=True, eq=False)
class ReferencePeriod:
    """The time for which one submission counts. ``covered``: by its events; else only because it says so."""

    submission: Submission
    start: date
    end: date
    covered: bool = True


def select_submissions(
    submissions: Sequence[Submission],
    period: Period,
    settings: Mapping[str, Any],
    *,
    as_of: date | None = None,
    single: bool = False,
) -> tuple[ReferencePeriod, ...]:
    """The reference periods, oldest first: one of the whole period, or one of the quarters taken from each file."""
    spans = {each.number: find_covered_span(each, settings) for each in submissions}
    known = [each for each in submissions if as_of is None or each.received is None or each.received <= as_of]
    parts = [(period.start, period.end)] if single else list(list_quarters(period, settings["joined-from"]))
    chosen = [(part, pick) for part in parts if (pick := _pick(known, spans, part, settings)) is not None]
    by_file: dict[int, list[tuple[Span, tuple[Submission, bool]]]] = {}
    for part, pick in chosen:
        by_file.setdefault(pick[0].number, []).append((part, pick))
    periods = [
        ReferencePeriod(
            own[0][1][0], min(part[0] for part, _ in own), max(part[1] for part, _ in own), all(p[1] for _, p in own)
        )
        for own in by_file.values()
    ]
    return tuple(sorted(periods, key=lambda each: each.start))


def list_quarters(period: Period, first: date) -> Iterator[Span]:
    """Three months at a time from the day with which joining begins; those that end with the period's last day."""
    spans = []
    end = period.end
    while (start := months_before(end + timedelta(days=1), QUARTER)) >= first:
        spans.append((start, end))
        end = start - timedelta(days=1)
    yield from reversed(spans)


def _pick(
    submissions: Sequence[Submission], spans: Mapping[int, Span | None], part: Span, settings: Mapping[str, Any]
) -> tuple[Submission, bool] | None:
    """The latest that covers a part of the time, and whether its events show it."""
    after = [each for each in submissions if each.received is None or each.received > part[1]]
    covering = [each for each in after if _covers(spans[each.number], part)]
    if covering:
        return covering[-1], True
    if settings["uncovered"] != "stated":
        return None
    stating = [each for each in submissions if _covers((each.stated_start, each.stated_end), part)]
    return (stating[-1], False) if stating else None


def _covers(span: Span | None, part: Span) -> bool:
    return span is not None and span[0] <= part[0] and span[1] >= part[1]
