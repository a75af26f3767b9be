"""Works a printed number out of its counts, rounded as the publisher rounds, and within what rounding allows."""

from __future__ import annotations

import polars as pl

from collectors.published.extract import AREA, MEMBERS, PERIOD, ExtractedFigure, list_parts, no_rows
from collectors.published.records import row_of
from mappings.definitions.published_sources import PublishedColumn, PublishedFigure
from mappings.definitions.publisher_year_rules import YearRule
from returnonce.numbers import MICRO, PLACES, format_micro, round_half_up_expr

_TEXTS = ("numerator", "denominator", "value")


#: For the shape of a comparison of nothing.
_NO_FIGURE = PublishedFigure(period=YearRule(kind="calendar_year"), value=PublishedColumn(column="none"))


def step_of(figure: PublishedFigure) -> int:
    """The unit to which the number is printed, in micros: of ``decimals``, or what ``value`` says."""
    if figure.value is not None and figure.value.rounded_to is not None:
        return int(figure.value.rounded_to * MICRO)
    step: int = 10 ** (PLACES - figure.decimals)
    return step


def places_of(step: int) -> int:
    """How many decimals a unit has: one for 0.1 and 0.5, none for 5."""
    return len(format_micro(step).rstrip("0").partition(".")[2])


def compared_rows(extracted: ExtractedFigure | None, what: str) -> pl.DataFrame:
    """Each row with what is printed and what its parts give, in micros; ``why``: what keeps it from being compared.

    ``up`` and ``even``: rounded halves up, and to the even neighbour. A printed number with more decimals than the
    mapping says is itself rounded first. ``within``: the counts, being rounded, can stand for ones that give it.
    """
    rows, figure = (no_rows(), _NO_FIGURE) if extracted is None else (extracted.rows, extracted.figure)
    step = step_of(figure)
    exact = _with_quotients(rows, figure, step)
    recomputed = pl.col("even" if figure.halves == "even" else "up")
    decimals = places_of(step)
    return exact.select(
        AREA,
        PERIOD,
        MEMBERS,
        "row",
        pl.concat_list(*list_parts("records")).list.eval(row_of(pl.element())).alias("rows"),
        pl.concat_list(*list_parts("cells")).alias("cells"),
        "locator",
        "printed",
        "up",
        "even",
        "is_half",
        _within(figure, step).fill_null(False).alias("within"),
        recomputed.alias("recomputed"),
        ((pl.col("numerator_slack") > 0) | (pl.col("denominator_slack") > 0)).fill_null(False).alias("counts_rounded"),
        (recomputed == pl.col("printed")).fill_null(False).alias("agrees"),
        _why().alias("why"),
        pl.lit(what).alias("what"),
        pl.lit(figure.value.column if figure.value else "").alias("column"),
        pl.lit(decimals).alias("decimals"),
    )


def _with_quotients(rows: pl.DataFrame, figure: PublishedFigure, step: int) -> pl.DataFrame:
    top = pl.col("numerator").cast(pl.Int128) * figure.per * MICRO
    bottom = pl.when(pl.col("denominator") != 0).then(pl.col("denominator").cast(pl.Int128)) * step
    up = round_half_up_expr(top, bottom)
    is_half = (top.abs() * 2 % bottom.abs() == 0) & (top.abs() * 2 // bottom.abs() % 2 == 1)
    sign = pl.when(up < 0).then(pl.lit(-1)).otherwise(pl.lit(1))
    even = pl.when(is_half & (up.abs() % 2 == 1)).then(up - sign).otherwise(up)
    place = 10 ** (PLACES - places_of(step))
    printed = round_half_up_expr(pl.col("value"), pl.lit(place)) * place
    return rows.with_columns(
        (up * step).cast(pl.Int64, strict=False).alias("up"),
        (even * step).cast(pl.Int64, strict=False).alias("even"),
        is_half.fill_null(False).alias("is_half"),
        # What is printed to fewer places than the mapping says is compared as it stands.
        printed.cast(pl.Int64, strict=False).alias("printed"),
    )


def _within(figure: PublishedFigure, step: int) -> pl.Expr:
    """Whether counts that round to those given can have a quotient that rounds to the printed number."""
    slack = {name: pl.col(f"{name}_slack").fill_null(0).cast(pl.Int128) for name in ("numerator", "denominator")}
    twice = {name: pl.col(name).cast(pl.Int128) * 2 for name in slack}
    most, least = twice["numerator"] + slack["numerator"], twice["numerator"] - slack["numerator"]
    widest, narrowest = twice["denominator"] + slack["denominator"], twice["denominator"] - slack["denominator"]
    double = pl.col("printed").cast(pl.Int128) * 2
    low_enough = least.clip(lower_bound=0) * (2 * figure.per * MICRO) <= (double + step) * widest
    high_enough = (narrowest <= 0) | (most * (2 * figure.per * MICRO) >= (double - step) * narrowest)
    is_rounded = (slack["numerator"] > 0) | (slack["denominator"] > 0)
    return is_rounded & low_enough & high_enough


def _why() -> pl.Expr:
    symbols = [
        pl.when(pl.col(f"{name}_symbol").is_not_null()).then(
            pl.concat_str(pl.lit(f"its {words} is "), pl.col(f"{name}_symbol").str.replace_all("_", " ", literal=True))
        )
        for name, words in (("value", "printed number"), ("numerator", "numerator"), ("denominator", "denominator"))
    ]
    missing = [
        pl.when(pl.col(name).is_null()).then(pl.lit(words))
        for name, words in (
            ("numerator", "it has no numerator"),
            ("denominator", "it has no denominator"),
            ("value", "it has no printed number"),
        )
    ]
    return pl.coalesce(
        *symbols, *missing, pl.when(pl.col("denominator") == 0).then(pl.lit("its denominator is nought"))
    )
