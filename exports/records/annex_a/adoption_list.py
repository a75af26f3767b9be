"""List 10, adoption, from the return on children looked after, as known on the day."""

from __future__ import annotations

import polars as pl

from exports.records.annex_a.care_history import OF_PERIOD, CareHistory
from exports.records.annex_a.people import date_known_by
from indicators.records.views.looked_after.care_episodes import ADOPTIVE

#: What a first day is looked for: the list's date, the episode's column, its codes, and what shows a beginning.
FIRSTS = (
    ("ordered", "legal_status", ("E1",), "status_since"),
    ("placed", "place", ADOPTIVE, "place_since"),
    ("fostered", "place", ("U2", "U5"), "place_since"),
)


def adoption(care: CareHistory) -> pl.DataFrame:
    """List 10: adopted in the year, a decision that stands on the day, or one reversed in the year."""
    day = care.day
    reason = care.to_concept_code("leaving-reason", pl.col("rec"))
    adopted = pl.when(reason.is_in(["e11", "e12"])).then(pl.col("ceased"))
    latest = care.periods.unique("child", keep="last", maintain_order=True)
    adoptions = latest.select("child", "period", entered="started", adopted=adopted)
    adoptions = adoptions.join(_decisions(care), on="child", how="full", coalesce=True, maintain_order="left_right")
    stands = pl.col("decision").is_not_null() & pl.col("reversed").is_null() & pl.col("adopted").is_null()
    adoptions = adoptions.filter(day.in_year(pl.col("adopted")) | stands | day.in_year(pl.col("reversed")))
    for name, column, codes, since in FIRSTS:
        firsts = care.first(column, codes, since, name)
        adoptions = adoptions.join(firsts, on=OF_PERIOD, how="left", maintain_order="left")
    return (
        adoptions.join(_matches(care), on="child", how="left", maintain_order="left")
        .with_columns(decided=pl.coalesce("decision", "interest"))
        .sort("child", maintain_order=True)
    )


def _decisions(care: CareHistory) -> pl.DataFrame:
    """Each child's latest decision by the day; a reversal after the day has not been made."""
    columns = ("CHILD", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    table = care.rows("PlacedAdoption", columns, once=columns[:2]).filter(care.day.has_come(pl.col("DATE_PLACED")))
    ended = pl.col("DATE_PLACED_CEASED")
    reason = care.to_concept_code("adoption-reversal-reason", pl.col("REASON_PLACED_CEASED"))
    decisions = table.select(
        child="CHILD",
        decision="DATE_PLACED",
        reversed=date_known_by(ended, care.day.day),
        reason=pl.when(ended <= care.day.day).then(reason),
    )
    return decisions.sort("child", "decision", maintain_order=True).unique("child", keep="last", maintain_order=True)


def _matches(care: CareHistory) -> pl.DataFrame:
    table = care.rows("AD1", ("CHILD", "DATE_INT", "DATE_MATCH"), once=("CHILD",))
    dates = {"interest": "DATE_INT", "matched": "DATE_MATCH"}
    return table.select(
        child="CHILD", **{name: date_known_by(pl.col(column), care.day.day) for name, column in dates.items()}
    )
