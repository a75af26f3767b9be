"""Frames as files that a child writes and its parent reads: declared columns of texts, whole numbers and dates.

Each column has files of its own: numbers as they lie in memory, with a byte for each that says whether it is null;
texts as JSON, each once where they recur. Whatever is longer, of another type or out of range is refused. No file can
do the reader harm: a format with lengths of its own inside could make a library ask for any amount of memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from collectors.readers.raw_table import recurs

Schema = Mapping[str, type[pl.DataType]]
#: Rows up to which a frame is written as one list of texts and numbers, which is quicker then.
SMALL_ROWS = 2_000
MOST_ROWS = 20_000_000
#: Bytes of all texts of one column.
MOST_TEXT_BYTES = 1 << 30
SMALL, TEXTS, CODES, NUMBERS, NULLS = "small.json", "texts.json", "codes", "numbers", "nulls"
_NULL_CODE = (1 << 32) - 1


class NotAFrame(Exception):
    """What a child wrote is no frame of these columns."""


def write_frame(frame: pl.DataFrame, schema: Schema, folder: Path) -> None:
    """Write the columns of ``schema``; further ones are left out."""
    folder.mkdir()
    if frame.height <= SMALL_ROWS:
        columns = {name: _plain(frame[name], dtype) for name, dtype in schema.items()}
        (folder / SMALL).write_text(json.dumps(columns), encoding="utf-8")
        return
    for position, (name, dtype) in enumerate(schema.items()):
        column = frame[name]
        if column.null_count() < column.len():
            _write_column(column, dtype, folder / str(position))


def read_frame(schema: Schema, folder: Path, *, rows: int) -> pl.DataFrame:
    """Read a frame of ``rows`` rows.

    Raises:
        NotAFrame: the files hold something else.
    """
    if not 0 <= rows <= MOST_ROWS:
        raise NotAFrame(rows)
    try:
        frame = _read_small(schema, folder) if rows <= SMALL_ROWS else _read_large(schema, folder, rows)
    except (ValueError, TypeError, OSError, OverflowError, RecursionError, pl.exceptions.PolarsError) as error:
        raise NotAFrame(type(error).__name__) from error
    if frame.height != rows:
        raise NotAFrame(frame.height)
    return frame


def read_limited(path: Path, most: int) -> bytes:
    """A file's bytes.

    Raises:
        NotAFrame: it is no plain file, or longer.
    """
    if path.is_symlink() or not path.is_file() or path.stat().st_size > most:
        raise NotAFrame(path.name)
    return path.read_bytes()


def _plain(column: pl.Series, dtype: type[pl.DataType]) -> list[Any]:
    return (column.cast(pl.Int32) if dtype == pl.Date else column).to_list()


def _read_small(schema: Schema, folder: Path) -> pl.DataFrame:
    columns = json.loads(read_limited(folder / SMALL, MOST_TEXT_BYTES))
    if not isinstance(columns, dict) or list(columns) != list(schema):
        raise NotAFrame("columns")
    stored = {name: pl.Int32 if dtype == pl.Date else dtype for name, dtype in schema.items()}
    frame = pl.DataFrame(columns, schema=stored, strict=True)
    dates = [name for name, dtype in schema.items() if dtype == pl.Date]
    return frame.with_columns(pl.col(dates).cast(pl.Date)) if dates else frame


def _write_column(column: pl.Series, dtype: type[pl.DataType], folder: Path) -> None:
    folder.mkdir()
    if dtype != pl.String:
        numbers = column.to_physical().cast(pl.Int64)
        _write_numbers(numbers.fill_null(0).to_numpy(), folder / NUMBERS)
        if numbers.has_nulls():
            _write_numbers(numbers.is_null().cast(pl.UInt8).to_numpy(), folder / NULLS)
        return
    if recurs(column):
        words = column.drop_nulls().unique().cast(pl.String)
        codes = column.cast(pl.String).cast(pl.Enum(words)).to_physical().cast(pl.UInt32).fill_null(_NULL_CODE)
        _write_numbers(codes.to_numpy(), folder / CODES)
        column = words
    (folder / TEXTS).write_text(json.dumps(column.to_list(), ensure_ascii=False), encoding="utf-8")


def _write_numbers(numbers: Any, path: Path) -> None:
    numbers.astype(numbers.dtype.newbyteorder("<")).tofile(path)


def _read_large(schema: Schema, folder: Path, rows: int) -> pl.DataFrame:
    return pl.DataFrame(
        [_read_column(name, dtype, folder / str(at), rows) for at, (name, dtype) in enumerate(schema.items())]
    )


def _read_column(name: str, dtype: type[pl.DataType], folder: Path, rows: int) -> pl.Series:
    if not folder.is_dir():
        return pl.Series(name, [None], dtype=dtype).new_from_index(0, rows)
    if dtype == pl.String:
        return _read_texts(folder, rows).alias(name)
    numbers = _read_numbers(folder / NUMBERS, "<i8", rows)
    if (folder / NULLS).exists():
        nulls = _read_numbers(folder / NULLS, "<u1", rows)
        numbers = pl.select(pl.when(pl.lit(nulls) == 0).then(pl.lit(numbers))).to_series()
    return numbers.cast(pl.Int32).cast(dtype).alias(name) if dtype == pl.Date else numbers.cast(dtype).alias(name)


def _read_texts(folder: Path, rows: int) -> pl.Series:
    texts = json.loads(read_limited(folder / TEXTS, MOST_TEXT_BYTES))
    words = pl.Series(texts, dtype=pl.String, strict=True)
    if not (folder / CODES).exists():
        return words
    codes = _read_numbers(folder / CODES, "<u4", rows)
    known = pl.select(pl.when(pl.lit(codes) != _NULL_CODE).then(pl.lit(codes))).to_series()
    # An index that no word has raises.
    return words.gather(known)


def _read_numbers(path: Path, kind: str, rows: int) -> pl.Series:
    dtype = np.dtype(kind)
    if path.is_symlink() or path.stat().st_size != rows * dtype.itemsize:
        raise NotAFrame(path.name)
    return pl.Series(np.fromfile(path, dtype=dtype).astype(dtype.newbyteorder("=")))
