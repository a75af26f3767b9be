"""Rules within one row, each one polars expression, so that a million rows take a moment."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from returnonce.numbers import MICRO, PLACES, ratio_micro_expr

HUNDRED = 100 * MICRO
LARGEST = (1 << 63) - 1
ESTIMATES = ["estimated", "local_estimate"]

n, d, v = pl.col("numerator"), pl.col("denominator"), pl.col("value")
lower, upper, step = pl.col("lower"), pl.col("upper"), pl.col("rounded_to")
parts, symbol = pl.col("parts"), pl.col("symbol")
percentage, is_count = pl.col("is_percentage"), pl.col("is_count")
has_figure = n.is_not_null() | d.is_not_null() | v.is_not_null()
both = n.is_not_null() & d.is_not_null()
value_only = v.is_not_null() & n.is_null() & d.is_null()
exact = pl.col("status").is_in(pl.Series(ESTIMATES).implode()).not_()


class RowRule(NamedTuple):
    """Where ``when`` is true, ``column`` gets a mark with ``code`` and ``detail``."""

    code: str
    column: str
    when: pl.Expr
    detail: pl.Expr = pl.lit(None, pl.String)


def plain_text(micro: pl.Expr) -> pl.Expr:
    """The shortest exact text of micros: 12500000 is ``12.5``."""
    size = micro.abs()
    fraction = (size % MICRO).cast(pl.String).str.zfill(6).str.strip_chars_end("0")
    point = pl.when(fraction == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit("."), fraction))
    sign = pl.when(micro < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (size // MICRO).cast(pl.String), point)


def _is_fraction(micro: pl.Expr) -> pl.Expr:
    return micro % MICRO != 0


def _odd(micro: pl.Expr) -> pl.Expr:
    return (micro % step != 0).fill_null(False)


def _ratio(decimals: pl.Expr) -> pl.Expr:
    """The value that numerator and denominator give; one too large to be stored equals no value."""
    ratio = ratio_micro_expr(n, d, per=pl.col("per"), decimals=decimals)
    return pl.when(d > 0).then(ratio.fill_null(LARGEST))


#: At as many decimals as the value was printed with, and as the indicator has.
ratio_as_printed, ratio_in_full = _ratio(pl.col("printed")), _ratio(pl.col("decimals"))
_coarse = pl.col("printed") < pl.col("decimals")
_figure = pl.when(both & parts).then(_ratio(pl.lit(PLACES))).otherwise(v)

#: Only where every cell of the row could be read. Each group is asked only of rows that hold
#: something in its column ("": of every row), because most uploads leave most columns empty.
RULES: dict[str, tuple[RowRule, ...]] = {
    "": (
        RowRule("figure-missing", "value", ~has_figure & symbol.is_null()),
        RowRule("interval-half", "lower", lower.is_null() != upper.is_null()),
    ),
    "symbol": (RowRule("figure-and-symbol", "symbol", has_figure, symbol),),
    "numerator": (
        RowRule("parts-unexpected", "numerator", ~parts, pl.col("unit_words")),
        RowRule("numerator-negative", "numerator", (n < 0) & ~pl.col("compares")),
        RowRule("denominator-missing", "denominator", parts & d.is_null()),
        RowRule(
            "numerator-not-whole", "numerator", pl.col("whole_numerator") & exact & _is_fraction(n),
            pl.col("numerator_words"),
        ),
        RowRule("numerator-too-large", "numerator", parts & percentage & (d > 0) & (n > d), plain_text(d)),
    ),
    "denominator": (
        RowRule("numerator-missing", "numerator", parts & n.is_null()),
        RowRule(
            "denominator-not-whole", "denominator", pl.col("whole_denominator") & exact & _is_fraction(d),
            pl.col("denominator_words"),
        ),
        RowRule("denominator-zero", "denominator", parts & (d == 0) & (n != 0)),
        RowRule("empty-group", "denominator", parts & (d == 0) & (n == 0) & v.is_null()),
        RowRule("parts-unexpected", "denominator", ~parts & n.is_null(), pl.col("unit_words")),
    ),
    "value": (
        RowRule("value-alone", "value", parts & value_only),
        RowRule("value-negative", "value", pl.col("not_negative") & (v < 0), pl.col("unit_words")),
        RowRule("value-not-whole", "value", is_count & ~parts & exact & _is_fraction(v)),
        RowRule("value-of-nothing", "value", parts & (d == 0) & (n == 0)),
        RowRule(
            "value-disagrees", "value", parts & both & step.is_null() & (ratio_as_printed != v),
            pl.concat_str(
                plain_text(n), pl.lit(" of "), plain_text(d), pl.lit(" makes "), plain_text(ratio_as_printed)
            ),
        ),
        RowRule(
            "value-coarser", "value",
            parts & both & step.is_null() & _coarse & (ratio_as_printed == v) & (ratio_in_full != v),
            plain_text(ratio_in_full),
        ),
        RowRule("percentage-range", "value", percentage & parts & ((v < 0) | (v > HUNDRED))),
        RowRule("percentage-unusual", "value", percentage & ~parts & ((v < 0) | (v > HUNDRED))),
        RowRule("percentage-fraction", "value", percentage & value_only & (v > 0) & (v < MICRO)),
    ),
    "lower": (
        RowRule("interval-order", "lower", lower > upper, plain_text(upper)),
        RowRule(
            "interval-outside", "value", (lower <= upper) & ((_figure < lower) | (_figure > upper)),
            pl.concat_str(plain_text(lower), pl.lit(" to "), plain_text(upper)),
        ),
    ),
    "rounded_to": (RowRule("rounded-to-wrong", "rounded_to", (step > 0) & (_odd(n) | _odd(d) | (is_count & _odd(v)))),),
}  # fmt: skip


def check_rows(frame: pl.DataFrame, texts: pl.DataFrame) -> list[pl.DataFrame]:
    """Marks of every rule. ``frame`` is typed and described; ``texts`` has these rows, or more, as typed by people."""
    marks: list[pl.DataFrame] = []
    for column, rules in RULES.items():
        applies = frame[column].is_not_null() if column else None
        if applies is None or applies.all():
            marks += _check_group(rules, frame, texts)
        elif applies.any():
            marks += _check_group(rules, frame.filter(applies), texts)
    return marks


def _check_group(rules: tuple[RowRule, ...], frame: pl.DataFrame, texts: pl.DataFrame) -> list[pl.DataFrame]:
    verdicts = frame.select(rule.when.fill_null(False).alias(rule.code) for rule in rules)
    broken = dict(zip(verdicts.columns, verdicts.select(pl.all().any()).row(0), strict=True))
    return [_mark(rule, verdicts[rule.code], frame, texts) for rule in rules if broken[rule.code]]


def _mark(rule: RowRule, broken: pl.Series, frame: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    marks = frame.filter(broken).select(
        pl.lit(rule.code).alias("code"), pl.col(ROW), pl.lit(rule.column).alias("column"),
        rule.detail.cast(pl.String).alias("detail"),
    )  # fmt: skip
    typed_texts = texts.filter(pl.col(ROW).is_in(marks[ROW].implode())).select(
        ROW, value=pl.col(rule.column).cast(pl.String).str.strip_chars()
    )
    return marks.join(typed_texts, on=ROW, how="left", maintain_order="left").select(list(MARK_SCHEMA))
