"""Prepared views: one row for each thing that is counted, with the hard rules of a record set worked out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext

#: The package that prepares a record set's views.
PACKAGES = {
    "children-looked-after": "looked_after",
    "children-in-need": "in_need",
    "inspection-lists": "inspection_lists",
    "treatment": "treatment",
}


def prepare_views(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:
    """Every view of a record set, by name; ``earlier`` are the same agency's records of years before, newest first."""
    package = import_module(f"{__name__}.{PACKAGES[records.record_set.code]}")
    views: dict[str, pl.DataFrame] = package.prepare(records, context, earlier)
    return views
