"""The schema of figures about to be stored: what it does not let through is not stored.

Each room's own checks give findings before this; a failure here is a bug.
"""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from indicators.figures.figure_schema import (
    CONTROL_CHARACTERS,
    FIGURE_SCHEMA,
    KINDS,
    NOTE_CHARACTERS,
    STATUSES,
    SYMBOLS,
)


def count_column(code: str) -> pa.Column:
    return pa.Column(pl.Int64, pa.Check.ge(0, error=code), nullable=True)


def _words_column(words: tuple[str, ...], *, nullable: bool = False) -> pa.Column:
    return pa.Column(pl.String, pa.Check.isin(list(words)), nullable=nullable)


def _no_control(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(~pl.col(data.key).str.contains(CONTROL_CHARACTERS))


NOTE_COLUMN = pa.Column(
    pl.String,
    [
        pa.Check.str_length(0, NOTE_CHARACTERS, error="note-too-long"),
        pa.Check(_no_control, error="text-control"),
    ],
    nullable=True,
)


#: Figures about to be stored: a failure of it is a bug, and nothing is stored.
STORABLE_FIGURES = pa.DataFrameSchema(
    {name: pa.Column(kind, nullable=True) for name, kind in FIGURE_SCHEMA.items()}
    | {name: pa.Column(pl.String) for name in ("indicator", "area", "period", "breakdown", "locator")}
    | {"kind": _words_column(KINDS), "symbol": _words_column(SYMBOLS, nullable=True), "status": _words_column(STATUSES)}
    | {"denominator": count_column("denominator-negative"), "note": NOTE_COLUMN},
    checks=[
        pa.Check(
            lambda data: data.lazyframe.select(_has_one_content()), error="figure, parts or symbol, and one of them"
        ),
    ],
    strict=True,
    ordered=True,
)


def _has_one_content() -> pl.Expr:
    numerator, denominator, value, symbol = (
        pl.col(c).is_not_null() for c in ("numerator", "denominator", "value", "symbol")
    )
    return (numerator == denominator) & (symbol != (numerator | value))
