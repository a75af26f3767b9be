"""Returns of the schedule alone: those that were sent, as known at an instant, matched with their collections."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from sqlalchemy import column, func, select, table
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from mappings.plan.scheduled_collections import is_scheduled_alone
from mappings.progress.collection_counts import COLLECTION_COUNT_SCHEMA, COUNTS
from mappings.progress.upload_history import SENT_RETURN_SCHEMA

_KEY = ("place", "return", "area", "period", "stage")
#: Tables of a room above this one, by their names.
SENT = table("sent_return", column("id"), column("place"), column("return_code"), column("area"), column("period"),
             column("stage"), column("sent_at", UTCDateTime()), column("recorded_at", UTCDateTime()))  # fmt: skip
END = table("sent_return_end", column("sent_return"), column("at", UTCDateTime()))
REPORT = table("sent_return_report", column("id"), column("sent_return"), column("loaded_at", UTCDateTime()))
FINDING = table("sent_return_finding", column("report"), column("severity"))


def read_sent_returns(session: Session, as_of: datetime) -> pl.DataFrame:
    """``SENT_RETURN_SCHEMA``: what was noted by an instant; what was taken back later stands still."""
    columns = (SENT.c.id, SENT.c.place, SENT.c.return_code, SENT.c.area, SENT.c.period, SENT.c.stage, SENT.c.sent_at)
    query = select(*columns, SENT.c.recorded_at, END.c.at).select_from(
        SENT.join(END, END.c.sent_return == SENT.c.id, isouter=True)
    )
    rows = session.execute(query.where(SENT.c.recorded_at <= as_of))
    names = [name for name in SENT_RETURN_SCHEMA if name != "findings"]
    schema = {name: SENT_RETURN_SCHEMA[name] for name in names}
    sent = pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
    sent = sent.with_columns(gone_at=pl.when(pl.col("gone_at") <= as_of).then("gone_at"))
    return sent.join(_count_findings(session, as_of), on="id", how="left").with_columns(pl.col("findings").fill_null(0))


def _count_findings(session: Session, as_of: datetime) -> pl.DataFrame:
    last = (
        select(func.max(REPORT.c.id).label("id"))
        .where(REPORT.c.loaded_at <= as_of)
        .group_by(REPORT.c.sent_return)
        .subquery()
    )
    tables = REPORT.join(last, last.c.id == REPORT.c.id).join(FINDING, FINDING.c.report == REPORT.c.id)
    query = select(REPORT.c.sent_return, func.count()).select_from(tables)
    rows = session.execute(query.where(FINDING.c.severity != "note").group_by(REPORT.c.sent_return))
    schema = {"id": pl.Int64, "findings": pl.Int64}
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def count_sent_returns(collections: pl.DataFrame, sent_returns: pl.DataFrame) -> pl.DataFrame:
    """``COLLECTION_COUNT_SCHEMA`` by collection of a return of the schedule alone; each counts as one."""
    keys = _split_keys(collections.filter(is_scheduled_alone()))
    matching = keys.join(sent_returns, on=_KEY)
    standing = matching.filter(pl.col("gone_at").is_null()).sort("sent_at", "id")
    moments = matching.group_by("key").agg(withdrawn_at=pl.col("gone_at").max())
    since = standing.group_by("key").agg(
        completed_at=pl.col("sent_at").first(),
        accepted_at=pl.col("sent_at").last(),
        findings=pl.col("findings").last(),
    )
    joined = keys.join(moments, on="key", how="left").join(since, on="key", how="left")
    is_sent = pl.col("completed_at").is_not_null()
    is_on_time = is_sent & (pl.col("deadline").is_null() | (pl.col("completed_at") < pl.col("deadline")))
    counts = dict.fromkeys(COUNTS, pl.lit(0)) | {"owed": pl.lit(1), "findings": pl.col("findings").fill_null(0)}
    counts |= {name: is_sent.cast(pl.Int64) for name in ("received", "accepted")}
    complete = joined.with_columns(
        **counts | {"on_time": is_on_time.cast(pl.Int64)},
        given_by=pl.lit([], pl.List(pl.String)),
        received_at="completed_at",
        last_submission=pl.lit(None, pl.String),
    )
    return complete.select(COLLECTION_COUNT_SCHEMA.keys()).cast(pl.Schema(COLLECTION_COUNT_SCHEMA))


def _split_keys(collections: pl.DataFrame) -> pl.DataFrame:
    """``key``, ``deadline``, and what a key is made of: ``<place>/<agency>/<return>/<period>/<area>[/<stage>]``."""
    parts = pl.col("key").str.split("/").list
    named = {"place": 0, "return": 2, "period": 3, "area": 4}
    return collections.select(
        "key",
        "deadline",
        **{name: parts.get(at) for name, at in named.items()},
        stage=parts.slice(5).list.join("/"),
    )
