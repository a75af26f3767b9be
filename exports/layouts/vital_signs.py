"""Vital Signs as the monitoring return was: one row for each body, period and line, plan beside actual.

Lines that no PCT sent, because a department compiled them, are greyed and marked. The department's
template (sheet names, column letters) is not established.
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.not_sent import NOT_SENT
from exports.layouts.sheets.table import SheetTable, assemble_workbooks, sent_rows
from mappings.fill.cells import FilledReturn

RETURN = SheetTable(
    "Monitoring return",
    "One row for each body, period and line, by tier; plan beside actual.",
    (
        c.LINE,
        c.MEASURE,
        c.BODY,
        c.AREA_CODE,
        c.with_heading(c.PERIOD, "Period", 24),
        c.PLAN,
        c.with_heading(c.VALUE, "Actual", 10),
        c.LESS_PLAN,
        c.AGAINST_PLAN,
        c.NUMERATOR,
        c.DENOMINATOR,
        c.UNIT,
        c.STATUS,
        c.STANDING,
        c.COMMENTARY_AND_NOTES,
    ),
    sent_rows,
    subtitles=(
        "Plan is the trajectory for the period, else the target. Greyed rows are for information: a department "
        "compiled them and the body does not send them.",
    ),
    group="section",
)


def layout(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return."""
    return assemble_workbooks(filled, (RETURN, NOT_SENT))
