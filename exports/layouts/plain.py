"""The default layout, for a return without one of its own: one table, all cells."""

from __future__ import annotations

from collections.abc import Sequence

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.table import SheetTable, all_rows, assemble_workbooks
from mappings.fill.cells import FilledReturn

TABLES = (
    SheetTable(
        "Figures",
        "Every line of the return.",
        (
            c.LINE, c.MEASURE, c.AREA_CODE, c.AREA, c.PERIOD, c.BREAKDOWN, c.NUMERATOR, c.DENOMINATOR, c.VALUE,
            c.SYMBOL, c.UNIT, c.GOOD, c.STATUS, c.STANDING, c.PREVIOUS, c.TARGET, c.SOURCE,
            c.with_heading(c.COMMENTARY_AND_NOTES, "Notes"),
        ),
        all_rows,
        filters=True,
    ),
)  # fmt: skip


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    return assemble_workbooks(filled, TABLES)
