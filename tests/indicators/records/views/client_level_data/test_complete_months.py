"""What a submission covers by complete months, as the code of August 2026 has it, against loops over days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from statistics import median
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.records.views.client_level_data.complete_months import find_complete_span
from indicators.records.views.client_level_data.reporting_periods import find_covered_span
from indicators.records.views.client_level_data.submissions import Span, Submission
from tests.examples import at_most
from tests.shipped import load_record_set

Event = tuple[str, date | None]
SETTINGS = load_record_set("client-level-data").settings
STATED = (date(2024, 4, 1), date(2025, 3, 31))
RECEIVED = date(2025, 4, 20)


def submit(events: Iterable[Event], council: str = "512", received: date | None = RECEIVED) -> Submission:
    rows = [{"LA_Code": council, "Event_Type": kind, "Event_End_Date": end} for kind, end in events]
    schema = {"LA_Code": pl.String, "Event_Type": pl.String, "Event_End_Date": pl.Date}
    return Submission(pl.DataFrame(rows, schema=schema), received, 1, *STATED)


def crowd(months: Sequence[int], count: int = 12, kinds: Sequence[str] = ("Request", "Assessment", "Service")) -> Any:
    """So many events of each kind that end in each month, counted from January 2024."""
    return [(kind, day_of(month)) for kind in kinds for month in months for _ in range(count)]


def day_of(month: int) -> date:
    return date(2024 + (month - 1) // 12, (month - 1) % 12 + 1, 15)


def slow_span(events: Sequence[Event], received: date) -> Span | None:
    """The same, month by month."""
    months = [date(year, month, 1) for year in range(2020, 2026) for month in range(1, 13)]
    months = [month for month in months if date(2020, 4, 1) <= month < received.replace(day=1)]
    totals, complete = {}, {}
    for kind in ("request", "assessment", "service"):
        own = [end for name, end in events if name.lower().startswith(kind)]
        ended = [end for end in own if end and date(2020, 4, 1) <= end < received.replace(day=1)]
        totals[kind] = len(ended) + (sum(end is None for end in own) if kind == "service" else 0)
        complete[kind] = {
            month: sum((end.year, end.month) == (month.year, month.month) for end in ended) for month in months
        }
    kept = None
    for kind, counts in complete.items():
        there = [count for count in counts.values() if count]
        enough = totals[kind] >= median(totals.values()) * 0.05
        whole = [bool(there) and enough and counts[m] >= 10 and counts[m] / median(there) >= 0.2 for m in months]
        lenient = [
            here or (0 < at < len(whole) - 1 and whole[at - 1] and whole[at + 1]) for at, here in enumerate(whole)
        ]
        kept = lenient if kept is None else [a and b for a, b in zip(kept, lenient, strict=True)]
    runs: list[list[date]] = []
    for month, good in zip(months, kept or [], strict=True):
        if good:
            follows = runs and (month.year * 12 + month.month) - (runs[-1][-1].year * 12 + runs[-1][-1].month) == 1
            runs[-1].append(month) if follows else runs.append([month])
    if not runs:
        return None
    last = runs[-1][-1]
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return runs[-1][0], date.fromordinal(after.toordinal() - 1)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (crowd(range(4, 16)), (date(2024, 4, 1), date(2025, 3, 31))),
        # April of the import month is not looked at, and reviews never are.
        (crowd(range(4, 17)) + crowd([1, 2, 3], kinds=["Review"]), (date(2024, 4, 1), date(2025, 3, 31))),
        # A gap of one month is passed over, one of two ends the run.
        (crowd([4, 5, 7, 8]), (date(2024, 4, 1), date(2024, 8, 31))),
        (crowd([4, 5, 8, 9]), (date(2024, 8, 1), date(2024, 9, 30))),
        (crowd([4, 5], count=9), None),
        (crowd([4, 5, 6]) + crowd([7], count=10, kinds=["Request"]), (date(2024, 4, 1), date(2024, 6, 30))),
        (crowd([4, 5], kinds=["Request", "Service"]), None),
        # A type of under a twentieth of the middle one does not count, and so nothing does.
        (crowd([4, 5], 250) + crowd([4], 14, ["Review"]), (date(2024, 4, 1), date(2024, 5, 31))),
        (crowd([4], 300, ["Request", "Service"]) + crowd([4], 14, ["Assessment"]), None),
        (crowd([4], 300, ["Request", "Service"]) + crowd([4], 15, ["Assessment"]),
         (date(2024, 4, 1), date(2024, 4, 30))),
    ],
)  # fmt: skip
def test_the_latest_run_of_months_that_all_three_types_have(events: list[Event], expected: Span | None) -> None:
    assert find_complete_span(submit(events), SETTINGS) == expected
    assert slow_span(events, RECEIVED) == expected


def test_small_councils_have_rules_of_their_own() -> None:
    few = crowd([4, 5], count=2)
    assert find_complete_span(submit(few), SETTINGS) is None
    assert find_complete_span(submit(few, "714"), SETTINGS) == (date(2024, 4, 1), date(2024, 5, 31))
    assert find_complete_span(submit(few, "906"), SETTINGS) == STATED


def test_the_setting_turns_to_it() -> None:
    events = crowd([4, 5, 8, 9])
    by_share = find_covered_span(submit(events), SETTINGS)
    by_months = find_covered_span(submit(events), SETTINGS | {"reporting-period": "complete-months"})
    assert (by_share, by_months) == ((date(2024, 4, 1), date(2024, 9, 30)), (date(2024, 8, 1), date(2024, 9, 30)))


@settings(max_examples=at_most(60), deadline=None)
@given(st.integers(0, 2**32))
def test_any_file_is_the_slow_one(seed: int) -> None:
    chance = Random(seed)
    events: list[Event] = []
    for kind in ("Request", "Assessment", "service", "Review"):
        for month in range(1, 18):
            events += [(kind, day_of(month))] * chance.choice([0, 2, 9, 10, 11, 60])
        events += [(kind, None)] * chance.choice([0, 5])
    assert find_complete_span(submit(events), SETTINGS) == slow_span(events, RECEIVED)


def test_a_file_that_was_not_sent_yet_is_looked_at_to_its_end() -> None:
    assert find_complete_span(submit(crowd([4, 5]), received=None), SETTINGS) == (date(2024, 4, 1), date(2024, 5, 31))
