"""Lists 8 and 9: children in care, and care leavers."""

from __future__ import annotations

import polars as pl

from indicators.records.views.inspection_lists.list_rows import ListRows

MISSING = "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
ABSENT = "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"
AGAIN = "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
#: In education, employment or training: full or part time, and whichever way training was told apart.
TAKING_PART = tuple(f"{time}{kind}" for time in "FP" for kind in range(1, 6))


def children_in_care(rows: ListRows) -> dict[str, pl.Expr]:
    """List 8: in care unless a date of leaving, not after the day, says otherwise."""
    day, left_on = rows.day, pl.col("Date Ceased to be Looked After")
    return {
        "child": rows.person(),
        "in_care": ~day.has_come(left_on),
        "left_care": day.in_half_year(left_on),
        "unaccompanied": rows.yes("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"),
        "in_care_again": rows.yes(AGAIN),
        "three_placements": rows.at_least("Number of Placements in the Last 12 months", 3),
        "fostered": rows.is_code("Placement Type", "a) Foster Placement"),
        "out_of_area": rows.is_code("Placement Location", "b) Out"),
        "permanence_plan": pl.col("What is the permanence plan for this child?").is_not_null(),
        "health_assessed": day.in_year(pl.col("Date of Last Health Assessment")),
        "dental_checked": day.in_year(pl.col("Date of Last Dental Check")),
        "reviewed": day.in_half_year(pl.col("Date of Latest Statutory Review")),
        "days_since_visit": day.days_since(pl.col("Date of Last Social Work Visit")),
        "days_since_reviewing_officer": day.days_since(pl.col("Date of Last IRO Visit / Contact to the Child")),
        "missing": rows.at_least(MISSING, 1),
        "absent": rows.at_least(ABSENT, 1),
        "interview_offered": rows.yes(
            "Was the child offered a Return Interview after their last missing episode (Y/N)?"
        ),
        "interview_accepted": rows.yes(
            "Did the child accept a Return Interview after their last missing episode (Y/N)?"
        ),
    }


def care_leavers(rows: ListRows) -> dict[str, pl.Expr]:
    """List 9: everyone on it is entitled to help on the day."""
    return {
        "child": rows.person(),
        "in_touch": rows.is_code("LA in Touch", "a) In touch"),
        "contact_excluded": rows.is_code("LA in Touch", "d) Exclude"),
        "suitable": rows.is_code("Suitability of Accommodation", "a) Suitable"),
        "accommodation_excluded": rows.is_code("Suitability of Accommodation", "d) Exclude"),
        "taking_part": rows.code("Activity Status").str.slice(0, 2).is_in(list(TAKING_PART)).fill_null(value=False),
        "pathway_reviewed": rows.day.in_half_year(pl.col("Latest Pathway Plan Review Date")),
        "has_adviser": pl.col("Allocated Personal Advisor").is_not_null(),
    }
