"""Prepared views of Client Level Data: what each measure of adult social care counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from indicators.period.arithmetic import window
from indicators.records.record_frames import ROW, Records
from indicators.records.view_context import ViewContext
from indicators.records.views.client_level_data.accommodation import view_long_term_support
from indicators.records.views.client_level_data.admissions import view_care_home_admissions
from indicators.records.views.client_level_data.joined_events import join_submissions
from indicators.records.views.client_level_data.measure_inputs import MeasureInputs, fold_events
from indicators.records.views.client_level_data.person_details import find_latest_details
from indicators.records.views.client_level_data.short_term import view_short_term_episodes
from indicators.records.views.client_level_data.submissions import list_submissions
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


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Every view, by name; ``views.yaml`` says what each row and column is.

    ``earlier``: the other submissions that are kept, which overlap. ``context`` holds nothing that adults need.
    """
    inputs = gather_inputs(records, earlier)
    return {name: view(inputs) for name, view in VIEWS.items()}


def gather_inputs(records: Records, earlier: Sequence[Records] = ()) -> MeasureInputs:
    """What measures read: the joined events of all submissions, and what is last known of each person there.

    As in the published code, the joined table reaches past the period where later submissions are kept: what follows
    an episode that ends on the last day is found there.
    """
    record_set, period = records.record_set, records.period
    submissions = list_submissions(records, earlier)
    reach = window(period.start, max(period.end, *(each.stated_end for each in submissions)))
    events = join_submissions(submissions, record_set, reach).events
    people = find_latest_details(events, period)
    return MeasureInputs(fold_events(events, ROW), people, period, record_set.settings)
