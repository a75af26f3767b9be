"""The contract of figures about to be stored as one query, without pandera: whether it holds, and not what breaks it.

:class:`~indicators.figures.contract.FigureContract` says what each column means, and raises the error. Tests hold both
to each other.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from indicators.figures.figure_schema import (
    CONTROL_CHARACTERS,
    FIGURE_SCHEMA,
    KINDS,
    NOTE_CHARACTERS,
    STATUSES,
    SYMBOLS,
)

_ALWAYS = ("indicator", "area", "period", "breakdown", "kind", "status", "locator")
_WORDS = {"kind": KINDS, "symbol": SYMBOLS, "status": STATUSES}
_TEXTS = (pl.String, pl.Enum, pl.Categorical)


def keeps_contract(figures: pl.DataFrame) -> bool:
    """True where every row keeps the contract. Words may be enumerations; that a figure is there twice is not seen."""
    if list(figures.schema) != list(FIGURE_SCHEMA) or not all(map(_is_of_type, figures.schema.items())):
        return False
    # Eagerly: looking for what the rules have in common takes longer than asking all of two rows.
    return not figures.select(pl.any_horizontal(*_list_faults())).to_series().any()


def _is_of_type(column: tuple[str, pl.DataType]) -> bool:
    name, kind = column
    return isinstance(kind, _TEXTS) if FIGURE_SCHEMA[name] == pl.String else kind == FIGURE_SCHEMA[name]


def _list_faults() -> Iterator[pl.Expr]:
    """For each rule, whether any row breaks it."""
    yield from (pl.col(name).null_count() > 0 for name in _ALWAYS)
    for name, words in _WORDS.items():
        yield pl.col(name).unique().cast(pl.String).drop_nulls().is_in(words).not_().any()
    yield (pl.col("denominator") < 0).any()
    yield (pl.col("rounded_to") < 1).any()
    note = pl.col("note").cast(pl.String).drop_nulls()
    yield (note.str.len_chars() > NOTE_CHARACTERS).any() | note.str.contains(CONTROL_CHARACTERS).any()
    # Parts come together; there is a figure (parts, a value, or both) or a symbol, and never both.
    numerator, denominator, value, symbol = (
        pl.col(name).is_not_null() for name in ("numerator", "denominator", "value", "symbol")
    )
    yield ((numerator != denominator) | (symbol == (numerator | value))).any()
