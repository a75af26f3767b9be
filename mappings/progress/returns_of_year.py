"""The year on one page: one row for each return of a board, however many collections wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from mappings.plan.scheduled_collections import is_scheduled_alone
from returnonce.definition_files.base import NOT_ESTABLISHED

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

SETTLED = ("received", "received_late", "nothing_owed")
#: ``made``: here from figures, here from records, or elsewhere. ``done`` and ``late`` are counts of its collections;
#: ``next_due`` is the first day of one that is not settled, and ``undated`` how many of these have no day.
RETURNS_OF_YEAR_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("return", "title", "recipient", "made"), pl.String),
    "agencies": pl.List(pl.String),
    **dict.fromkeys(("collections", "done", "late", "undated"), pl.Int64),
    "next_due": pl.Date,
    "assumed": pl.Boolean,
}


def list_returns_of_year(ruleset: Ruleset, board: pl.DataFrame) -> pl.DataFrame:
    """``RETURNS_OF_YEAR_SCHEMA`` of a board (``BOARD_SCHEMA``), by the day that falls due next.

    Those without a day come after, and those that are done last.

    A collection counts for every return that waits for it.
    """
    is_open = ~pl.col("state").is_in(SETTLED)
    made = (
        pl.when(is_scheduled_alone())
        .then(pl.lit("elsewhere"))
        .when(pl.col("record_set").is_not_null() & (pl.col("return") == pl.col("code")))
        .then(pl.lit("here, from records"))
        .otherwise(pl.lit("here, from figures"))
    )
    each = board.with_columns(code="returns").explode("code").with_columns(made=made, is_open=is_open)
    open_days = pl.col("due").filter("is_open")
    grouped = each.group_by("code").agg(
        pl.col("made").unique().sort().first(),
        agencies=pl.col("agency_name").drop_nulls().unique().sort(),
        collections=pl.len(),
        done=(~pl.col("is_open")).sum(),
        late=(pl.col("state") == "late").sum(),
        undated=(pl.col("is_open") & pl.col("due").is_null()).sum(),
        next_due=open_days.min(),
        assumed=pl.col("assumed").filter(pl.col("is_open")).sort_by(open_days, nulls_last=True).first(),
    )
    about = [(code, *_describe(ruleset, code, made)) for code, made in grouped.select("code", "made").iter_rows()]
    names = pl.DataFrame(about, schema=dict.fromkeys(("code", "title", "recipient"), pl.String), orient="row")
    joined = grouped.join(names, on="code").rename({"code": "return"})
    complete = joined.select(RETURNS_OF_YEAR_SCHEMA.keys()).cast(pl.Schema(RETURNS_OF_YEAR_SCHEMA))
    is_done = pl.col("done") == pl.col("collections")
    return complete.sort(is_done, "next_due", "title", nulls_last=True)


def _describe(ruleset: Ruleset, code: str, how: str) -> tuple[str, str]:
    """Title and recipient."""
    if how == "elsewhere":
        return ruleset.scheduled_returns[code].title, ruleset.scheduled_returns[code].recipient
    if code in ruleset.returns:
        return ruleset.returns[code].title, ruleset.returns[code].editions[-1].recipient
    definition = ruleset.record_returns.get(code)
    return (definition.title, definition.recipient) if definition else (code, NOT_ESTABLISHED)
