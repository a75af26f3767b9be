"""Children's services profile: by list of the inspection's Annex A, with comparators and trend."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.table import SheetTable, assemble_workbooks
from exports.layouts.sheets.trend import add_trend, make_trend_sheet
from mappings.fill.cells import FilledReturn

NAME = "Profile"
CONTENTS = "Counts, shares and timeliness for each list of Annex A, and what is published on the same matters."
COLUMNS = (
    c.LINE, c.MEASURE, c.PERIOD, c.NUMERATOR, c.DENOMINATOR, c.VALUE, c.UNIT, c.GOOD, c.STATUS, c.PREVIOUS,
    c.PREVIOUS_PERIOD, c.CHANGE, c.ENGLAND, c.ENGLAND_YEAR, c.NEIGHBOURS, c.NEIGHBOURS_COUNT, c.NEIGHBOURS_YEAR,
    c.TREND, c.HOW, c.COMMENTARY_AND_NOTES,
)  # fmt: skip
UNDER = (
    "Neighbours' mean is the unweighted mean of the statistical neighbours that have a figure: a comparator, not a "
    "figure. Each comparator has its own period.",
)


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    trends = [make_trend_sheet(filled_return) for filled_return in filled]

    def rows(cells: pl.LazyFrame) -> pl.LazyFrame:
        return add_trend(cells, trends)

    table = SheetTable(
        NAME, CONTENTS, COLUMNS, rows, subtitles=UNDER, group="section", wide_paper=True, tone="settled_tone"
    )
    return assemble_workbooks(filled, (table,), extra=[(trend,) for trend in trends])
