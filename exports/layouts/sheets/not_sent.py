"""The sheet of lines that are not sent, and why: without their figures, beside similar measures."""

from __future__ import annotations

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.table import SheetTable

NOT_SENT = SheetTable(
    "Not sent",
    "Lines left out of what is sent until the place approves them: uncertain codes and near matches.",
    (
        c.LINE,
        c.MEASURE,
        c.AREA,
        c.PERIOD,
        c.VALUE,
        SheetColumn("Why it is not sent", "why_not_sent", 44, "wrap"),
        SheetColumn("What is like it", "near_words", 44, "wrap"),
        SheetColumn("Confidence in the code", "code_confidence", 12, "wrap"),
        c.SOURCE,
    ),
    lambda cells: cells.filter(pl.col("withheld")),
    subtitles=("The figures themselves are not in this workbook.",),
    optional=True,
)
