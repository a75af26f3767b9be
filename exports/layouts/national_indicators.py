"""National Indicators as the Data Interchange Hub took them: parts as rows, codes of their time.

What the council enters stands apart from what departments collated.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.not_sent import NOT_SENT
from exports.layouts.sheets.table import SheetTable, assemble_workbooks
from mappings.fill.cells import FilledReturn

COLUMNS = (
    c.with_heading(c.LINE, "Indicator"), c.MEASURE, c.DATED_CODE, c.AREA, c.PERIOD, c.BREAKDOWN, c.NUMERATOR,
    c.DENOMINATOR, c.VALUE, c.SYMBOL, c.UNIT, c.GOOD, c.ROUTE, c.STATUS, c.with_heading(c.KEPT, "Kept after abolition"),
    c.SOURCE, c.COMMENTARY_AND_NOTES,
)  # fmt: skip
_OWN_CODES = "Area codes are those of the period: before 2011 the older ONS codes, where they are established."

TO_SUBMIT = SheetTable(
    "To submit",
    "Indicators and parts that the council, a partner or another return of theirs supplies.",
    COLUMNS,
    lambda cells: cells.filter(~pl.col("withheld") & ~pl.col("for_information")),
    subtitles=(_OWN_CODES,),
    filters=True,
)
FOR_INFORMATION = SheetTable(
    "For information",
    "Indicators that departments collated; nobody is asked for them.",
    COLUMNS,
    lambda cells: cells.filter(~pl.col("withheld") & pl.col("for_information")),
    subtitles=("Collated by departments: shown, not submitted.", _OWN_CODES),
    filters=True,
    optional=True,
)


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    return assemble_workbooks(filled, (TO_SUBMIT, FOR_INFORMATION, NOT_SENT))
