"""Care leavers by the birthday that fell in the year."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.looked_after.care_episodes import SHORT_BREAKS
from indicators.records.views.looked_after.children import read_births
from indicators.records.views.months_and_ages import age_on_expr

#: Died, and returned home for six months or more.
GONE = ("DIED", "RHOM")
TRANSFERRED = "E3"
HIGHER_EDUCATION = ("F1", "P1")
#: Full time (F) and part time (P). Codes 4 and 5 took the place of 3: a version's code list says which hold.
BUSY = ("F", "P")


def view_care_leavers(records: Records, episodes: pl.DataFrame) -> pl.DataFrame:
    """One row per young person with an OC3 row. ``birthday``: the one that fell in the twelve months to the last day.

    ``counted`` leaves out who died, went home, was handed to another authority's care, or only had short breaks.
    """
    rows = records.tables["OC3"].drop_nulls("CHILD").unique("CHILD", keep="first", maintain_order=True)
    named = rows.select(pl.col("CHILD").alias("child"), "DOB", "IN_TOUCH", "ACTIV", "ACCOM")
    for added in (read_births(records), _pasts(episodes)):
        named = named.join(added, on="child", how="left", maintain_order="left")
    busy = [code for code in _activities(records) if code.startswith(BUSY)]
    has_left = pl.col("IN_TOUCH").is_in(GONE).fill_null(False)
    flags = pl.col("transferred", "only_short_breaks").fill_null(False)
    return named.with_columns(flags).select(
        "child",
        age_on_expr(pl.coalesce("DOB", "born"), records.period.end).alias("birthday"),
        (~has_left & ~pl.col("transferred") & ~pl.col("only_short_breaks")).alias("counted"),
        pl.col("ACTIV").is_in(busy).fill_null(False).alias("busy"),
        pl.col("ACTIV").is_in(HIGHER_EDUCATION).fill_null(False).alias("in_higher_education"),
        *(_suffix(end).alias(name) for end, name in (("1", "suitable"), ("2", "unsuitable"))),
    )


def _activities(records: Records) -> tuple[str, ...]:
    return tuple(records.record_set.codes[records.record_set.tables["OC3"].columns["ACTIV"].code_list or ""])


def _suffix(end: str) -> pl.Expr:
    """Two characters: where the young person lives, and whether that is suitable."""
    return ((pl.col("ACCOM").str.len_chars() == 2) & pl.col("ACCOM").str.ends_with(end)).fill_null(False)


def _pasts(episodes: pl.DataFrame) -> pl.DataFrame:
    """How the last known episode ended, and whether all were short breaks."""
    short = pl.col("LS").is_in(SHORT_BREAKS).fill_null(False)
    return episodes.group_by(pl.col("CHILD").alias("child"), maintain_order=True).agg(
        (pl.col("REC").last() == TRANSFERRED).alias("transferred"), short.all().alias("only_short_breaks")
    )
