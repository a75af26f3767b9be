"""Lists 10 and 11: children on the way to adoption, and those who hope to adopt."""

from __future__ import annotations

import polars as pl

from indicators.records.views.inspection_lists.inspection_day import days_between
from indicators.records.views.inspection_lists.list_rows import ListRows


def adoption(rows: ListRows) -> dict[str, pl.Expr]:
    """List 10: a child waits from the placement order until placed, unless the decision is reversed."""
    day = rows.day
    care, placed, placement_order = (
        pl.col(name) for name in ("Date the Child Entered Care", "Date Placed for Adoption", "Date of Placement Order")
    )
    reversed_on = pl.col("Date of Decision that Child Should No Longer be Placed for Adoption")
    first = "Date the child was placed for fostering in FFA or concurrent planning placement"
    return {
        "child": rows.person(),
        "adopted": day.in_year(pl.col("Date of Adoption Order")),
        "days_to_placement": days_between(care, placed),
        "days_order_to_match": days_between(placement_order, pl.col("Date of Matching Child and Prospective Adopters")),
        "fostered_first": pl.col(first).is_not_null(),
        "reversed": day.in_year(reversed_on),
        "waiting": day.has_come(placement_order) & ~day.has_come(placed) & ~day.has_come(reversed_on),
    }


def adopters(rows: ListRows) -> dict[str, pl.Expr]:
    """List 11: one row for each person, not for each couple."""
    day, approved = rows.day, pl.col("Date application approved")
    return {
        "adopter": rows.person(),
        "approved": day.in_year(approved),
        "stage_1_days": days_between(pl.col("Date Stage 1 started"), pl.col("Date Stage 1 ended")),
        "stage_2_days": days_between(pl.col("Date Stage 2 started"), pl.col("Date Stage 2 ended")),
        "days_to_match": days_between(approved, pl.col("Date adopter matched with child(ren)")),
        "has_left": day.has_come(pl.col("Date of leaving adoption process")),
        "fostering": rows.yes("Is the (prospective) adopter fostering for adoption?"),
    }
