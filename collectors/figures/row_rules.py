"""Rules within one row, each one polars expression, so that a million rows take a moment."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from collectors.figures.indicator_traits import TRAIT_SCHEMA, TRAIT_WORDS, spread_traits
from collectors.readers.raw_table import ROW
from returnonce.numbers import MICRO, PLACES, ratio_micro_expr

HUNDRED = 100 * MICRO
LARGEST = (1 << 63) - 1
ESTIMATES = ("estimated", "local_estimate")
#: Before the name of a column of cells as they were typed, where a rule's detail quotes one.
TYPED = "typed_"

n, d, v = pl.col("numerator"), pl.col("denominator"), pl.col("value")
lower, upper, step = pl.col("lower"), pl.col("upper"), pl.col("rounded_to")
parts, symbol = pl.col("parts"), pl.col("symbol")
percentage, is_count = pl.col("is_percentage"), pl.col("is_count")
has_figure = n.is_not_null() | d.is_not_null() | v.is_not_null()
both = n.is_not_null() & d.is_not_null()
value_only = v.is_not_null() & n.is_null() & d.is_null()
# One comparison for each word: a list of them would be run at import, and a process forked after that hangs.
exact = ~pl.any_horizontal(pl.col("status") == word for word in ESTIMATES)


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


def _as_typed(column: str) -> pl.Expr:
    """A cell in the sender's own words: under a line the row's numbers are turned into the indicator's."""
    return pl.col(f"{TYPED}{column}").cast(pl.String).str.strip_chars()


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
#: something in its columns (of every row, if there are none), because most uploads leave most columns empty.
RULES: dict[tuple[str, ...], tuple[RowRule, ...]] = {
    (): (
        RowRule("figure-missing", "value", ~has_figure & symbol.is_null()),
        RowRule("interval-half", "lower", lower.is_null() != upper.is_null()),
    ),
    ("symbol",): (RowRule("figure-and-symbol", "symbol", has_figure, symbol),),
    ("numerator",): (
        RowRule("parts-unexpected", "numerator", ~parts, pl.col("unit_words")),
        RowRule("numerator-negative", "numerator", (n < 0) & ~pl.col("compares")),
        RowRule("denominator-missing", "denominator", parts & d.is_null()),
        RowRule(
            "numerator-not-whole", "numerator", pl.col("whole_numerator") & exact & _is_fraction(n),
            pl.col("numerator_words"),
        ),
        RowRule("numerator-too-large", "numerator", parts & percentage & (d > 0) & (n > d), plain_text(d)),
    ),
    ("denominator",): (
        RowRule("numerator-missing", "numerator", parts & n.is_null()),
        RowRule(
            "denominator-not-whole", "denominator", pl.col("whole_denominator") & exact & _is_fraction(d),
            pl.col("denominator_words"),
        ),
        RowRule("denominator-zero", "denominator", parts & (d == 0) & (n != 0)),
        RowRule("empty-group", "denominator", parts & (d == 0) & (n == 0) & v.is_null()),
        RowRule("parts-unexpected", "denominator", ~parts & n.is_null(), pl.col("unit_words")),
    ),
    ("value",): (
        RowRule("value-alone", "value", parts & value_only),
        RowRule("value-negative", "value", pl.col("not_negative") & (v < 0), pl.col("unit_words")),
        RowRule("value-not-whole", "value", is_count & ~parts & exact & _is_fraction(v)),
        RowRule("percentage-range", "value", percentage & parts & ((v < 0) | (v > HUNDRED))),
        RowRule("percentage-unusual", "value", percentage & ~parts & ((v < 0) | (v > HUNDRED))),
        RowRule("percentage-fraction", "value", percentage & value_only & (v > 0) & (v < MICRO)),
    ),
    ("value", "numerator", "denominator"): (
        RowRule("value-of-nothing", "value", parts & (d == 0) & (n == 0)),
        RowRule(
            "value-disagrees", "value", parts & step.is_null() & (ratio_as_printed != v),
            pl.concat_str(
                plain_text(n), pl.lit(" of "), plain_text(d), pl.lit(" makes "), plain_text(ratio_as_printed)
            ),
        ),
        RowRule(
            "value-coarser", "value",
            parts & step.is_null() & _coarse & (ratio_as_printed == v) & (ratio_in_full != v),
            plain_text(ratio_in_full),
        ),
    ),
    ("lower",): (
        RowRule("interval-order", "lower", lower > upper, _as_typed("upper")),
        RowRule(
            "interval-outside", "value", (lower <= upper) & ((_figure < lower) | (_figure > upper)),
            pl.concat_str(_as_typed("lower"), pl.lit(" to "), _as_typed("upper")),
        ),
    ),
    ("rounded_to",): (
        RowRule("rounded-to-wrong", "rounded_to", (step > 0) & (_odd(n) | _odd(d) | (is_count & _odd(v)))),
    ),
}  # fmt: skip


def check_rows(frame: pl.DataFrame, traits: pl.DataFrame, cells: pl.DataFrame) -> list[pl.DataFrame]:
    """Marks of every rule.

    ``frame``: typed rows, and which of them are ``ready``; ``traits``: one row for each category of its indicators;
    ``cells``: these rows, or more, as typed by people.
    """
    plain_traits = [name for name in TRAIT_SCHEMA if name not in TRAIT_WORDS]
    described = frame.hstack(spread_traits(traits, frame["indicator"].to_physical(), plain_traits))
    applies = described.select(
        pl.all_horizontal("ready", *(pl.col(name).is_not_null() for name in columns)).alias(" ".join(columns))
        for columns in RULES
    )
    groups = zip(RULES.values(), applies, strict=True)
    return [mark for rules, rows in groups for mark in _check_group(rules, described, rows, traits, cells)]


def _check_group(
    rules: tuple[RowRule, ...], frame: pl.DataFrame, applies: pl.Series, traits: pl.DataFrame, cells: pl.DataFrame
) -> list[pl.DataFrame]:
    if not applies.any():
        return []
    # To copy few rows is cheaper than to ask about many; to copy many is not.
    if int(applies.sum()) * 2 < len(applies):
        frame, applies = frame.filter(applies), applies.filter(applies)
    verdicts = frame.select((rule.when & applies).fill_null(False).alias(rule.code) for rule in rules)
    broken = dict(zip(verdicts.columns, verdicts.select(pl.all().any()).row(0), strict=True))
    return [_mark(rule, frame.filter(verdicts[rule.code]), traits, cells) for rule in rules if broken[rule.code]]


def _mark(rule: RowRule, rows: pl.DataFrame, traits: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    worded = rows.hstack(spread_traits(traits, rows["indicator"].to_physical(), TRAIT_WORDS))
    return mark_breaches(rule, worded, cells).with_columns(pl.col("value").str.strip_chars())


def mark_breaches(rule: RowRule, rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Marks on the rows that break a rule; ``cells``: these rows, or more, as typed by people."""
    quoted = {name.removeprefix(TYPED) for name in rule.detail.meta.root_names() if name.startswith(TYPED)}
    typed = cells.select(sorted(quoted | {rule.column}))[cells[ROW].search_sorted(rows[ROW])]
    return rows.hstack(typed.rename(lambda column: TYPED + column)).select(
        pl.lit(rule.code).alias("code"), pl.col(ROW), pl.lit(rule.column).alias("column"),
        pl.col(TYPED + rule.column).cast(pl.String).alias("value"),
        rule.detail.cast(pl.String).alias("detail"),
    )  # fmt: skip
