"""Match refused uploads with collections, from the row that each refusal leaves in the audit trail."""

from __future__ import annotations

import polars as pl

from indicators.period.codes import parse_period
from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.upload_history import ReceiptHistory


def match_refused_figures(cells: pl.DataFrame, history: ReceiptHistory, families: AgencyFamilies) -> pl.DataFrame:
    """Key, indicator, area, period and ``at`` of the figures in refused uploads.

    ``cells``: key, agency, indicator, area, period.
    """
    spoken = _join_owners(history, families).filter(pl.col("indicators").is_not_null()).explode("indicators")
    wanted = cells.select("key", "indicator", "area", "period", owner="agency")
    both = wanted.join(spoken, left_on=["owner", "indicator"], right_on=["owner", "indicators"])
    # An upload is often refused for a wrong area or period; only the other fields are known then.
    meant = both.filter(
        pl.col("areas").is_null() | pl.col("area").is_in(pl.col("areas")),
        pl.col("periods").is_null() | pl.col("period").is_in(pl.col("periods")),
    )
    return meant.select("key", "indicator", "area", "period", "at").unique()


def find_last_refusals(
    asked: pl.DataFrame, figures: pl.DataFrame, history: ReceiptHistory, families: AgencyFamilies
) -> pl.DataFrame:
    """Key and ``refused_at``, the last refusal of an upload for a collection.

    ``asked``: key, agency, record_set, period, due, opens, completed_at; ``figures``: as
    :func:`match_refused_figures` returns them. An unreadable upload counts for the open and incomplete
    collection that was due next when it came.
    """
    mine = _join_owners(history, families)
    unread = mine.filter(pl.col("indicators").is_null(), pl.col("record_set").is_null())
    found = [figures.select("key", "at"), _of_records(asked, mine), _next_due(asked, unread)]
    return pl.concat(found).group_by("key").agg(refused_at=pl.col("at").max())


def _join_owners(history: ReceiptHistory, families: AgencyFamilies) -> pl.DataFrame:
    """Each refusal beside every agency whose family sent it."""
    owners = make_member_frame(families).rename({"agency": "owner", "member": "agency"})
    return history.refusals.with_row_index("refusal").join(owners, on="agency")


def _of_records(asked: pl.DataFrame, mine: pl.DataFrame) -> pl.DataFrame:
    sent = mine.filter(pl.col("record_set").is_not_null()).select("owner", "record_set", "record_period", "at")
    wanted = asked.filter(pl.col("record_set").is_not_null()).rename({"agency": "owner"})
    both = wanted.join(sent, on=["owner", "record_set"])
    meant = [is_period_within(given, period) for given, period in both.select("record_period", "period").iter_rows()]
    return both.filter(pl.Series(meant, dtype=pl.Boolean)).select("key", "at")


def is_period_within(given: str | None, wanted: str) -> bool:
    """True where records of one period hold those of another."""
    if given is None:
        return False
    outer, inner = parse_period(given), parse_period(wanted)
    return outer.start <= inner.start and inner.end <= outer.end


def _next_due(asked: pl.DataFrame, unread: pl.DataFrame) -> pl.DataFrame:
    """For files that could not be read: the collection that was due next."""
    both = asked.rename({"agency": "owner"}).join(unread.select("owner", "at", "refusal"), on="owner")
    day = pl.col("at").dt.convert_time_zone("Europe/London").dt.date()
    awaited = both.filter(
        pl.col("due").is_not_null(),
        pl.col("opens").is_null() | (pl.col("opens") <= day),
        pl.col("completed_at").is_null() | (pl.col("completed_at") > pl.col("at")),
    )
    first = awaited.filter(pl.col("due") == pl.col("due").min().over("owner", "refusal"))
    return first.select("key", "at")
