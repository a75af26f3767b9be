"""The trend sheet, behind the small charts: each line's history, a column for each year or period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_range

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookSheet
from exports.layouts.sheets.words import banner_lines, return_title
from exports.presentation.words import NO_FIGURE, period_words
from indicators.period.codes import parse_period
from mappings.fill.cells import FilledReturn

NAME = "Trend"
CONTENTS = "The figures behind the small charts."
UNDER = (
    "Each line's figures as held, oldest first. A chart shows the latest unbroken run, columns from zero. "
    "[n]: no figure is held.",
    "note",
)
_FIXED = (
    SheetColumn("Line", "line", 10),
    SheetColumn("Measure", "label", 46, "wrap"),
    SheetColumn("Unit", "unit", 15, "wrap"),
)
History = dict[str, int]


def make_trend_sheet(filled: FilledReturn) -> WorkbookSheet:
    """A row for each cell, in the order of the cells."""
    histories = [_history(row) for row in filled.cells.iter_rows(named=True)]
    headings = _headings(histories)
    names = {heading: f"y{place}" for place, heading in enumerate(headings)}
    columns = [pl.Series(names[heading], _column(histories, headings[heading]), pl.Int64) for heading in headings]
    frame = filled.cells.select(
        "line", "label", "unit", pl.col("decimals").fill_null(0), pl.lit(NO_FIGURE).alias("none")
    ).with_columns(columns)
    figures = tuple(
        SheetColumn(heading, name, 11, "number", decimals="decimals", fallback="none")
        for heading, name in names.items()
    )
    return WorkbookSheet(
        NAME, f"{NAME}: {return_title(filled)}", (*_FIXED, *figures), frame,
        subtitles=(*banner_lines(filled), UNDER), frozen_columns=2, contents=CONTENTS,
    )  # fmt: skip


def add_trend(cells: pl.LazyFrame, trends: Sequence[WorkbookSheet]) -> pl.LazyFrame:
    """All cells with ``trend``: the range of the latest unbroken run of figures, if it has two or more."""
    ranges = [cell_range for trend in trends for cell_range in _ranges(trend)]
    return cells.with_columns(pl.Series("trend", ranges, pl.String))


def _ranges(trend: WorkbookSheet) -> list[str | None]:
    names = [column.source for column in trend.columns[len(_FIXED) :]]
    values = trend.frame.select(names).rows() if names else [()] * trend.frame.height
    return [_range(trend, row, row_values) for row, row_values in enumerate(values)]


def _history(row: dict[str, Any]) -> History:
    """Figures by period, the current one included unless a symbol stands for it."""
    figures = {point["period"]: point["value"] for point in row["history"] or () if point["value"] is not None}
    if row["symbol"] is not None:
        figures.pop(row["period"], None)
    elif row["period"] is not None:
        figures[row["period"]] = row["value"]
    return figures


def _headings(histories: list[History]) -> dict[str, set[str]]:
    """Column headings with the periods under each: the years they end in, unless a line has two in one year."""
    periods = {code: parse_period(code) for history in histories for code in history}
    by_year: dict[str, set[str]] = {}
    for code, period in sorted(periods.items(), key=lambda item: item[1].end):
        by_year.setdefault(f"To {period.end.year}", set()).add(code)
    if all(len(history.keys() & codes) <= 1 for history in histories for codes in by_year.values()):
        return by_year
    # Periods of one kind stand together, so that a line's figures are not parted by those of another kind.
    ordered = sorted(periods.items(), key=lambda item: (item[1].kind, item[1]))
    return {period_words(code): {code} for code, _ in ordered}


def _column(histories: list[History], codes: set[str]) -> list[int | None]:
    return [next((history[code] for code in codes if code in history), None) for history in histories]


def _range(trend: WorkbookSheet, row: int, values: tuple[int | None, ...]) -> str | None:
    filled_columns = [place for place, value in enumerate(values) if value is not None]
    if not filled_columns:
        return None
    last = first = filled_columns[-1]
    while first and values[first - 1] is not None:
        first -= 1
    # Columns from zero cannot show what is below it.
    if first == last or any((value or 0) < 0 for value in values[first : last + 1]):
        return None
    line, left = trend.header_row + 1 + row, len(_FIXED)
    cells: str = xl_range(line, left + first, line, left + last)
    return f"'{trend.name}'!{cells}"
