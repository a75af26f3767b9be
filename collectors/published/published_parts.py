"""One part of a figure (numerator, denominator or printed value): a column, or a sum or product of several."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import polars as pl

from collectors.published.published_numbers import multiply
from collectors.published.published_terms import read_term
from collectors.readers.marks import Mark
from mappings.definitions.published_sources import PublishedColumn, PublishedFigure, Source
from returnonce.numbers import MICRO

#: What a part has beside its micros.
PART_TEXTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "symbol": pl.String,
    "text": pl.String,
    "mark": pl.String,
    "records": pl.List(pl.Int64),
    "cells": pl.List(pl.String),
    "slack": pl.Int64,
}
Matches = Callable[[dict[str, str]], pl.Expr]


def rounding(unit: int | Decimal) -> int:
    """A unit of rounding in micros."""
    return int(unit * MICRO)


def part_columns(
    keyed: pl.DataFrame, source: Source, figure: PublishedFigure, name: str, key: list[str], matches: Matches
) -> tuple[pl.DataFrame, list[Mark]]:
    """For each key: micros, symbol, text, mark, records, and ``slack``: how coarsely its counts are rounded, in micros.

    ``cells`` names cells (``D7``) where periods stand side by side.
    """
    part: PublishedColumn | None = getattr(figure, name)
    if part is None:
        return _blank(keyed, name, key), []
    marks: list[Mark] = []
    table = keyed.lazy().select(key).unique(maintain_order=True)
    for n, term in enumerate(part.terms):
        columns, faults = read_term(keyed.filter(matches(figure.where | term.where)), source, term, key)
        marks += faults
        numbered = columns.lazy().rename({c: f"{c}{n}" for c in columns.columns if c not in key})
        table = table.join(numbered, on=key, how="left", maintain_order="left")
    # A filter that no row of the key passes gives no row of this part.
    return _combine(table.filter(pl.col("record0").is_not_null()), figure, name, key).collect(), marks


def _combine(table: pl.LazyFrame, figure: PublishedFigure, name: str, key: list[str]) -> pl.LazyFrame:
    part: PublishedColumn = getattr(figure, name)
    count = len(part.terms)
    added, taken = len(part.plus), len(part.minus)
    size = pl.col("micro0")
    for n in range(1, 1 + added + taken):
        size = size + pl.col(f"micro{n}") if n <= added else size - pl.col(f"micro{n}")
    for n in range(1 + added + taken, count):
        size = multiply(size, pl.col(f"micro{n}"))
    if part.scale != 1:
        size = multiply(size, pl.lit(rounding(part.scale), pl.Int64))
    texts = [pl.when(pl.col(f"text{n}") != "").then(pl.col(f"text{n}")) for n in range(count)]
    return table.select(
        *key,
        size.cast(pl.Int64).alias(name),
        pl.coalesce(*(f"symbol{n}" for n in range(count))).alias(f"{name}_symbol"),
        pl.concat_str(texts, separator=" and ", ignore_nulls=True).alias(f"{name}_text"),
        pl.coalesce(*(f"mark{n}" for n in range(count))).alias(f"{name}_mark"),
        pl.concat_list(*(f"record{n}" for n in range(count))).list.drop_nulls().alias(f"{name}_records"),
        pl.concat_list(*(f"cell{n}" for n in range(count))).list.drop_nulls().alias(f"{name}_cells"),
        _slack(part, figure, 1 + added + taken).alias(f"{name}_slack"),
    )


def _slack(part: PublishedColumn, figure: PublishedFigure, summed: int) -> pl.Expr:
    """The unit of rounding, as often as rounded columns are added; of a product it is not known, and is not claimed."""
    if part.times or not figure.rounded:
        return pl.lit(0, pl.Int64)
    if part.rounded_to is not None:
        return pl.lit(rounding(part.rounded_to * part.scale) * summed, pl.Int64)
    # Counts are whole, so a level's unit of one says that they are not rounded.
    return pl.when(pl.col("unit0") == MICRO).then(0).otherwise(pl.col("unit0") * summed).cast(pl.Int64)


def _blank(keyed: pl.DataFrame, name: str, key: list[str]) -> pl.DataFrame:
    nothing = [pl.lit(_nothing(kind), kind).alias(f"{name}_{each}") for each, kind in PART_TEXTS.items()]
    keys = keyed.lazy().select(key).unique(maintain_order=True)
    return keys.with_columns(pl.lit(None, pl.Int64).alias(name), *nothing).collect()


def _nothing(kind: pl.DataType | type[pl.DataType]) -> list[int] | None:
    return [] if isinstance(kind, pl.List) else None
