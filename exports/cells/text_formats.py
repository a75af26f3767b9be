"""Frames of cells as pieces of JSON or CSV text, without an object for each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby

import polars as pl

from exports.cells.columns import CellColumn, load_cell_columns
from exports.cells.frames import empty_cells

_INSTANT = "%Y-%m-%dT%H:%M:%S%.6fZ"
_DECIMAL = "decimal"


def write_json(frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """``{"cells": […]}``, a line for each cell; figures are numbers whose text is the exact decimal."""
    opening = b'{"cells":[\n'
    for frame in frames:
        lines = frame.lazy().select(_json_object().str.join(",\n")).collect().item()
        yield opening + str(lines).encode()
        opening = b",\n"
    yield (opening if opening != b",\n" else b"") + b"\n]}\n"


def write_csv(frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """RFC 4180 with a heading; empty is none.

    A figure always has a decimal point, so that whoever guesses a column's type from its first rows guesses right.
    """
    yield empty_cells().write_csv(line_terminator="\r\n").encode()
    figures = [_with_point(column.name) for column in load_cell_columns() if column.kind == _DECIMAL]
    for frame in frames:
        text, data = frame.select(column.name for column in load_cell_columns()).with_columns(figures), BytesIO()
        text.write_csv(data, include_header=False, line_terminator="\r\n", datetime_format=_INSTANT)
        yield data.getvalue()


def _json_object() -> pl.Expr:
    """Columns of one kind of writing that follow each other are written together."""
    pieces = [
        piece
        for is_figure, columns in groupby(load_cell_columns(), key=lambda column: column.kind == _DECIMAL)
        for piece in (map(_figure_member, columns) if is_figure else [_members([*columns])])
    ]
    separated = [part for piece in pieces for part in (pl.lit(","), piece)][1:]
    return pl.concat_str(pl.lit("{"), *separated, pl.lit("}"))


def _members(columns: list[CellColumn]) -> pl.Expr:
    values = [
        pl.col(column.name).dt.to_string(_INSTANT) if column.kind == "instant" else pl.col(column.name)
        for column in columns
    ]
    return pl.struct(values).struct.json_encode().str.slice(1).str.head(-1)


def _figure_member(column: CellColumn) -> pl.Expr:
    return pl.concat_str(pl.lit(f'"{column.name}":'), shortest_text(column.name).fill_null("null"))


def shortest_text(name: str) -> pl.Expr:
    """An exact decimal as its shortest text."""
    return pl.col(name).cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


def _with_point(name: str) -> pl.Expr:
    digits = pl.col(name).cast(pl.String).str.strip_chars_end("0")
    return pl.when(digits.str.ends_with(".")).then(digits + "0").otherwise(digits).alias(name)
