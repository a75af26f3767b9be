"""Rows of a published file that give no figure, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import polars as pl

LEFT_OUT_SCHEMA: dict[str, type[pl.DataType]] = {"row": pl.Int64, "why": pl.String, "area": pl.String}


def left_out(rows: pl.DataFrame, why: str, *, area: str | None = None) -> pl.DataFrame:
    """The rows of a table with one reason; ``area``: the text that means no area here."""
    return rows.select(
        pl.col("row").cast(pl.Int64), pl.lit(why, pl.String).alias("why"), pl.lit(area, pl.String).alias("area")
    )


def name_rows(numbers: Iterable[int]) -> str:
    """``2-5, 9``."""
    ordered = sorted(set(numbers))
    runs: list[Sequence[int]] = [
        [number for _, number in run] for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
