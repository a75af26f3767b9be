"""The departmental core data set as its committee reads it: all lines, with what each is to be judged by."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.table import SheetTable, assemble_workbooks
from exports.layouts.sheets.trend import add_trend, make_trend_sheet
from mappings.fill.cells import FilledReturn

COLUMNS = (
    c.LINE, c.MEASURE, c.UNIT, c.GOOD, c.with_heading(c.VALUE, "Current"), c.PERIOD, c.STATUS, c.CHANGE, c.PREVIOUS,
    c.PREVIOUS_PERIOD, c.TARGET, c.AGAINST_TARGET, c.ENGLAND, c.ENGLAND_YEAR, c.NEIGHBOURS, c.NEIGHBOURS_COUNT,
    c.NEIGHBOURS_YEAR, c.TREND, c.HOW, c.COMMENTARY_AND_NOTES,
)  # fmt: skip
UNDER = (
    "Better or worse: than the previous figure, given what is good; the arrow says which way it went. Neighbours' "
    "mean is the unweighted mean of the statistical neighbours that have a figure. Shaded rows are not settled: see "
    "Status and Notes.",
)


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    trends = [make_trend_sheet(filled_return) for filled_return in filled]

    def rows(cells: pl.LazyFrame) -> pl.LazyFrame:
        return add_trend(cells, trends)

    table = SheetTable(
        "Core data set", "Every line, by section.", COLUMNS, rows, subtitles=UNDER, group="section", wide_paper=True,
        tone="settled_tone",
    )  # fmt: skip
    return assemble_workbooks(filled, (table,), extra=[(trend,) for trend in trends])
