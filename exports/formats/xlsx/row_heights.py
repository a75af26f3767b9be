"""Row heights for wrapped text, because not every program works them out when it opens a file."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn

#: Heights are whole pixels of three quarters of a point: for a line of Arial 10, for the space around it,
#: and the most that Excel allows (409 points).
_PIXEL, _LINE, _PADDING, _HIGHEST = 0.75, 18, 4, 545
#: A column of width w holds about 1.15 w letters of text, less what is lost where words break.
_LETTERS, _LETTERS_LOST = 1.15, 3
_WRAPPED = ("wrap", "centre")


def row_height(cells: Iterable[tuple[str | None, float]]) -> float:
    """Points for a row of wrapped texts in columns of these widths."""
    lines = (-(-len(text) // _capacity(width)) + text.count("\n") for text, width in cells if text)
    return min(_HIGHEST, max(1, *lines, 1) * _LINE + _PADDING) * _PIXEL


def count_text_lines(columns: Iterable[SheetColumn]) -> pl.Expr:
    """The most lines that a text of a row takes, for the rows of a frame that has these wrapped columns."""
    return pl.max_horizontal(pl.lit(1, pl.Int64), *(_lines(column) for column in columns))


def height_of_lines(lines: pl.Expr) -> pl.Expr:
    """Points for rows of so many lines, as :func:`row_height`."""
    return (lines * _LINE + _PADDING).clip(upper_bound=_HIGHEST) * _PIXEL


def wrapped_columns(columns: Iterable[SheetColumn]) -> list[SheetColumn]:
    """The columns whose text may take several lines."""
    return [column for column in columns if column.form in _WRAPPED]


def _lines(column: SheetColumn) -> pl.Expr:
    text, capacity = pl.col(column.source), _capacity(column.width)
    letters = text.str.len_chars().cast(pl.Int64)
    return (letters + capacity - 1) // capacity + text.str.count_matches("\n", literal=True).cast(pl.Int64)


def _capacity(width: float) -> int:
    return max(1, int(width * _LETTERS - _LETTERS_LOST))
