"""Rows of a published file that give no figure, each with the reason; of periods side by side, single cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import polars as pl

from collectors.published.records import RECORD, UNDER, as_records, row_of

LEFT_OUT_SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.Int64, "why": pl.String, "area": pl.String, RECORD: pl.Int64, UNDER: pl.String,
}  # fmt: skip


def left_out(rows: pl.DataFrame, why: str, *, area: str | None = None) -> pl.DataFrame:
    """The records of a table with one reason; ``area``: the text that means no area here."""
    records = rows if RECORD in rows.columns else as_records(rows)
    return records.select(
        pl.col("row").cast(pl.Int64), pl.lit(why, pl.String).alias("why"), pl.lit(area, pl.String).alias("area"),
        RECORD, UNDER,
    )  # fmt: skip


def leave_out_used(reasons: pl.DataFrame, used: pl.Series) -> pl.DataFrame:
    """The first reason of each record that is not used; a row none of whose periods is used has its reasons once.

    Of a row that gives figures of other periods, the reason names the period.
    """
    first = reasons.unique(RECORD, keep="first", maintain_order=True).filter(~pl.col(RECORD).is_in(used.implode()))
    rows_used = row_of(used).unique()
    is_part = pl.col(UNDER).is_not_null() & pl.col("row").is_in(rows_used.implode())
    why = pl.when(is_part).then(pl.format("{}, under {}", "why", UNDER)).otherwise(pl.col("why"))
    return first.with_columns(why).unique(["row", "why"], keep="first", maintain_order=True).sort(
        "row", maintain_order=True
    )  # fmt: skip


def name_rows(numbers: Iterable[int]) -> str:
    """``2-5, 9``."""
    ordered = sorted(set(numbers))
    runs: list[Sequence[int]] = [
        [number for _, number in run] for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
