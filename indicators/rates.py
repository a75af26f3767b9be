"""Recalculates printed shares from their numerators and denominators, exactly."""

from __future__ import annotations

import polars as pl

from returnonce.numbers import ratio_micro_expr


def recomputed(figures: pl.DataFrame) -> pl.DataFrame:
    """``figures`` with ``recomputed`` (micros) and ``agrees``.

    ``figures``: numerator, denominator, value in Int64 micros; per, decimals whole numbers, by row.
    The share is rounded half away from zero at the printed decimals. ``agrees`` is null where a part,
    the value or the denominator's size (0) leaves nothing to compare.
    """
    share = ratio_micro_expr(pl.col("numerator"), pl.col("denominator"), per=pl.col("per"), decimals=pl.col("decimals"))
    return figures.with_columns(recomputed=share).with_columns(agrees=pl.col("recomputed") == pl.col("value"))
