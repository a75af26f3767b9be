"""The frame of collections: what one agency is asked to send by one day, figures or records, and why that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from mappings.obligations.obligations import Obligation
from mappings.plan.figure_requests import NOBODY, CollectionInputs
from mappings.plan.scheduled_collections import make_scheduled_collections

#: ``due`` is the day to send by, ``at`` its hour; ``needed_by`` the day on which the first return that waits
#: falls due. ``figures``, ``keyed``, ``given``: how many; none where a record set is asked for, or where a return that
#: stands in the schedule alone is to be sent.
COLLECTION_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("key", "place", "agency", "agency_name", "return", "title", "period"), pl.String),
    **dict.fromkeys(("opens", "due"), pl.Date),
    "at": pl.String,
    "needed_by": pl.Date,
    "explanation": pl.String,
    "assumed": pl.Boolean,
    **dict.fromkeys(("figures", "keyed", "given"), pl.Int64),
    "record_set": pl.String,
    "returns": pl.List(pl.String),
}
_ORDER = ["agency", "due", "return", "period", "key"]
_RECORD_SCHEMA: dict[str, Any] = {
    "at": pl.UInt32, "records": pl.UInt32, "record_set": pl.String, "agency": pl.String, "key": pl.String,
    "place": pl.String,
}  # fmt: skip


#: Of the first return that waits, which names the collection.
_FIRST_RETURN_COLUMNS = {
    "return": "first_return", "title": "first_return_title", "period": "first_for_period", "opens": "first_opens",
    "at": "first_hour", "explanation": "first_explanation", "assumed": "first_assumed",
}  # fmt: skip


def make_collection_frame(collecting: CollectionInputs, figures: pl.DataFrame) -> pl.DataFrame:
    """``COLLECTION_SCHEMA``: one row for each collection, by agency, then by the day to send.

    ``figures``: as :func:`mappings.plan.figure_requests.build_figure_requests` makes them.
    """
    all_collections = pl.concat(
        [
            _make_figure_collections(figures),
            _make_record_collections(collecting),
            make_scheduled_collections(collecting, COLLECTION_SCHEMA),
        ]
    )
    return all_collections.sort(_ORDER, nulls_last=True)


def _make_figure_collections(figures: pl.DataFrame) -> pl.DataFrame:
    ordered = figures.sort("due", "needed_by", nulls_last=True, maintain_order=True)
    grouped = ordered.group_by("collection", maintain_order=True).agg(
        pl.col("place", "agency", "agency_name", "due", *_FIRST_RETURN_COLUMNS.values()).first(),
        pl.col("needed_by").min(),
        pl.len().alias("figures"),
        pl.col("keyed", "given").sum(),
        _list_returns(pl.col("returns").explode().str.split(" ").list.first()),
    )
    renamed = grouped.rename({"collection": "key", **{old: new for new, old in _FIRST_RETURN_COLUMNS.items()}})
    return (
        renamed.with_columns(record_set=pl.lit(None, pl.String))
        .select(COLLECTION_SCHEMA.keys())
        .cast(pl.Schema(COLLECTION_SCHEMA))
    )


def _list_returns(codes: pl.Expr) -> pl.Expr:
    return codes.unique().sort().alias("returns")


def _make_record_collections(collecting: CollectionInputs) -> pl.DataFrame:
    """Collections of records; returns that need figures derived from them count as waiting for them too."""
    owed_records = pl.DataFrame(_list_owed_records(collecting), schema=_RECORD_SCHEMA, orient="row")
    waiting_obligations = collecting.waiting_lines.filter(pl.col("record_set").is_not_null()).select(
        "at", "records", "record_set"
    )
    also_owed = waiting_obligations.unique().join(owed_records.drop("at"), on=["records", "record_set"])
    dated = collecting.add_dates(pl.concat([owed_records, also_owed.select(owed_records.columns)]))
    grouped = (
        dated.with_columns(explanation=_explain_day())
        .group_by("key", maintain_order=True)
        .agg(
            pl.col(
                "place", "agency", "record_set", "send_by", "opens", "hour", "explanation", "assumed", "records"
            ).first(),
            pl.col("due").min().alias("needed_by"),
            _list_returns(pl.col("return")),
        )
    )
    return _add_names(grouped, collecting.obligations)


def _explain_day() -> pl.Expr:
    """Why that day; names the return where another one needs the records before their own does."""
    earlier_text = pl.format("For {} ({}): {}", "return_title", "for_period", "explanation")
    return pl.when(pl.col("at") != pl.col("records")).then(earlier_text).otherwise("explanation")


def _list_owed_records(collecting: CollectionInputs) -> Iterator[tuple[object, ...]]:
    for owed_records in collecting.owed:
        obligation = collecting.obligations[owed_records.at]
        several = obligation.records is not None and len(obligation.records.record_sets) > 1
        key_parts = [
            obligation.code,
            obligation.period.code,
            *([obligation.event.name] if obligation.event else []),
            *([owed_records.record_set] if several else []),
        ]
        for agency in owed_records.agencies or (None,):
            key = "/".join([obligation.place.name, agency or NOBODY, *key_parts])
            yield owed_records.at, owed_records.at, owed_records.record_set, agency, key, obligation.place.name


def _add_names(grouped: pl.DataFrame, obligations: Sequence[Obligation]) -> pl.DataFrame:
    rows = []
    for row in grouped.iter_rows(named=True):
        obligation = obligations[row["records"]]
        name = obligation.place.agencies[row["agency"]].name if row["agency"] else None
        rows.append((obligation.code, obligation.title, obligation.period.code, name))
    schema = dict.fromkeys(("return", "title", "period", "agency_name"), pl.String)
    with_names = grouped.hstack(pl.DataFrame(rows, schema=schema, orient="row"))
    no_counts = dict.fromkeys(("figures", "keyed", "given"), pl.lit(0, pl.Int64))
    complete = with_names.rename({"send_by": "due", "hour": "at"}).with_columns(**no_counts)
    return complete.select(COLLECTION_SCHEMA.keys()).cast(pl.Schema(COLLECTION_SCHEMA))
