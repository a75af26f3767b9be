"""Drug and alcohol treatment performance: by measure, a row for each client group.

Line ids are ours. A figure from one provider's extract, where the measure needs all of them, is
marked as a local estimate.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.not_sent import NOT_SENT
from exports.layouts.sheets.table import SheetTable, assemble_workbooks, sent_rows
from mappings.fill.cells import FilledReturn

MEASURE = SheetColumn("Measure", "measure", 44, "wrap")
GROUP = SheetColumn("Client group", "client_group", 20, "wrap")
ALL = "All clients"
_SUFFIX = r"^(.*): ([^:]+)$"


def by_client_group(cells: pl.LazyFrame) -> pl.LazyFrame:
    """Splits ``In treatment: opiate`` into measure and client group."""
    label = pl.col("label")
    return sent_rows(cells).with_columns(
        label.str.extract(_SUFFIX, 1).fill_null(label).alias("measure"),
        label.str.extract(_SUFFIX, 2).str.to_titlecase().fill_null(ALL).alias("client_group"),
    )


PERFORMANCE = SheetTable(
    "Performance",
    "Each measure with a row for each client group.",
    (
        c.LINE, MEASURE, GROUP, c.AREA, c.PERIOD, c.NUMERATOR, c.DENOMINATOR, c.VALUE, c.UNIT, c.GOOD, c.STATUS,
        c.PREVIOUS, c.PREVIOUS_PERIOD, c.CHANGE, c.TARGET, c.AGAINST_TARGET, c.SOURCE, c.COMMENTARY_AND_NOTES,
    ),
    by_client_group,
    subtitles=(
        "Local estimate: one provider's part of a measure that needs every provider of the partnership. Groups of "
        "clients are distinct people and may overlap between agencies, so agencies' counts do not add up.",
    ),
    group="section",
    frozen_columns=3,
)  # fmt: skip


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    return assemble_workbooks(filled, (PERFORMANCE, NOT_SENT))
