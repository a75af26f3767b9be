"""Better or worse than before, target met or not: judged by the line's polarity, in words and an arrow."""

from __future__ import annotations

import polars as pl


def judgement_columns() -> list[pl.Expr]:
    """``change``, ``target`` and ``plan`` words with their tones, and ``plan_difference``.

    Reads value_shown, mark, previous, target, plan and polarity; where no direction is good, says up or down.
    """
    change = pl.col("value_shown") - pl.col("previous")
    arrow = pl.when(change > 0).then(pl.lit("▲")).otherwise(pl.lit("▼"))
    better = _is_better(change > 0, change < 0)
    word = (
        pl.when(change == 0).then(pl.lit("► no change"))
        .when(better).then(arrow + " better").when(~better).then(arrow + " worse")
        .when(change > 0).then(arrow + " up").when(change < 0).then(arrow + " down")
    )  # fmt: skip
    met = _is_better(pl.col("value_shown") >= pl.col("target"), pl.col("value_shown") <= pl.col("target"))
    on_plan = _is_better(pl.col("value_shown") >= pl.col("plan"), pl.col("value_shown") <= pl.col("plan"))
    return [
        pl.coalesce("mark", word, pl.lit("no earlier figure")).alias("change_words"),
        pl.when(change != 0).then(_tone(better)).alias("change_tone"),
        *_target_words(met, "target"),
        *_target_words(on_plan, "plan"),
        (pl.col("value_shown") - pl.col("plan")).alias("plan_difference"),
    ]  # fmt: skip


def _is_better(high: pl.Expr, low: pl.Expr) -> pl.Expr:
    """``high`` where high is good, ``low`` where low is good, else null: no judgement."""
    polarity = pl.col("polarity")
    return pl.when(polarity == "high_is_good").then(high).when(polarity == "low_is_good").then(low)


def _target_words(met: pl.Expr, name: str) -> list[pl.Expr]:
    words = (
        pl.when(pl.col(name).is_null()).then(pl.lit(f"no {name}"))
        .when(met).then(pl.lit("met")).when(~met).then(pl.lit("not met"))
    )  # fmt: skip
    return [
        pl.coalesce(words, "mark", pl.lit("not judged")).alias(f"{name}_words"),
        _tone(met).alias(f"{name}_tone"),
    ]


def _tone(good: pl.Expr) -> pl.Expr:
    return pl.when(good).then(pl.lit("better")).when(~good).then(pl.lit("worse"))
