"""Parquet files: typed rows, figures as decimals of six places, so that nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import polars as pl

from exports.formats.data_dictionary import load_columns
from mappings.fill.lineage import format_micro_expr
from returnonce.numbers import PLACES

#: Nineteen digits hold every whole number of millionths that the store can.
EXACT = pl.Decimal(19, PLACES)
_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String, "integer": pl.Int64, "decimal": EXACT, "boolean": pl.Boolean,
}  # fmt: skip


def write(rows: Sequence[dict[str, Any]], metadata: Mapping[str, str]) -> bytes:
    """The file's bytes: the same for the same rows. ``about`` stands in the file's own metadata."""
    out = BytesIO()
    make_frame(rows).write_parquet(out, compression="zstd", statistics=True, metadata=dict(metadata))
    return out.getvalue()


def make_frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """The rows (figures in millionths) as a table of exact types."""
    schema = {column.name: pl.Int64 if column.kind == "decimal" else _TYPES[column.kind] for column in load_columns()}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    exact = [column.name for column in load_columns() if column.kind == "decimal"]
    return table.with_columns(format_micro_expr(pl.col(name)).cast(EXACT).alias(name) for name in exact)
