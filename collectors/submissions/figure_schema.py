"""The gate: no frame is stored that this schema does not let through.

pandera holds the simple rules of single columns; rules across columns and rows are polars
expressions (:mod:`collectors.figures.row_rules`), since those must name every row at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandera.polars as pa
import polars as pl

from collectors.readers.limits import NOTE_CHARACTERS
from collectors.readers.raw_table import ROW
from collectors.submissions.findings import MARK_SCHEMA
from indicators.figures.store import FIGURE_SCHEMA, KINDS, STATUSES, SYMBOLS

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def _count(code: str) -> pa.Column:
    return pa.Column(pl.Int64, pa.Check.ge(0, error=code), nullable=True)


def _words(known: tuple[str, ...], *, nullable: bool = False) -> pa.Column:
    return pa.Column(pl.String, pa.Check.isin(list(known)), nullable=nullable)


def _no_control(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(~pl.col(data.key).str.contains(_CONTROL))


_NOTE = pa.Column(
    pl.String,
    [
        pa.Check.str_length(0, NOTE_CHARACTERS, error="note-too-long"),
        pa.Check(_no_control, error="text-control"),
    ],
    nullable=True,
)

#: Rows as they were typed: each failure of it is a finding, named by the check's error.
TYPED = pa.DataFrameSchema(
    {
        ROW: pa.Column(pl.Int64),
        "numerator": pa.Column(pl.Int64, nullable=True),
        "denominator": _count("denominator-negative"),
        "rounded_to": pa.Column(pl.Int64, pa.Check.gt(0, error="rounded-to-zero"), nullable=True),
        "note": _NOTE,
    }
)

#: Figures about to be stored: a failure of it is a bug, and nothing is stored.
FIGURES = pa.DataFrameSchema(
    {name: pa.Column(kind, nullable=True) for name, kind in FIGURE_SCHEMA.items()}
    | {name: pa.Column(pl.String) for name in ("indicator", "area", "period", "breakdown", "locator")}
    | {"kind": _words(KINDS), "symbol": _words(SYMBOLS, nullable=True), "status": _words(STATUSES)}
    | {"denominator": _count("denominator-negative"), "note": _NOTE},
    checks=[
        pa.Check(lambda data: data.lazyframe.select(_one_of_three()), error="figure, parts or symbol, and one of them"),
    ],
    strict=True,
    ordered=True,
)


def _one_of_three() -> pl.Expr:
    numerator, denominator, value, symbol = (
        pl.col(c).is_not_null() for c in ("numerator", "denominator", "value", "symbol")
    )
    return (numerator == denominator) & (symbol != (numerator | value))


def typed_marks(typed: pl.DataFrame, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Marks for every value that ``TYPED`` does not let through; ``texts`` are the cells as typed."""
    try:
        TYPED.validate(typed.select(list(TYPED.columns)), lazy=True)
    except pa.errors.SchemaErrors as failed:
        return _marks(failed.failure_cases, typed, texts)
    return pl.DataFrame(schema=MARK_SCHEMA)


def _marks(cases: pl.DataFrame, typed: pl.DataFrame, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    rows = cases["index"].cast(pl.Int64)
    shown = [texts[column][at] for column, at in zip(cases["column"], rows, strict=True)]
    return pl.DataFrame(
        {
            "code": cases["check"],
            ROW: typed[ROW].gather(rows),
            "column": cases["column"],
            "value": pl.Series(shown, dtype=pl.String),
            "detail": pl.Series([None] * cases.height, dtype=pl.String),
        }
    )
