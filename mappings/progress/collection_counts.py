"""Count received figures and files of records by collection."""

from __future__ import annotations

from typing import Any

import polars as pl

from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.upload_history import INSTANT, ReceiptHistory
from returnonce.clock import LONDON

COUNTS = ("owed", "received", "accepted", "not_available", "given_by_others", "on_time", "to_confirm", "findings")
MOMENTS = ("received_at", "completed_at", "accepted_at", "withdrawn_at")
COLLECTION_COUNT_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    **dict.fromkeys(COUNTS, pl.Int64),
    "given_by": pl.List(pl.String),
    **dict.fromkeys(MOMENTS, INSTANT),
    "last_submission": pl.String,
}


def count_figures(
    told: pl.DataFrame, refused: pl.DataFrame, ledger: ReceiptHistory, families: AgencyFamilies
) -> pl.DataFrame:
    """``COLLECTION_COUNT_SCHEMA``, one row for each collection of figures.

    ``matched``: from ``match_figures``; ``refused``: key, indicator, area, period of figures in refused uploads.
    """
    versions = _own_versions(told, ledger, families)
    counted = told.group_by("key").agg(**_counts(ledger), given_by=_givers(), completed_at=_complete_since())
    came = versions.group_by("key").agg(
        first=pl.col("made_at").min(), last=pl.col("made_at").max(), withdrawn_at=pl.col("gone_at").max()
    )
    follows = told.filter("own").group_by("key").agg(since=pl.col("since").min(), until=pl.col("since").max())
    whole = counted.join(came, on="key", how="left").join(follows, on="key", how="left")
    whole = whole.join(_received(told, versions, refused), on="key", how="left")
    whole = whole.join(_queries(told, ledger), on="key", how="left").join(_last(told, ledger), on="key", how="left")
    return (
        whole.with_columns(
            pl.col("received", "findings").fill_null(0),
            received_at=pl.coalesce("first", "since"),
            accepted_at=pl.coalesce("last", "until"),
        )
        .select(COLLECTION_COUNT_SCHEMA.keys())
        .cast(pl.Schema(COLLECTION_COUNT_SCHEMA))
    )


def count_records(collections: pl.DataFrame, came: pl.DataFrame, ledger: ReceiptHistory) -> pl.DataFrame:
    """``COLLECTION_COUNT_SCHEMA`` by collection of records; ``record_files``: from ``match_record_files``."""
    wanted = collections.filter(pl.col("record_set").is_not_null()).select("key", "deadline")
    there, given = pl.col("since").is_not_null(), pl.col("received_at").is_not_null()
    in_time = there & (pl.col("deadline").is_null() | (pl.col("since") < pl.col("deadline")))
    asked = ledger.queries.group_by("batch").agg(findings=pl.len())
    whole = wanted.join(came, on="key", how="left").join(asked, on="batch", how="left")
    nothing = dict.fromkeys(("not_available", "given_by_others", "to_confirm"), pl.lit(0))
    counted = whole.with_columns(
        **nothing, owed=pl.lit(1), received=given.cast(pl.Int64), accepted=there.cast(pl.Int64),
        on_time=in_time.cast(pl.Int64), findings=pl.col("findings").fill_null(0),
        given_by=pl.lit([], pl.List(pl.String)), completed_at="since",
    )  # fmt: skip
    return counted.select(COLLECTION_COUNT_SCHEMA.keys()).cast(pl.Schema(COLLECTION_COUNT_SCHEMA))


def _counts(ledger: ReceiptHistory) -> dict[str, pl.Expr]:
    there, own = pl.col("since").is_not_null(), pl.col("own")
    in_time = pl.col("deadline").is_null() | (pl.col("since") < pl.col("deadline"))
    return {
        "owed": (~(there & ~own)).sum(),
        "accepted": own.sum(),
        "not_available": (own & pl.col("symbol").eq_missing("not_available")).sum(),
        "given_by_others": (there & ~own).sum(),
        "on_time": (own & in_time).sum(),
        "to_confirm": _to_confirm(ledger).sum(),
    }


def _to_confirm(ledger: ReceiptHistory) -> pl.Expr:
    """True where a figure, given for an earlier use, is not confirmed for the next one.

    It is confirmed by its status *final*, or when the agency gives it again after the use before.
    """
    today = ledger.as_of.astimezone(LONDON).date()
    used = pl.col("uses").list.eval(pl.element().filter(pl.element() < today)).list.max()
    to_use = pl.col("uses").list.eval(pl.element().filter(pl.element() >= today)).list.min()
    given = pl.col("made_at").dt.convert_time_zone("Europe/London").dt.date()
    settled = pl.col("status").eq_missing("final") | (given > used)
    return pl.col("own") & used.is_not_null() & to_use.is_not_null() & ~settled.fill_null(value=False)


def _givers() -> pl.Expr:
    return pl.col("by").filter(~pl.col("own")).list.explode(empty_as_null=False).drop_nulls().unique().sort()


def _complete_since() -> pl.Expr:
    """The instant at which the last figure came; null while one is missing, or where others gave them all."""
    return pl.when(pl.col("since").is_not_null().all() & pl.col("own").any()).then(pl.col("since").max())


def _own_versions(told: pl.DataFrame, ledger: ReceiptHistory, families: AgencyFamilies) -> pl.DataFrame:
    """Every version of a figure that its agency, or one that it succeeds, ever gave."""
    given = ledger.figures.filter(pl.col("batch_kind") != "pulled").rename({"agency": "member"})
    mine = given.select("member", "cell", "made_at", "gone_at").join(make_member_frame(families), on="member")
    return told.select("key", "agency", "cell").join(mine, on=["agency", "cell"])


def _received(told: pl.DataFrame, versions: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    names = ["key", "cell"]
    spoken = told.join(refused, on=["key", "indicator", "area", "period"], how="semi").select(names)
    seen = pl.concat([versions.select(names), told.filter("own").select(names), spoken]).unique()
    return seen.group_by("key").agg(received=pl.len().cast(pl.Int64))


def _queries(told: pl.DataFrame, ledger: ReceiptHistory) -> pl.DataFrame:
    """Count queries on rows that stand, and those on a whole file of which any row stands."""
    stands = told.filter(pl.col("batch").is_not_null())
    on_rows = stands.join(ledger.queries, on=["batch", "row"]).select("key")
    on_files = stands.select("key", "batch").unique().join(ledger.queries.filter(pl.col("row").is_null()), on="batch")
    return pl.concat([on_rows, on_files.select("key")]).group_by("key").agg(findings=pl.len().cast(pl.Int64))


def _last(told: pl.DataFrame, ledger: ReceiptHistory) -> pl.DataFrame:
    newest = told.group_by("key").agg(batch=pl.col("batch").max())
    names = ledger.batches.select("batch", last_submission="name")
    return newest.join(names, on="batch").select("key", "last_submission")
