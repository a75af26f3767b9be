"""What each given figure is to a sum of which it is a part."""

from __future__ import annotations

import polars as pl

from returnonce.numbers import ratio_micro_expr

#: Figures of one series differ in their areas alone.
SERIES = ("indicator", "period", "breakdown")
#: ``added``: it enters a sum. ``symbol``: it has a symbol instead of a number. ``bare``: a share without its
#: numerator. ``none``: there is no figure. Null stands for what only a search one by one can tell.
STATE = pl.Enum(["added", "symbol", "bare", "none"])


#: A number for each series in each area (an enumeration).
CELL = pl.col("series").cast(pl.UInt64) * 2**32 + pl.col("area").to_physical()


def read_given_states(chosen_figures: pl.DataFrame, series: pl.DataFrame, areas: pl.Enum) -> pl.DataFrame:
    """The actual figures of each series (``SERIES``, series, parts, per, decimals): cell, state, symbol, value.

    Symbol and value are as they are once shares are recalculated; ``row`` is that of ``chosen_figures``.
    """
    columns = ("numerator", "denominator", "value", "symbol", "disagreement")
    keys = chosen_figures.lazy().with_row_index("row").filter(pl.col("kind") == "actual")
    given = keys.select("row", *SERIES, *columns, pl.col("area").cast(areas)).join(
        series.lazy().select(*SERIES, "series", "parts", "per", "decimals"), on=SERIES, how="inner"
    )
    recomputed = given.with_columns(symbol=_recomputed_symbol(), value=_recomputed_value(), cell=CELL)
    return (
        recomputed.with_columns(state=_state())
        .select("cell", "series", "area", "state", "symbol", "value", "row")
        .collect()
    )


def _recomputed_symbol() -> pl.Expr:
    """As :func:`indicators.evaluation.exact_values.recompute_given` has it: no share of nothing."""
    empty = pl.when(pl.col("numerator") == 0).then(pl.lit("not_applicable"))
    of_nothing = (
        pl.col("parts") & pl.col("symbol").is_null() & pl.col("numerator").is_not_null() & (pl.col("denominator") == 0)
    )
    return pl.when(of_nothing).then(empty.otherwise(pl.lit("not_available"))).otherwise("symbol")


def _recomputed_value() -> pl.Expr:
    share = ratio_micro_expr(pl.col("numerator"), pl.col("denominator"), per=pl.col("per"), decimals=pl.col("decimals"))
    return pl.when(pl.col("parts") & pl.col("symbol").is_null()).then(share).otherwise("value")


def _state() -> pl.Expr:
    nobody = ((pl.col("numerator") == 0) & (pl.col("denominator") == 0)).fill_null(value=False)
    whole = pl.when("parts").then(pl.col("denominator").is_not_null())
    adds = whole.otherwise(pl.col("symbol").is_null() & pl.col("value").is_not_null())
    state = (
        pl.when(pl.col("symbol").is_not_null() & ~nobody).then(pl.lit("symbol"))
        .when(pl.col("parts") & pl.col("numerator").is_null()).then(pl.lit("bare"))
        .when(adds & pl.col("disagreement").is_null()).then(pl.lit("added"))
    )  # fmt: skip
    return state.cast(STATE)
