"""Expressions from settings: whether a code is on a list, whether a discharge is a completion, days between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

#: What is one episode in the files of several agencies.
EPISODE = ["AGNCY", "CLIENTID", "EPISODID"]


def is_among(column: str, *lists: list[str]) -> pl.Expr:
    """Whether a column holds a code of any of the lists; false where it holds none."""
    codes = pl.Series([code for some in lists for code in some], dtype=pl.String)
    return pl.col(column).is_in(codes.implode()).fill_null(value=False)


def is_success(reason: str, ended: str, settings: Mapping[str, Any]) -> pl.Expr:
    """Whether a discharge was a completion, by the codes in force when it took place."""
    since = pl.col(ended) >= settings["new-reasons-from"]
    then, now = is_among(reason, settings["success-reasons-before-f"]), is_among(reason, settings["success-reasons"])
    return pl.when(since).then(now).otherwise(then) & pl.col(ended).is_not_null()


def days_between(earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """Days from one date to another, negative if it lies before."""
    return (later - earlier).dt.total_days()
