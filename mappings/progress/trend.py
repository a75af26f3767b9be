"""Completeness and punctuality of each agency and return by period, with the direction of change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from indicators.period.codes import parse_period
from returnonce.column_types import INSTANT
from returnonce.numbers import MICRO, format_micro, ratio_micro_expr

SERIES = ("place", "agency", "return", "kind")
#: One row for each agency, return and period. Shares are millionths of a per cent, rounded half up to one
#: decimal; null where nothing is owed, and ``on_time_share`` also before it is due. Directions: ``up``,
#: ``down``, ``level`` against the last earlier period that has a share; null where there is none.
TREND_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("place", "agency", "agency_name", "return", "kind", "period"), pl.String),
    "deadline": INSTANT,
    **dict.fromkeys(("collections", "owed", "received", "accepted", "on_time", "given_by_others"), pl.Int64),
    "late_by": pl.Int64,
    **dict.fromkeys(("complete_share", "on_time_share"), pl.Int64),
    **dict.fromkeys(("complete_direction", "on_time_direction", "said"), pl.String),
}
DECIMALS = 1


def calculate_trend(board: pl.DataFrame, *, now: datetime, periods: int = 4) -> pl.DataFrame:
    """``TREND_SCHEMA`` of the last so many periods of each agency and return, oldest first.

    ``board``: as :func:`~mappings.progress.board.build_board` gives it, for a span that holds those periods.
    Figures of several collections of one period count together; ``late_by`` is the latest's.
    """
    counts = _count_by_period(board).with_columns(_make_share_expressions(now)).sort(*SERIES, "_end", nulls_last=True)
    with_directions = counts.with_columns(
        complete_direction=_make_direction("complete_share"),
        on_time_direction=_make_direction("on_time_share"),
        said=_make_status(),
    )
    last = with_directions.group_by(SERIES, maintain_order=True).tail(periods)
    return last.select(TREND_SCHEMA.keys()).cast(pl.Schema(TREND_SCHEMA))


def _count_by_period(board: pl.DataFrame) -> pl.DataFrame:
    """One row for each agency, return and period; ``kind`` and ``_end`` are of the period."""
    names = board["period"].unique().to_list()
    spans = pl.DataFrame(
        [(name, parse_period(name).kind, parse_period(name).end) for name in names],
        schema={"period": pl.String, "kind": pl.String, "_end": pl.Date}, orient="row",
    )  # fmt: skip
    summed = ("owed", "received", "accepted", "on_time", "given_by_others")
    return (
        board.join(spans, on="period")
        .group_by(*SERIES, "agency_name", "period", "_end")
        .agg(pl.len().alias("collections"), pl.col(summed).sum(), pl.col("deadline", "late_by").max())
    )


def _make_share_expressions(now: datetime) -> list[pl.Expr]:
    """Share of owed figures accepted, and share accepted on time once it is decided."""
    due = pl.col("deadline").is_not_null() & (pl.col("deadline") <= now)
    decided = due | (pl.col("on_time") == pl.col("owed"))
    return [
        _make_share("accepted").alias("complete_share"),
        pl.when(decided).then(_make_share("on_time")).alias("on_time_share"),
    ]


def _make_share(part: str) -> pl.Expr:
    """A share of what is owed; null where nothing is owed."""
    total = pl.when(pl.col("owed") > 0).then("owed")
    per, decimals = pl.lit(100), pl.lit(DECIMALS)
    return ratio_micro_expr(pl.col(part) * MICRO, total * MICRO, per=per, decimals=decimals)


def _make_direction(share: str) -> pl.Expr:
    """Compared with the last earlier period that has a share."""
    before = pl.col(share).forward_fill().shift(1).over(SERIES)
    change = pl.col(share) - before
    return (
        pl.when(change > 0)
        .then(pl.lit("up"))
        .when(change < 0)
        .then(pl.lit("down"))
        .when(change == 0)
        .then(pl.lit("level"))
    )


def _make_status() -> pl.Expr:
    nothing = pl.col("owed") == 0
    not_due = pl.col("on_time_share").is_null()
    return (
        pl.when(nothing).then(pl.lit("nothing owed")).when(not_due).then(pl.lit("not due yet")).otherwise(pl.lit("due"))
    )


def format_shares(trend: pl.DataFrame) -> pl.DataFrame:
    """The trend with its shares as exact text: ``66.7``."""
    names = ("complete_share", "on_time_share")
    texts = {name: [None if n is None else format_micro(n, DECIMALS) for n in trend[name]] for name in names}
    return trend.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in texts.items())
