"""Prepared views of Client Level Data: events joined from overlapping submissions, and what is counted of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Every view of Client Level Data, by name, as ``views.yaml`` describes them.

    ``earlier`` are all other submissions of the council that are kept; they overlap with these.
    """
    return {}
