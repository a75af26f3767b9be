"""Lists 8 and 9 from the return on children looked after, as known on the day."""

from __future__ import annotations

import polars as pl

from exports.records.annex_a.care_history import CareHistory
from exports.records.annex_a.people import yes_no

WORKERS = "SWEpisodes"


def children_in_care_now(care: CareHistory) -> pl.Series:
    """Numbers of the children looked after at the end of the day."""
    return care.periods.filter(pl.col("ceased").is_null())["child"].unique(maintain_order=True)


def children_in_care(care: CareHistory) -> pl.DataFrame:
    """List 8: looked after on the day, or ceased in the half year; one row for each period of care."""
    day, ceased = care.day, pl.col("ceased")
    again = yes_no(day.in_year(ceased.shift(1).over("child")))
    periods = care.periods.with_columns(again=again).filter(ceased.is_null() | day.in_half_year(ceased))
    for details in (_placements(care), _missing(care), _reviews(care), _workers(care)):
        periods = periods.join(details, on="child", how="left", maintain_order="left")
    return periods.select(
        "child", "started", "again", "legal_since", "reviewed", "ceased", "placed", "urn", "worker",
        unaccompanied=_is_unaccompanied(care),
        need=care.to_concept_code("need", pl.col("CIN")),
        legal_status=care.to_concept_code("legal-status", pl.col("legal_status")),
        placements=pl.col("placements").fill_null(0),
        reason=pl.when(ceased.is_not_null()).then(care.to_concept_code("leaving-reason", pl.col("rec"))),
        place=care.to_concept_code("placement-type", pl.col("place")),
        provider=care.to_concept_code("placement-provider", pl.col("PLACE_PROVIDER")),
        postcode=pl.col("place_post").str.replace(r"^(.+)(.{3})$", "$1 $2"),
        missing=pl.col("missing").fill_null(0),
        absent=pl.col("absent").fill_null(0),
    ).sort("child", "legal_since", nulls_last=True, maintain_order=True)  # fmt: skip


def _placements(care: CareHistory) -> pl.DataFrame:
    """How many carers each child lived with in the year; a temporary stay counts to the one before it."""
    lived = care.episodes.filter(pl.col("until") > care.day.year)
    carers = pl.col("carer").drop_nulls().n_unique()
    return lived.group_by("child").agg(carers.cast(pl.Int64).alias("placements"))


def _missing(care: CareHistory) -> pl.DataFrame:
    key = ("CHILD", "MIS_START", "MISSING")
    incidents = care.rows("Missing", key, once=key).filter(care.day.in_year(pl.col("MIS_START")))
    kinds = {"missing": "M", "absent": "A"}
    counts = [(pl.col("MISSING") == code).sum().cast(pl.Int64).alias(name) for name, code in kinds.items()]
    return incidents.group_by(child="CHILD").agg(counts)


def _reviews(care: CareHistory) -> pl.DataFrame:
    key = ("CHILD", "REVIEW")
    reviews = care.rows("Reviews", key, once=key).filter(care.day.has_come(pl.col("REVIEW")))
    return reviews.group_by(child="CHILD").agg(pl.col("REVIEW").max().alias("reviewed"))


def _workers(care: CareHistory) -> pl.DataFrame:
    """The worker of the latest spell that had begun by the day; returns before 2023-24 name none."""
    if WORKERS not in care.newest.tables:
        return pl.DataFrame(schema={"child": pl.String, "worker": pl.String})
    spells = care.newest.tables[WORKERS].filter(care.day.has_come(pl.col("SW_DECOM")))
    latest = spells.sort("CHILD", "SW_DECOM", maintain_order=True).unique("CHILD", keep="last", maintain_order=True)
    return latest.select(child="CHILD", worker="SW_ID")


def _is_unaccompanied(care: CareHistory) -> pl.Expr:
    over = pl.col("DUC")
    listed = care.newest.tables["UASC"].filter(over.is_null() | (over >= care.day.year))["CHILD"].drop_nulls()
    return yes_no(pl.col("child").is_in(listed.implode()))


def care_leavers(care: CareHistory) -> pl.DataFrame:
    """List 9: the young people of whom the return tells at a birthday in its year; the dead are left out."""
    touch = care.to_concept_code("in-touch", pl.col("IN_TOUCH"))
    leavers = care.newest.tables["OC3"].filter((touch != "died").fill_null(value=True))
    listed = care.newest.tables["UASC"]["CHILD"].drop_nulls()
    return leavers.select(
        child="CHILD",
        unaccompanied=yes_no(pl.col("CHILD").is_in(listed.implode())),
        in_touch=touch,
        accommodation=care.to_concept_code("accommodation", pl.col("ACCOM")),
        suitability=care.to_concept_code("suitability", pl.col("ACCOM")),
        activity=care.to_concept_code("activity", pl.col("ACTIV")),
    ).sort("child", maintain_order=True)
