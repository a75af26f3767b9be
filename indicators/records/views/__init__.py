"""Prepared views: one row for each thing that is counted, with the hard rules of a record set worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views.steps import build_views

#: The package that prepares a record set's hardest views; others are made by the steps that its files say.
PACKAGES = {
    "children-looked-after": "looked_after",
    "client-level-data": "client_level_data",
    "children-in-need": "in_need",
    "inspection-lists": "inspection_lists",
    "treatment": "treatment",
}


def prepare_views(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:
    """Every view of a record set, by name; ``earlier`` are the same agency's records of years before, newest first."""
    name = PACKAGES.get(records.record_set.code)
    views = import_module(f"{__name__}.{name}").prepare(records, context, earlier) if name else {}
    return build_views(records, context, views)


def prepare_views_of_periods(
    records: Records, context: ViewContext, earlier: Sequence[Records], periods: Sequence[Period]
) -> Iterator[tuple[Period, dict[str, pl.DataFrame]]]:
    """The views of several periods that the records of a rolling set reach, together with those kept before."""
    package = import_module(f"{__name__}.{PACKAGES[records.record_set.code]}")
    yield from package.prepare_periods(records, context, earlier, periods)
