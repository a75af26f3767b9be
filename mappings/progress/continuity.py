"""The instant from which a figure has been present without a gap."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def find_standing_since(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row (``by`` and ``since``) for each group of which a version is still in force.

    ``rows`` hold made_at and gone_at (null: it stands). ``since`` is the moment from which on there was
    always something: a later version changes nothing, a gap begins anew; what is taken back at the moment
    at which another comes leaves no gap.
    """
    versions = rows.filter(pl.col("gone_at").is_null() | (pl.col("gone_at") > pl.col("made_at")))
    with_withdrawals = versions.filter(pl.col("gone_at").is_not_null()).select(by).unique()
    never_withdrawn = (
        versions.join(with_withdrawals, on=by, how="anti", nulls_equal=True) if with_withdrawals.height else versions
    )
    uninterrupted = never_withdrawn.group_by(by).agg(since=pl.col("made_at").min())
    if with_withdrawals.is_empty():
        return uninterrupted
    return pl.concat(
        [uninterrupted, _find_since_last_gap(versions.join(with_withdrawals, on=by, how="semi", nulls_equal=True), by)]
    )


def _find_since_last_gap(versions: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The same for groups of which a version was withdrawn."""
    ordered = versions.sort(*by, "made_at")
    until = pl.col("gone_at").cum_max().shift(1).over(by)
    open_before = pl.col("gone_at").is_null().cum_sum().shift(1, fill_value=0).over(by) > 0
    begins = (~open_before) & (until.is_null() | (pl.col("made_at") > until))
    numbered = ordered.with_columns(begins=begins.cast(pl.Int64).cum_sum().over(by))
    stretches = numbered.group_by(*by, "begins").agg(
        since=pl.col("made_at").min(), stands=pl.col("gone_at").is_null().any()
    )
    return stretches.filter("stands").select(*by, "since")
