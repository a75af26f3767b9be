"""Submissions of one council, which overlap: each is of the rolling twelve months before it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from indicators.records.record_frames import Records

EVENTS = "events"
Span = tuple[date, date]
STARTS, ENDS = "Reporting_Period_Start_Date", "Reporting_Period_End_Date"


@dataclass(frozen=True, eq=False)
class Submission:
    """The table ``events`` of one submission. ``number``: 1 is the oldest.

    ``received``: None where it is not known, as of a file that is looked at before it is sent. ``stated_start`` and
    ``stated_end``: what the council says that it covers.
    """

    events: pl.DataFrame
    received: date | None
    number: int
    stated_start: date
    stated_end: date


def list_submissions(records: Records, earlier: Sequence[Records] = ()) -> tuple[Submission, ...]:
    """Submissions in the order in which they came in; ``records`` is the newest.

    Those of one day, and those whose day is not known, stay in the order given, the oldest last.
    """
    given = list(reversed(earlier))
    oldest_first = sorted(given, key=lambda each: each.received or date.max)
    return tuple(_read(each, number) for number, each in enumerate([*oldest_first, records], start=1))


def _read(records: Records, number: int) -> Submission:
    events, period = records.tables[EVENTS], records.period
    starts, ends = events[STARTS].min(), events[ENDS].max()
    stated_start = starts if isinstance(starts, date) else period.start
    stated_end = ends if isinstance(ends, date) else period.end
    return Submission(events, records.received, number, stated_start, stated_end)
