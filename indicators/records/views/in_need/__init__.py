"""Prepared views of the children in need census: plans, children on them, referrals, assessments, enquiries."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views.in_need.assessments import view_assessments
from indicators.records.views.in_need.children_on_plans import view_children_on_plans
from indicators.records.views.in_need.enquiries import view_enquiries
from indicators.records.views.in_need.plans import view_plans
from indicators.records.views.in_need.referrals import view_referrals

__all__ = ["prepare"]


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records]) -> dict[str, pl.DataFrame]:
    """Every view of a census, by name; ``views.yaml`` says what each row and column is.

    Dates are judged by the period's first and last day. ``earlier`` tells which referrals are repeats.
    """
    every_plan = view_plans(records)
    return {
        "plans": every_plan,
        "children-on-plans": view_children_on_plans(records, every_plan),
        "referrals": view_referrals(records, earlier),
        "assessments": view_assessments(records, context),
        "enquiries": view_enquiries(records, context),
    }
