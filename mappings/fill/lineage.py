"""A cell's lineage as JSON, and the source files of a filled return."""

from __future__ import annotations

import polars as pl

from mappings.fill.cells import SOURCE_SCHEMA
from returnonce.numbers import MICRO, PLACES

_NUMBERS = ("numerator", "denominator", "value")
_WORDS = ("indicator", "area", "period", "breakdown", "agency", "file", "file_name", "locator")


def build_lineage_json(return_code: str) -> pl.Expr:
    """JSON of a cell: its line, its mapping row, and the figures it rests on (numbers as decimal text).

    Reads line, predicate, indicator, transform, confidence, provenance and lineage.
    """
    mapping = pl.struct("predicate", "indicator", "transform", "confidence")
    figures = pl.col("lineage").fill_null([]).list.eval(pl.struct(*_words(), *_texts()))
    whole = pl.struct(
        pl.lit(return_code).alias("return"),
        "line",
        mapping.alias("mapping"),
        "provenance",
        figures.alias("figures"),
    )
    return whole.struct.json_encode()


def _words() -> list[pl.Expr]:
    return [pl.element().struct.field(name) for name in _WORDS]


def _texts() -> list[pl.Expr]:
    return [format_micro_expr(pl.element().struct.field(name)).alias(name) for name in _NUMBERS]


def format_micro_expr(micro: pl.Expr) -> pl.Expr:
    """Twin of ``numbers.plain``: the shortest exact text."""
    size = micro.abs()
    fraction = (size % MICRO).cast(pl.String).str.pad_start(PLACES, "0").str.strip_chars_end("0")
    sign = pl.when(micro < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    point = pl.when(fraction == "").then(pl.lit("")).otherwise(pl.lit("."))
    return pl.when(micro.is_not_null()).then(pl.concat_str(sign, (size // MICRO).cast(pl.String), point, fraction))


def list_source_files(figures: pl.DataFrame, stored_figures: pl.DataFrame) -> pl.DataFrame:
    """``SOURCE_SCHEMA``, sorted: each file that the figures of ``figures`` (_owner, lineage) came from.

    Adds the column ``_owner``.
    """
    kinds = stored_figures.select("file", kind=pl.col("batch_kind")).unique("file", keep="first", maintain_order=True)
    used = figures.select("_owner", "lineage").explode("lineage").drop_nulls("lineage")
    files = used.select("_owner", *(pl.col("lineage").struct.field(n) for n in ("file", "file_name", "agency")))
    with_kinds = files.drop_nulls("file").unique().join(kinds, on="file", how="left")
    return with_kinds.select("_owner", *SOURCE_SCHEMA).sort("_owner", "agency", "file_name", "file")
