"""Prepared views of the inspection lists: one view for each list, one row for each of its rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views.inspection_lists.adoption import adopters, adoption
from indicators.records.views.inspection_lists.care import care_leavers, children_in_care
from indicators.records.views.inspection_lists.front_door import assessments, contacts, early_help, referrals
from indicators.records.views.inspection_lists.list_rows import Build, build_view
from indicators.records.views.inspection_lists.protection import children_in_need, plans, section_47

VIEWS: dict[str, tuple[str, Build]] = {
    "contacts": ("List 1", contacts),
    "early-help": ("List 2", early_help),
    "referrals": ("List 3", referrals),
    "assessments": ("List 4", assessments),
    "section-47": ("List 5", section_47),
    "children-in-need": ("List 6", children_in_need),
    "plans": ("List 7", plans),
    "children-in-care": ("List 8", children_in_care),
    "care-leavers": ("List 9", care_leavers),
    "adoption": ("List 10", adoption),
    "adopters": ("List 11", adopters),
}


def prepare(records: Records, context: ViewContext, earlier: Sequence[Records] = ()) -> dict[str, pl.DataFrame]:
    """The views of one workbook, on the last day of its period. Workbooks of other days are not looked at."""
    del earlier
    views = {name: build_view(records, context, table, build) for name, (table, build) in VIEWS.items()}
    return {name: frame for name, frame in views.items() if frame is not None}
