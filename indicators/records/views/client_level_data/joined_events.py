"""Events joined from submissions that overlap, each step as the Department of Health and Social Care publishes it.

``JoinedEvents.events`` has one row for each event. Columns with capitals are as they were sent, cleaned; columns in
small letters are worked out:

- every column of the table ``events`` but the NHS number; words in the spelling of Release 2, or
  ``Invalid and not mapped`` where their list is known and has them not;
- ``person`` (UInt32): one number for each person, stable within one joining only;
- ``reference_period_start``, ``reference_period_end`` (Date): the time for which the row's submission counts;
- ``submission`` (Int64): which one the row is from; 1 is the oldest;
- ``event_end`` (Date): the end, the death if that is earlier, or where it was cropped; null while open;
- ``is_service`` (Boolean), ``cropped`` (Boolean), ``outcome_rank`` (Int64, 1 wins);
- ``birth_month`` (Date): the first of the month of birth, null where it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import FILE, ID, PARENT, table_schema
from indicators.records.record_sets import RecordSet
from indicators.records.views.client_level_data.events_in_period import (
    EVENT_END,
    FIRST,
    LAST,
    end_with_death,
    is_alive,
    is_in_reference_period,
    mark_services,
)
from indicators.records.views.client_level_data.joining_steps import SUBMISSION, JoiningStep, note_step
from indicators.records.views.client_level_data.persons import identify_persons
from indicators.records.views.client_level_data.reference_periods import ReferencePeriod, select_submissions
from indicators.records.views.client_level_data.submissions import EVENTS, Submission
from indicators.records.views.client_level_data.unique_events import (
    EVENT,
    LOADED,
    RANK,
    is_cropped,
    keep_one_of_each,
    number_events,
    number_packages,
)
from indicators.records.views.client_level_data.values import INVALID, clean_values, rank_outcomes


@dataclass(frozen=True, eq=False)
class JoinedEvents:
    """One row for each event, as the module says; how it came to that; and which submission counts when."""

    events: pl.DataFrame
    steps: tuple[JoiningStep, ...]
    reference_periods: tuple[ReferencePeriod, ...]


def join_submissions(
    submissions: Sequence[Submission],
    record_set: RecordSet,
    period: Period,
    *,
    as_of: date | None = None,
    single: bool = False,
) -> JoinedEvents:
    """The events of a council up to a period's last day (joined), or those of the period alone (single).

    ``single``: from the latest submission that covers the whole period; services that differ in delivery mechanism or
    cost are then events of their own. ``as_of``: submissions that came in later are not looked at.
    """
    settings = record_set.settings
    selected = select_submissions(submissions, period, settings, as_of=as_of, single=single)
    taken = _stack(selected, record_set)
    steps = [note_step("taken", "Rows of the submissions that count", taken, taken.clear())]
    ended = end_with_death(mark_services(taken), settings)
    dead = ended.filter(pl.col(EVENT_END).ne_missing(pl.col("Event_End_Date")))
    steps.append(note_step("ended-by-death", "The event ends with the person's death", ended, dead))
    in_period = _filter(ended, is_in_reference_period(settings), steps, "outside", "Not of the reference period")
    living = _filter(in_period, is_alive(), steps, "died-before", "The person had died before it or the period began")
    told = identify_persons(living, settings)
    named = _filter(told, pl.col("person").is_not_null(), steps, "nobody", "Nothing says whose the event is")
    cleaned = _clean(named, record_set)
    values = named if settings["event-values"] == "raw" else cleaned
    steps.append(note_step("cleaned", "Has a value that the known lists do not have", cleaned, _find_invalid(cleaned)))
    numbered = number_events(cleaned, values)
    cropped = _crop(numbered, settings)
    steps.append(
        note_step("cropped", "Open at the end, and not in the next period", cropped, cropped.filter("cropped"))
    )
    apart = number_packages(cropped, cleaned) if single else cropped
    kept = keep_one_of_each(apart)
    again = apart.join(kept.select(LOADED), on=LOADED, how="anti")
    steps.append(note_step("again", "Another row of the same event stays", kept, again))
    return JoinedEvents(kept.drop(EVENT, LOADED), tuple(steps), selected)


def _stack(selected: Sequence[ReferencePeriod], record_set: RecordSet) -> pl.DataFrame:
    """Rows of the submissions under one another, in the order in which they came in."""
    parts = [_take(each) for each in sorted(selected, key=lambda each: each.submission.number)]
    schema = pl.Schema(table_schema(record_set.tables[EVENTS]))
    nothing = pl.DataFrame(schema=schema).with_columns(
        pl.lit(None, pl.Int64).alias(SUBMISSION), pl.lit(None, pl.Date).alias(FIRST), pl.lit(None, pl.Date).alias(LAST)
    )
    # A column that an older release has not is blank in its rows.
    shaped = [part.select(name for name in nothing.columns if name in part.columns) for part in parts]
    stacked = pl.concat([nothing, *shaped], how="diagonal")
    return stacked.drop(ID, PARENT, FILE).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(LOADED))


def _take(reference_period: ReferencePeriod) -> pl.DataFrame:
    submission = reference_period.submission
    number = pl.lit(submission.number, pl.Int64).alias(SUBMISSION)
    days = (pl.lit(reference_period.start).alias(FIRST), pl.lit(reference_period.end).alias(LAST))
    return submission.events.with_columns(number, *days)


def _filter(events: pl.DataFrame, condition: pl.Expr, steps: list[JoiningStep], name: str, what: str) -> pl.DataFrame:
    left = events.filter(condition)
    steps.append(note_step(name, what, left, events.filter(~condition)))
    return left


def _clean(events: pl.DataFrame, record_set: RecordSet) -> pl.DataFrame:
    cleaned = clean_values(events, record_set)
    return cleaned.with_columns(
        rank_outcomes(pl.col("Event_Outcome"), record_set).alias(RANK),
        pl.col("Date_of_Birth").dt.month_start().alias("birth_month"),
    )


def _find_invalid(events: pl.DataFrame) -> pl.DataFrame:
    words = [name for name, dtype in events.schema.items() if dtype == pl.String]
    return events.filter(pl.any_horizontal(pl.col(words) == INVALID))


def _crop(events: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """``cropped``, and ``event_end`` the last day of the reference period where it is true."""
    marked = events.with_columns(is_cropped(events, settings).alias("cropped"))
    return marked.with_columns(pl.when("cropped").then(LAST).otherwise(EVENT_END).alias(EVENT_END))
