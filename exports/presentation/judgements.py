"""Better or worse than before, target met or not: judged by the line's polarity, in words and an arrow."""

from __future__ import annotations

import polars as pl

from returnonce.numbers import MICRO, PLACES


def judgement_columns() -> list[pl.Expr]:
    """``change``, ``target`` and ``plan`` words with their tones, and ``plan_difference``.

    Reads value_shown, mark, previous, target, plan, polarity, decimals, numerator_shown, denominator_shown and per;
    where no direction is good, says up or down.
    """
    change = pl.col("value_shown") - pl.col("previous")
    arrow = pl.when(change > 0).then(pl.lit("▲")).otherwise(pl.lit("▼"))
    better = _is_better(change > 0, change < 0)
    word = (
        pl.when(change == 0).then(pl.lit("► no change"))
        .when(better).then(arrow + " better").when(~better).then(arrow + " worse")
        .when(change > 0).then(arrow + " up").when(change < 0).then(arrow + " down")
    )  # fmt: skip
    return [
        pl.coalesce("mark", word, pl.lit("no earlier figure")).alias("change_words"),
        pl.when(change != 0).then(_tone(better)).alias("change_tone"),
        *_target_words(_is_met("target"), "target"),
        *_target_words(_is_met("plan"), "plan"),
        (pl.col("value_shown") - pl.col("plan")).alias("plan_difference"),
    ]  # fmt: skip


def _is_better(high: pl.Expr, low: pl.Expr) -> pl.Expr:
    """``high`` where high is good, ``low`` where low is good, else null: no judgement."""
    polarity = pl.col("polarity")
    return pl.when(polarity == "high_is_good").then(high).when(polarity == "low_is_good").then(low)


def _is_met(name: str) -> pl.Expr:
    """Whether what was planned is met; null where the line's rounding hides it.

    By the figures as printed. A plan with more decimals than the line is held against the share before it was rounded;
    without the parts of that, nothing is said of a plan within the rounding.
    """
    value, plan, unrounded = pl.col("value_shown"), pl.col(name), _unrounded()
    is_hidden = unrounded.is_null() & ((value - plan).abs() * 2 <= _step())
    finer = pl.coalesce(unrounded, value)
    actual = pl.when(~_is_finer(name)).then(value).when(~is_hidden).then(finer)
    return _is_better(actual >= plan, actual <= plan)


def judged_before_rounding() -> pl.Expr:
    """The share by which a plan finer than the line was judged, in micros; null where the printed figure was."""
    is_judged = pl.col("polarity").is_in(["high_is_good", "low_is_good"])
    return pl.when(is_judged & (_is_finer("target") | _is_finer("plan"))).then(_unrounded())


def _step() -> pl.Expr:
    return pl.lit(10).pow(PLACES - pl.col("decimals"))


def _is_finer(name: str) -> pl.Expr:
    return (pl.col(name) % _step() != 0).fill_null(False)


def _unrounded() -> pl.Expr:
    """The share that its parts give, where rounding it gives what is printed."""
    share = pl.col("numerator_shown") * pl.col("per") / pl.col("denominator_shown") * MICRO
    return pl.when((share - pl.col("value_shown")).abs() * 2 <= _step()).then(share.round().cast(pl.Int64))


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
