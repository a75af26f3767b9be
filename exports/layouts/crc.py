"""The annual report of the Carbon Reduction Commitment: energy by fuel, and what it comes to in CO2."""

from __future__ import annotations

from collections.abc import Sequence

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.not_sent import NOT_SENT
from exports.layouts.sheets.table import SheetTable, assemble_workbooks, sent_rows
from mappings.fill.cells import FilledReturn

REPORT = SheetTable(
    "Annual report",
    "Energy supplied by fuel, and carbon dioxide within the scheme's scope.",
    (
        c.LINE, c.with_heading(c.MEASURE, "Supply"), c.AREA_CODE, c.AREA, c.PERIOD,
        c.with_heading(c.VALUE, "Quantity", 16), c.UNIT, c.STATUS, c.SOURCE, c.COMMENTARY_AND_NOTES,
    ),
    sent_rows,
    subtitles=(
        "Tonnes rest on the scheme's own factors and scope; green tariffs count at the grid average. They are never "
        "those of NI 185, which counts the same energy by another scope and other factors. No year collected both.",
        "The values of the factors used here are illustrative.",
    ),
)  # fmt: skip


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    return assemble_workbooks(filled, (REPORT, NOT_SENT))
