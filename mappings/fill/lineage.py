"""A cell's lineage, its text, and the source files of a filled return."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.evaluation.results import SourceFigure
from mappings.fill.cells import LINEAGE, SOURCE_SCHEMA
from returnonce.numbers import MICRO, PLACES, parse_micro_expr

_NUMBERS = ("numerator", "denominator", "value")
_ORIGIN = ("agency", "file", "file_name", "locator")
_FIGURE_TEXTS = pl.List(pl.Struct(dict.fromkeys(SourceFigure._fields, pl.String)))
_TEXT_TYPE = pl.Struct(dict(LINEAGE) | {"figures": _FIGURE_TEXTS})


def build_lineage(return_code: str) -> pl.Expr:
    """``LINEAGE`` of a cell: its line, its mapping row, and the figures it rests on.

    Reads line, predicate, indicator, transform, confidence, provenance and lineage (list of figures).
    """
    mapping = pl.struct("predicate", "indicator", "transform", "confidence")
    figures = pl.col("lineage").fill_null([])
    return pl.struct(
        pl.lit(return_code).alias("return"), "line", mapping.alias("mapping"), "provenance", figures.alias("figures")
    )


def format_lineage() -> pl.Expr:
    """The text (JSON) of the column lineage, numbers as the shortest decimals; null where there is none."""
    texts = [format_micro_expr(_field(name)).alias(name) for name in _NUMBERS]
    return _where_given(_alter_figures(pl.col("lineage"), texts).struct.json_encode())


def parse_lineage() -> pl.Expr:
    """``LINEAGE`` of a column lineage that holds the texts."""
    numbers = [parse_micro_expr(_field(name)).alias(name) for name in _NUMBERS]
    return _where_given(_alter_figures(pl.col("lineage").str.json_decode(_TEXT_TYPE), numbers))


def keep_figure_keys() -> pl.Expr:
    """The lineage with nothing of its figures but which they are: no number, agency or file."""
    kinds = dict.fromkeys(_ORIGIN, pl.String()) | dict.fromkeys(_NUMBERS, pl.Int64())
    nothing = [pl.lit(None, kind).alias(name) for name, kind in kinds.items()]
    return _where_given(_alter_figures(pl.col("lineage"), nothing))


def drop_figures() -> pl.Expr:
    """The lineage without a figure: the line and its mapping."""
    lineage = pl.col("lineage")
    none = lineage.struct.field("figures").list.head(0)
    return _where_given(lineage.struct.with_fields(none, provenance=pl.lit(None, pl.String)))


def rests_on(condition: pl.Expr) -> pl.Expr:
    """True for cells that rest on a figure (``pl.element()``) for which the condition holds."""
    return pl.col("lineage").struct.field("figures").list.eval(condition).list.any().fill_null(value=False)


def _field(name: str) -> pl.Expr:
    return pl.element().struct.field(name)


def _alter_figures(lineage: pl.Expr, fields: Sequence[pl.Expr]) -> pl.Expr:
    figures = lineage.struct.field("figures").list.eval(pl.element().struct.with_fields(*fields))
    return lineage.struct.with_fields(figures)


def _where_given(lineage: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("lineage").is_not_null()).then(lineage)


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
