"""Rows that repeat from sheet to sheet, and the columns in which they differ all the same.

The sheets of one return show the same lines for one area after another: most cells of a row are those of the same row
of another sheet. Such cells are formatted once for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from exports.formats.xlsx.workbook_model import WorkbookSheet

#: A column that differs in more than one row of so many is formatted row by row.
SELDOM = 8


class RepeatedRows(NamedTuple):
    """What sheets repeat.

    ``rows``: every row that is like no earlier one at its place; ``number``: for each row of all sheets, the place
    among them of the one that it is like. Alike are two rows with the same cells, but for the ``varying`` columns: in
    these they only have a cell both or neither.
    """

    rows: pl.DataFrame
    number: pl.Series
    varying: frozenset[str]


def find_repeated_rows(sheets: Sequence[WorkbookSheet], frame: pl.DataFrame, tone: str) -> RepeatedRows:
    """What is repeated in the rows of sheets, all in one frame; rows of another ``tone`` are never alike."""
    place = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    if len(sheets) == 1:
        return RepeatedRows(frame, place, frozenset())
    keys = pl.DataFrame([place.alias("place"), _places_in_sheets(sheets).alias("in_sheet"), frame[tone].alias("tone")])
    earlier = keys.select(pl.col("place").first().over("in_sheet", "tone")).to_series()
    differs = frame.select(pl.all().ne_missing(pl.all().gather(earlier)))
    counts = differs.sum().row(0, named=True) if frame.height else {}
    varying = frozenset(name for name, count in counts.items() if count * SELDOM > frame.height)
    cells = frame.select(is_blank(name, frame.schema[name]) for name in sorted(varying))
    unlike = [*differs.drop(varying), *cells.select(pl.all() != pl.all().gather(earlier))]
    repeated = place.zip_with(pl.select(pl.any_horizontal(unlike)).to_series(), earlier)
    is_first = repeated == place
    number = is_first.cast(pl.UInt32).cum_sum().gather(repeated) - 1
    return RepeatedRows(frame.filter(is_first), number, varying)


def is_blank(name: str, kind: pl.DataType) -> pl.Expr:
    """True where a column gives no cell: null, or empty text."""
    column = pl.col(name)
    return column.fill_null("") == "" if kind == pl.String else column.is_null()


def count_up(runs: Iterable[tuple[int, int]]) -> pl.Series:
    """Whole numbers without a gap, run after run: each by its first number and how many there are."""
    starts, lengths = zip(*runs, strict=True)
    first = pl.DataFrame({"start": starts, "length": lengths}, schema=dict.fromkeys(("start", "length"), pl.Int64))
    ranges = pl.int_ranges("start", pl.col("start") + pl.col("length"))
    return first.filter(pl.col("length") > 0).select(ranges.explode()).to_series()


def _places_in_sheets(sheets: Sequence[WorkbookSheet]) -> pl.Series:
    """For each row its place in the sheet: the same number for the same place in sheets of the same extent."""
    first_numbers: dict[tuple[int, int], int] = {}
    runs, start = [], 0
    for sheet in sheets:
        runs.append((first_numbers.setdefault((sheet.header_row, sheet.frame.height), start), sheet.frame.height))
        start += sheet.frame.height
    return count_up(runs).cast(pl.UInt32)
