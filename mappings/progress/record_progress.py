"""Match collections of records about people with files that came: since when, and who sent them."""

from __future__ import annotations

import polars as pl

from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.continuity import find_standing_since
from mappings.progress.refusals import is_period_within
from mappings.progress.upload_history import UploadHistory


def match_record_files(collections: pl.DataFrame, history: UploadHistory, families: AgencyFamilies) -> pl.DataFrame:
    """``key, since, received_at, accepted_at, withdrawn_at, last_submission, batch`` of each collection of
    records for which any came.

    Records of a longer period hold those of a shorter one.
    """
    record_collections = collections.filter(pl.col("record_set").is_not_null()).select(
        "key", "agency", "record_set", "period"
    )
    files = history.records.rename({"agency": "member", "period": "given"}).join(
        make_member_frame(families), on="member"
    )
    pairs = record_collections.join(files, on=["agency", "record_set"])
    fits = [
        is_period_within(file_period, period) for file_period, period in pairs.select("given", "period").iter_rows()
    ]
    matching = pairs.filter(pl.Series(fits, dtype=pl.Boolean))
    standing_records = matching.filter(pl.col("gone_at").is_null()).sort("batch").unique("key", keep="last")
    newest = standing_records.select("key", "batch", last_submission="name")
    moments = matching.group_by("key").agg(
        received_at=pl.col("made_at").min(), accepted_at=pl.col("made_at").max(), withdrawn_at=pl.col("gone_at").max()
    )
    return moments.join(find_standing_since(matching, ["key"]), on="key", how="left").join(newest, on="key", how="left")
