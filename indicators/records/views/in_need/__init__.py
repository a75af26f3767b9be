"""Prepared views of the children in need census: plans, children on them, referrals, assessments, enquiries."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import Context
from indicators.records.views.in_need.assessments import assessments
from indicators.records.views.in_need.children_on_plans import children_on_plans
from indicators.records.views.in_need.enquiries import enquiries
from indicators.records.views.in_need.plans import plans
from indicators.records.views.in_need.referrals import referrals

__all__ = ["prepare"]


def prepare(records: Records, context: Context, earlier: Sequence[Records]) -> dict[str, pl.DataFrame]:
    """Every view of a census, by name; ``views.yaml`` says what each row and column is.

    Dates are judged by the period's first and last day. ``earlier`` tells which referrals are repeats.
    """
    every_plan = plans(records)
    return {
        "plans": every_plan,
        "children-on-plans": children_on_plans(records, every_plan),
        "referrals": referrals(records, earlier),
        "assessments": assessments(records, context),
        "enquiries": enquiries(records, context),
    }
