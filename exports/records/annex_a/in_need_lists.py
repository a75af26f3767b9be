"""Lists 3 to 7 from the children in need census, as known on the day."""

from __future__ import annotations

import polars as pl

from exports.records.annex_a.people import UNKNOWN, date_known_by, yes_no
from indicators.records.record_frames import ID, PARENT, Records
from indicators.records.views.in_need.expressions import is_yes, open_on
from indicators.records.views.inspection_lists.inspection_day import InspectionDay

CHILD = pl.col("LAchildID").alias("child")


def referrals(records: Records, day: InspectionDay) -> pl.DataFrame:
    """List 3: referrals of the half year; the count takes in every one of the year."""
    at = pl.col("referred")
    every = records.tables["CINdetails"].select(
        CHILD,
        referred="CINreferralDate",
        source=records.record_set.to_concept_code("referral-source", pl.col("ReferralSource")),
        no_further_action=yes_no(is_yes(records, pl.col("ReferralNFA"))),
    )
    with_counts = every.with_columns(referrals=day.in_year(at).sum().over("child").cast(pl.Int64))
    return with_counts.filter(day.in_half_year(at)).sort("child", "referred", maintain_order=True)


def assessments(records: Records, day: InspectionDay) -> pl.DataFrame:
    """List 4: open on the day, or authorised in the half year."""
    start, end = pl.col("AssessmentActualStartDate"), pl.col("AssessmentAuthorisationDate")
    selected = records.tables["Assessment"].filter(open_on(start, end, day.day) | day.in_half_year(end))
    return selected.select(CHILD, started=start, authorised=date_known_by(end, day.day)).sort(
        "child", "started", maintain_order=True
    )


def enquiries(records: Records, day: InspectionDay) -> pl.DataFrame:
    """List 5: begun in the half year; or before it, in an open case, with neither a conference nor the need of none."""
    cases = records.tables["CINdetails"].select(pl.col(ID).alias(PARENT), closed="CINclosureDate")
    every = (
        records.tables["Section47"]
        .join(cases, on=PARENT, how="left", maintain_order="left")
        .select(
            CHILD,
            started="S47ActualStartDate",
            conference=date_known_by(pl.col("DateOfInitialCPC"), day.day),
            needless=is_yes(records, pl.col("ICPCnotRequired")),
            case_open=pl.col("closed").is_null() | (pl.col("closed") > day.day),
        )
        .with_columns(enquiries=day.in_year(pl.col("started")).sum().over("child").cast(pl.Int64))
    )
    undecided = (
        day.has_come(pl.col("started")) & pl.col("conference").is_null() & ~pl.col("needless") & pl.col("case_open")
    )
    selected = every.filter(day.in_half_year(pl.col("started")) | undecided)
    joined = selected.join(_conferences(records, day), on="child", how="left", maintain_order="left")
    return (
        joined.join(_plan_starts(records, day), on="child", how="left", maintain_order="left")
        .with_columns(pl.col("conferences").fill_null(0), unnecessary=yes_no(pl.col("needless")), made_plan=_has_plan())
        .sort("child", "started", maintain_order=True)
    )


def _conferences(records: Records, day: InspectionDay) -> pl.DataFrame:
    """Days in the year on which each child had an initial conference, counted."""
    tables = ("Section47", "CINdetails")
    conference_days = pl.concat(records.tables[name].select(CHILD, at="DateOfInitialCPC") for name in tables).unique()
    return (
        conference_days.filter(day.in_year(pl.col("at")))
        .group_by("child")
        .agg(pl.len().cast(pl.Int64).alias("conferences"))
    )


def _plan_starts(records: Records, day: InspectionDay) -> pl.DataFrame:
    starts = records.tables["ChildProtectionPlan"].select(CHILD, plans=date_known_by(pl.col("CPPstartDate"), day.day))
    return starts.drop_nulls().group_by("child").agg("plans")


def _has_plan() -> pl.Expr:
    """Whether the conference made a plan: a plan begins on its day. A later one may have come of it, or not."""
    conference, plans = pl.col("conference"), pl.col("plans")
    latest = plans.list.max()
    return (
        pl.when(conference.is_null()).then(None)
        .when(plans.list.contains(conference).fill_null(value=False)).then(pl.lit("yes"))
        .when((latest > conference).fill_null(value=False)).then(pl.lit(UNKNOWN))
        .otherwise(pl.lit("no"))
    )  # fmt: skip


def cases(records: Records, day: InspectionDay, in_care: pl.Series) -> pl.DataFrame:
    """List 6: cases open on the day or closed in the half year, without referrals that led to nothing.

    ``in_care``: numbers of the children looked after on the day.
    """
    start, end = pl.col("CINreferralDate"), pl.col("CINclosureDate")
    on_list = (open_on(start, end, day.day) | day.in_half_year(end)) & ~is_yes(records, pl.col("ReferralNFA"))
    selected = records.tables["CINdetails"].filter(on_list)
    return selected.select(
        CHILD,
        started=start,
        need=records.record_set.to_concept_code("need", pl.col("PrimaryNeedCode")),
        closed=date_known_by(end, day.day),
        reason=pl.when(end <= day.day).then(
            records.record_set.to_concept_code("closure-reason", pl.col("ReasonForClosure"))
        ),
        status=_status(records, day, in_care),
    ).sort("child", "started", maintain_order=True)


def _status(records: Records, day: InspectionDay, in_care: pl.Series) -> pl.Expr:
    """The first that holds on the day; null where the census knows of none."""

    def has(table: str, start: str, end: str) -> pl.Expr:
        rows = records.tables[table].filter(open_on(pl.col(start), pl.col(end), day.day))
        return pl.col(ID).is_in(rows[PARENT].drop_nulls().implode())

    return (
        pl.when(pl.col("CINclosureDate") <= day.day).then(pl.lit("closed"))
        .when(pl.col("LAchildID").is_in(in_care.implode())).then(pl.lit("looked-after"))
        .when(has("ChildProtectionPlan", "CPPstartDate", "CPPendDate")).then(pl.lit("protection-plan"))
        .when(has("CINPlanDates", "CINPlanStartDate", "CINPlanEndDate")).then(pl.lit("need-plan"))
        .when(has("Assessment", "AssessmentActualStartDate", "AssessmentAuthorisationDate")).then(pl.lit("assessment"))
    )  # fmt: skip


def plans(records: Records, day: InspectionDay) -> pl.DataFrame:
    """List 7: open on the day, or ended in the half year."""
    start, end = pl.col("CPPstartDate"), pl.col("CPPendDate")
    reviews = (
        records.tables["CPPreview"]
        .select(of=pl.col(PARENT), reviewed=date_known_by(pl.col("CPPreviewDate"), day.day))
        .group_by("of")
        .agg(pl.col("reviewed").max())
    )
    selected = records.tables["ChildProtectionPlan"].filter(open_on(start, end, day.day) | day.in_half_year(end))
    joined = selected.join(reviews, left_on=ID, right_on="of", how="left", maintain_order="left")
    return joined.select(
        CHILD,
        "reviewed",
        started=start,
        first_category=records.record_set.to_concept_code("abuse-category", pl.col("InitialCategoryOfAbuse")),
        latest_category=records.record_set.to_concept_code("abuse-category", pl.col("LatestCategoryOfAbuse")),
        ended=date_known_by(end, day.day),
        previous="NumberOfPreviousCPP",
    ).sort("child", "started", maintain_order=True)
