"""The history of uploads as known at an instant: figures, refusals, records and open queries, from the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import column, table
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from indicators.catalogue.former_codes import FormerCodes
from indicators.figures.store import read_batch_times, read_history, read_periods
from indicators.period.codes import parse_period
from indicators.records.models import RecordSubmissionRow
from returnonce.audit import AuditRow
from returnonce.column_types import INSTANT

#: The acts that leave a row when an upload is refused.
REFUSALS = ("refuse-upload", "refuse-records")
#: The first row that a locator names: ``Figures!row 12``, ``row 12`` or ``rows 12, 15``.
FIRST_ROW = r"rows? (\d+)"
#: Tables of a room above this one, by their names.
SUBMISSION = table("submission", column("id"), column("batch"))
FINDING = table("finding", column("submission"), column("severity"), column("row_number"),
                column("found_at", UTCDateTime()))  # fmt: skip
REFUSAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": INSTANT,
    "agency": pl.String,
    #: What the file spoke of, as far as it could be read; null where nothing tells.
    **dict.fromkeys(("indicators", "areas", "periods"), pl.List(pl.String)),
    **dict.fromkeys(("record_set", "record_period"), pl.String),
}
RECORDS_SCHEMA: dict[str, Any] = {"batch": pl.Int64, **dict.fromkeys(("record_set", "agency", "period"), pl.String)}
#: Returns that were made and sent elsewhere. ``gone_at``: when that was taken back; ``findings``: errors and queries of
#: the portal's last report.
SENT_RETURN_SCHEMA: dict[str, Any] = {
    "id": pl.Int64,
    **dict.fromkeys(("place", "return", "area", "period", "stage"), pl.String),
    **dict.fromkeys(("sent_at", "recorded_at", "gone_at"), INSTANT),
    "findings": pl.Int64,
}
QUERY_SCHEMA: dict[str, Any] = {"batch": pl.Int64, "row": pl.Int64}


@dataclass(frozen=True)
class UploadHistory:
    """Everything as known at one instant.

    ``figures``: every version (``FIGURE_ORIGIN_SCHEMA``, made_at, gone_at, ``row``); what was taken back later
    stands still. ``batches``: ``BATCH_TIMES_SCHEMA``. ``refusals``: ``REFUSAL_SCHEMA``. ``records``: one
    row per file of records (``RECORDS_SCHEMA``, made_at, gone_at, name). ``queries``: batch and row.
    ``sent_returns``: ``SENT_RETURN_SCHEMA``, where any were asked about.
    """

    as_of: datetime
    figures: pl.DataFrame
    batches: pl.DataFrame
    refusals: pl.DataFrame
    records: pl.DataFrame
    queries: pl.DataFrame
    sent_returns: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SENT_RETURN_SCHEMA))

    @property
    def standing_figures(self) -> pl.DataFrame:
        """The versions of figures in force at the instant."""
        return self.figures.filter(pl.col("gone_at").is_null())


def read_upload_history(
    session: Session,
    *,
    areas: Iterable[str] | None,
    periods: Iterable[str],
    indicators: Iterable[str],
    as_of: datetime,
    former: FormerCodes,
) -> UploadHistory:
    """Read those figures and every upload as known at an instant, in a fixed number of queries.

    Of the periods, and of those that share days with them, since a year may be made of its months.
    """
    batches = _select_known(read_batch_times(session), as_of)
    history = read_history(
        session, areas=areas, periods=_list_overlapping_periods(session, periods), indicators=indicators,
        former=former,
    )  # fmt: skip
    times = batches.select("batch", "made_at", "gone_at")
    figures = history.join(times, on="batch").with_columns(
        row=pl.col("locator").str.extract(FIRST_ROW, 1).cast(pl.Int64)
    )
    records = _read_record_files(session).join(batches.select("batch", "name", "made_at", "gone_at"), on="batch")
    return UploadHistory(
        as_of, figures, batches, _read_refusals(session, as_of), records, _read_queries(session, as_of)
    )


def _list_overlapping_periods(session: Session, periods: Iterable[str]) -> list[str]:
    requested = [parse_period(code) for code in sorted(set(periods))]
    stored_periods = ((code, parse_period(code)) for code in read_periods(session))
    return [
        code
        for code, period in stored_periods
        if any(
            period.start <= requested_period.end and requested_period.start <= period.end
            for requested_period in requested
        )
    ]


def _select_known(batches: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Drop uploads after the instant; an upload withdrawn after it is still in force."""
    known_batches = batches.filter(pl.col("made_at") <= as_of)
    return known_batches.with_columns(gone_at=pl.when(pl.col("gone_at") <= as_of).then("gone_at"))


def _read_record_files(session: Session) -> pl.DataFrame:
    row = RecordSubmissionRow
    rows = session.exec(select(row.batch, row.record_set, row.agency, row.period)).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=RECORDS_SCHEMA, orient="row")


def _read_refusals(session: Session, as_of: datetime) -> pl.DataFrame:
    query = select(AuditRow.at, AuditRow.details).where(col(AuditRow.act).in_(REFUSALS), AuditRow.at <= as_of)
    rows = [
        _make_refusal_row(at, json.loads(details)) for at, details in session.exec(query.order_by(col(AuditRow.id)))
    ]
    return pl.DataFrame(rows, schema=REFUSAL_SCHEMA, orient="row")


def _make_refusal_row(at: datetime, details: dict[str, Any]) -> tuple[Any, ...]:
    contents = details.get("about") or {}
    lists = (contents.get(name) or None for name in ("indicators", "areas", "periods"))
    return (at, details.get("agency"), *lists, details.get("record_set"), details.get("period"))


def _read_queries(session: Session, as_of: datetime) -> pl.DataFrame:
    tables = SUBMISSION.join(FINDING, FINDING.c.submission == SUBMISSION.c.id)
    query = select(SUBMISSION.c.batch, FINDING.c.row_number).select_from(tables)
    open_queries = query.where(FINDING.c.severity == "query", FINDING.c.found_at <= as_of)
    return pl.DataFrame([tuple(row) for row in session.execute(open_queries)], schema=QUERY_SCHEMA, orient="row")
