"""The cells of one column of a part: their numbers, what they say instead, and where they stand."""

from __future__ import annotations

import polars as pl

from collectors.published.published_numbers import read_column
from collectors.published.records import LETTER, RECORD
from collectors.readers.marks import Mark
from mappings.definitions.published_sources import PublishedColumn, PublishedTerm, Source


def read_term(
    rows: pl.DataFrame, source: Source, term: PublishedTerm | PublishedColumn, key: list[str]
) -> tuple[pl.DataFrame, list[Mark]]:
    """One row for each key: ``unit`` of rounding, ``row``, ``record``, ``cell``, ``text`` and those of ``read_column``.

    Marks where a text is no number, where decimals were cut, and where two rows of a key differ; the first is taken.
    """
    text = pl.col(term.column).str.strip_chars().fill_null("")
    letter = pl.col(LETTER + term.column) if LETTER + term.column in rows.columns else pl.lit(None, pl.String)
    table = rows.select(
        *key,
        pl.col("_rounded").alias("unit"),
        pl.col("row").cast(pl.Int64),
        pl.col(RECORD).alias("record"),
        pl.concat_str(letter, "row").alias("cell"),
        text.alias("text"),
    )
    table = table.hstack(read_column(table["text"], source))
    is_unclear = pl.col("micro").is_null() & pl.col("symbol").is_null() & (pl.col("text") != "")
    # Most tables have none of these, and one look is cheaper than a filter for each.
    any_unclear, cut, any_twice = table.select(
        is_unclear.any().alias("unclear"), pl.col("is_rounded").sum(), pl.struct(key).is_duplicated().any()
    ).row(0)
    marks = _unclear_marks(table.filter(is_unclear), term.column) if any_unclear else []
    marks += [Mark("published-rounded", None, term.column, None, str(cut))] if cut else []
    if not any_twice:
        return table, marks
    marks += _ambiguous_marks(table, term.column, key)
    return table.unique(subset=key, keep="first", maintain_order=True), marks


def _unclear_marks(unclear: pl.DataFrame, column: str) -> list[Mark]:
    return [
        Mark("published-number", row, f"{column} ({cell})" if cell else column, shown)
        for row, cell, shown in unclear.select("row", "cell", "text").iter_rows()
    ]


def _ambiguous_marks(table: pl.DataFrame, column: str, key: list[str]) -> list[Mark]:
    differing = table.filter(pl.col("text").n_unique().over(key) > 1)
    if differing.is_empty():
        return []
    shown = ", ".join(map(str, differing["row"].head(3)))
    return [Mark("published-ambiguous", differing["row"][0], column, None, f"rows {shown}, which differ")]
