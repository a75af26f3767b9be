"""Count received figures and files of records by collection."""

from __future__ import annotations

from typing import Any

import polars as pl

from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.upload_history import UploadHistory
from returnonce.clock import LONDON
from returnonce.column_types import INSTANT

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
    matched: pl.DataFrame, refused: pl.DataFrame, history: UploadHistory, families: AgencyFamilies
) -> pl.DataFrame:
    """``COLLECTION_COUNT_SCHEMA``, one row for each collection of figures.

    ``matched``: from ``match_figures``; ``refused``: key, indicator, area, period of figures in refused uploads.
    """
    versions = _list_own_versions(matched, history, families)
    counts = matched.group_by("key").agg(
        **_make_count_expressions(history), given_by=_list_givers(), completed_at=_find_complete_since()
    )
    moments = versions.group_by("key").agg(
        first=pl.col("made_at").min(), last=pl.col("made_at").max(), withdrawn_at=pl.col("gone_at").max()
    )
    own_moments = matched.filter("own").group_by("key").agg(since=pl.col("since").min(), until=pl.col("since").max())
    complete = counts.join(moments, on="key", how="left").join(own_moments, on="key", how="left")
    complete = complete.join(_count_received(matched, versions, refused), on="key", how="left")
    complete = complete.join(_count_queries(matched, history), on="key", how="left").join(
        _find_last_submission(matched, history), on="key", how="left"
    )
    return (
        complete.with_columns(
            pl.col("received", "findings").fill_null(0),
            received_at=pl.coalesce("first", "since"),
            accepted_at=pl.coalesce("last", "until"),
        )
        .select(COLLECTION_COUNT_SCHEMA.keys())
        .cast(pl.Schema(COLLECTION_COUNT_SCHEMA))
    )


def count_records(collections: pl.DataFrame, record_files: pl.DataFrame, history: UploadHistory) -> pl.DataFrame:
    """``COLLECTION_COUNT_SCHEMA`` by collection of records; ``record_files``: from ``match_record_files``."""
    record_collections = collections.filter(pl.col("record_set").is_not_null()).select("key", "deadline")
    is_accepted, is_received = pl.col("since").is_not_null(), pl.col("received_at").is_not_null()
    is_on_time = is_accepted & (pl.col("deadline").is_null() | (pl.col("since") < pl.col("deadline")))
    query_counts = history.queries.group_by("batch").agg(findings=pl.len())
    joined = record_collections.join(record_files, on="key", how="left").join(query_counts, on="batch", how="left")
    no_counts = dict.fromkeys(("not_available", "given_by_others", "to_confirm"), pl.lit(0))
    complete = joined.with_columns(
        **no_counts, owed=pl.lit(1), received=is_received.cast(pl.Int64), accepted=is_accepted.cast(pl.Int64),
        on_time=is_on_time.cast(pl.Int64), findings=pl.col("findings").fill_null(0),
        given_by=pl.lit([], pl.List(pl.String)), completed_at="since",
    )  # fmt: skip
    return complete.select(COLLECTION_COUNT_SCHEMA.keys()).cast(pl.Schema(COLLECTION_COUNT_SCHEMA))


def _make_count_expressions(history: UploadHistory) -> dict[str, pl.Expr]:
    is_given, is_own = pl.col("since").is_not_null(), pl.col("own")
    is_on_time = pl.col("deadline").is_null() | (pl.col("since") < pl.col("deadline"))
    return {
        "owed": (~(is_given & ~is_own)).sum(),
        "accepted": is_own.sum(),
        "not_available": (is_own & pl.col("symbol").eq_missing("not_available")).sum(),
        "given_by_others": (is_given & ~is_own).sum(),
        "on_time": (is_own & is_on_time).sum(),
        "to_confirm": _needs_confirmation(history).sum(),
    }


def _needs_confirmation(history: UploadHistory) -> pl.Expr:
    """True where a figure, given for an earlier use, is not confirmed for the next one.

    It is confirmed by its status *final*, or when the agency gives it again after the use before.
    """
    today = history.as_of.astimezone(LONDON).date()
    last_use = pl.col("uses").list.eval(pl.element().filter(pl.element() < today)).list.max()
    next_use = pl.col("uses").list.eval(pl.element().filter(pl.element() >= today)).list.min()
    given_on = pl.col("made_at").dt.convert_time_zone("Europe/London").dt.date()
    is_confirmed = pl.col("status").eq_missing("final") | (given_on > last_use)
    return pl.col("own") & last_use.is_not_null() & next_use.is_not_null() & ~is_confirmed.fill_null(value=False)


def _list_givers() -> pl.Expr:
    return pl.col("by").filter(~pl.col("own")).list.explode(empty_as_null=False).drop_nulls().unique().sort()


def _find_complete_since() -> pl.Expr:
    """The instant at which the last figure came; null while one is missing, or where others gave them all."""
    return pl.when(pl.col("since").is_not_null().all() & pl.col("own").any()).then(pl.col("since").max())


def _list_own_versions(matched: pl.DataFrame, history: UploadHistory, families: AgencyFamilies) -> pl.DataFrame:
    """Every version of a figure that its agency, or one that it succeeds, ever gave."""
    agency_figures = history.figures.filter(pl.col("batch_kind") != "pulled").rename({"agency": "member"})
    own_figures = agency_figures.select("member", "cell", "made_at", "gone_at").join(
        make_member_frame(families), on="member"
    )
    return matched.select("key", "agency", "cell").join(own_figures, on=["agency", "cell"])


def _count_received(matched: pl.DataFrame, versions: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    names = ["key", "cell"]
    in_refused_uploads = matched.join(refused, on=["key", "indicator", "area", "period"], how="semi").select(names)
    received_cells = pl.concat(
        [versions.select(names), matched.filter("own").select(names), in_refused_uploads]
    ).unique()
    return received_cells.group_by("key").agg(received=pl.len().cast(pl.Int64))


def _count_queries(matched: pl.DataFrame, history: UploadHistory) -> pl.DataFrame:
    """Count queries on rows that stand, and those on a whole file of which any row stands."""
    standing_figures = matched.filter(pl.col("batch").is_not_null())
    on_rows = standing_figures.join(history.queries, on=["batch", "row"]).select("key")
    on_files = (
        standing_figures.select("key", "batch")
        .unique()
        .join(history.queries.filter(pl.col("row").is_null()), on="batch")
    )
    return pl.concat([on_rows, on_files.select("key")]).group_by("key").agg(findings=pl.len().cast(pl.Int64))


def _find_last_submission(matched: pl.DataFrame, history: UploadHistory) -> pl.DataFrame:
    newest = matched.group_by("key").agg(batch=pl.col("batch").max())
    names = history.batches.select("batch", last_submission="name")
    return newest.join(names, on="batch").select("key", "last_submission")
