"""Prepared views of Client Level Data: what each measure of adult social care counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period, window
from indicators.records.record_frames import ROW, Records
from indicators.records.view_context import ViewContext
from indicators.records.views.client_level_data.accommodation import view_long_term_support
from indicators.records.views.client_level_data.admissions import view_care_home_admissions
from indicators.records.views.client_level_data.joined_events import join_submissions
from indicators.records.views.client_level_data.measure_inputs import (
    MeasureInputs,
    MeasureStep,
    fold_events,
)
from indicators.records.views.client_level_data.person_details import find_latest_details
from indicators.records.views.client_level_data.short_term import view_short_term_episodes
from indicators.records.views.client_level_data.submissions import Submission, list_submissions
from indicators.records.views.client_level_data.support import view_carers_supported, view_long_term_clients
from indicators.records.views.client_level_data.waits import view_waits

VIEWS: Mapping[str, Callable[[MeasureInputs], pl.DataFrame]] = {
    "short-term-episodes": view_short_term_episodes,
    "care-home-admissions": view_care_home_admissions,
    "long-term-support": view_long_term_support,
    "long-term-clients": view_long_term_clients,
    "carers-supported": view_carers_supported,
    "waits": view_waits,
}


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:
    """Every view, by name; ``views.yaml`` says what each row and column is.

    ``earlier``: the other submissions that are kept, which overlap. ``context`` holds nothing that adults need.
    """
    [(_, views)] = prepare_periods(records, context, earlier, [records.period])
    return views


def prepare_periods(
    records: Records, context: ViewContext, earlier: Sequence[Records], periods: Sequence[Period]
) -> Iterator[tuple[Period, dict[str, pl.DataFrame]]]:
    """The same for several periods, one after the other, from submissions that are joined once."""
    del context
    submissions, settings = list_submissions(records, earlier), records.record_set.settings
    joined = join_submissions(submissions, records.record_set, find_reach(submissions, periods))
    for period in periods:
        inputs = gather_inputs(joined.events, period, settings)
        yield period, {name: view(inputs) for name, view in VIEWS.items()}


def count_measure_steps(events: pl.DataFrame, period: Period, settings: Mapping[str, Any]) -> tuple[MeasureStep, ...]:
    """What each step of each measure of a period leaves of joined events."""
    inputs = gather_inputs(events, period, settings)
    for view in VIEWS.values():
        view(inputs)
    return tuple(inputs.steps)


def gather_inputs(events: pl.DataFrame, period: Period, settings: Mapping[str, Any]) -> MeasureInputs:
    """What measures read: the joined events of all submissions, and what is last known of each person there."""
    return MeasureInputs(fold_events(events, ROW), find_latest_details(events, period), period, settings)


def find_reach(submissions: Sequence[Submission], periods: Sequence[Period]) -> Period:
    """The time up to which submissions are joined.

    As in the published code it reaches past a period where later submissions are kept: what follows an episode that
    ends on the last day is found there.
    """
    ends = [each.end for each in periods] + [each.stated_end for each in submissions]
    return window(min(each.start for each in periods), max(ends))
