"""A layout that a file gives: its tables and forms as sheets of the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel
from exports.layouts.sheets import columns as c
from exports.layouts.sheets.form import FormCell, FormSheet, LineCell
from exports.layouts.sheets.not_sent import NOT_SENT
from exports.layouts.sheets.table import RowSelection, SheetTable, all_rows, assemble_workbooks, sent_rows
from exports.layouts.sheets.trend import add_trend, make_trend_sheet
from mappings.definitions.workbook_layouts import (
    WIDTHS,
    FixedCell,
    LayoutColumn,
    LayoutSheet,
    LineGroup,
    NumberFormat,
    RowChoice,
    ShownFact,
    WorkbookLayout,
)
from mappings.fill.cells import FilledReturn

COLUMNS: dict[ShownFact, SheetColumn] = {
    "line": c.LINE, "title": c.MEASURE, "section": SheetColumn("Section", "section", 24, "wrap"), "value": c.VALUE,
    "numerator": c.NUMERATOR, "denominator": c.DENOMINATOR, "symbol": c.SYMBOL, "unit": c.UNIT, "good": c.GOOD,
    "period": c.PERIOD, "area": c.AREA, "area-code": c.AREA_CODE, "area-code-of-the-time": c.DATED_CODE,
    "breakdown": c.BREAKDOWN, "status": c.STATUS, "standing": c.STANDING, "route": c.ROUTE, "kept": c.KEPT,
    "source": c.SOURCE, "how": c.HOW, "commentary": c.COMMENTARY_AND_NOTES, "target": c.TARGET,
    "against-target": c.AGAINST_TARGET, "plan": c.PLAN, "less-plan": c.LESS_PLAN, "against-plan": c.AGAINST_PLAN,
    "previous": c.PREVIOUS, "previous-period": c.PREVIOUS_PERIOD, "change": c.CHANGE, "england": c.ENGLAND,
    "england-period": c.ENGLAND_YEAR, "neighbours": c.NEIGHBOURS, "neighbours-count": c.NEIGHBOURS_COUNT,
    "neighbours-period": c.NEIGHBOURS_YEAR, "trend": c.TREND,
}  # fmt: skip
ROWS: dict[RowChoice, RowSelection] = {
    "sent": sent_rows,
    "to-submit": lambda cells: sent_rows(cells).filter(~pl.col("for_information")),
    "for-information": lambda cells: sent_rows(cells).filter(pl.col("for_information")),
    "all": all_rows,
}
_DECIMALS: dict[NumberFormat, int] = {"whole": 0, "one decimal": 1, "two decimals": 2, "three decimals": 3}
_GROUP = "group_heading"


def lay_out_from_file(definition: WorkbookLayout, filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """A workbook for each return, with its cover, what is not sent, and where each figure came from.

    Raises:
        Refused: a form names a line that has several cells.
    """
    trends = [make_trend_sheet(each) for each in filled] if "trend" in definition.facts else []

    def prepare(cells: pl.LazyFrame) -> pl.LazyFrame:
        return add_trend(cells, trends) if trends else cells

    sheets = [_make_form(sheet) if sheet.cells else _make_table(sheet, prepare) for sheet in definition.sheets]
    return assemble_workbooks(
        filled, (*sheets, NOT_SENT), extra=[(trend,) for trend in trends] or None, cover=definition.cover
    )


def _make_table(sheet: LayoutSheet, prepare: RowSelection) -> SheetTable:
    groups = [group for group in sheet.group if isinstance(group, LineGroup)]
    lines = [line for group in groups for line in group.lines] or list(sheet.lines)
    headings = {line: group.heading for group in groups for line in group.lines}

    def rows(cells: pl.LazyFrame) -> pl.LazyFrame:
        chosen = ROWS[sheet.rows](prepare(cells))
        if not lines:
            return chosen
        order = {line: at for at, line in enumerate(lines)}
        place = pl.col("line").replace_strict(order, default=None, return_dtype=pl.Int64)
        named = chosen.filter(pl.col("line").is_in(lines)).with_columns(place.alias("place_of_line"))
        heading = pl.col("line").replace_strict(headings, default="", return_dtype=pl.String)
        return named.sort("book", "place_of_line", maintain_order=True).with_columns(heading.alias(_GROUP))

    return SheetTable(
        sheet.sheet,
        sheet.contents,
        tuple(map(_make_column, sheet.columns)),
        rows,
        title=sheet.title,
        subtitles=sheet.under,
        group=_GROUP if groups else "section" if sheet.group else None,
        frozen_columns=min(sheet.frozen_columns, len(sheet.columns)),
        filters=sheet.filters,
        wide_paper=sheet.paper == "A3",
        optional=sheet.optional,
    )


def _make_column(column: LayoutColumn) -> SheetColumn:
    plain = _with_format(COLUMNS[column.show], column.number_format)
    width = WIDTHS[column.width] if column.width else None
    return c.with_heading(plain, column.heading or plain.heading, width)


def _with_format(column: SheetColumn, number_format: NumberFormat) -> SheetColumn:
    if column.form != "number" or number_format == "as the line":
        return column
    return replace(column, decimals=_DECIMALS[number_format])


def _make_form(sheet: LayoutSheet) -> FormSheet:
    cells = tuple(_make_cell(name, cell) for name, cell in sheet.cells.items())
    widths = {at: WIDTHS[sheet.widths[name]] for at in range(26) if (name := xl_col_to_name(at)) in sheet.widths}
    return FormSheet(sheet.sheet, sheet.contents, cells, widths, wide_paper=sheet.paper == "A3")


def _make_cell(name: str, cell: FixedCell) -> FormCell:
    row, column = xl_cell_to_rowcol(name)
    content: str | LineCell = cell.text or ""
    if cell.line is not None:
        shown = _with_format(COLUMNS[cell.show], cell.number_format)
        content = LineCell(cell.line, shown, cell.area, cell.period, cell.breakdown)
    return FormCell(row, column, content, cell.style)
